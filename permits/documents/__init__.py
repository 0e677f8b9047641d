"""The papers of an application: what stands on each (a `Sheet`), its number, its font, its PDF. They write nothing by themselves."""
