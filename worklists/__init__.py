"""Working through many cases, of any room: walked lists, lists with a name, drafts, bulk acts, who has a form open."""
