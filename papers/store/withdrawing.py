"""What goes with a name that is taken back: the photos of identity papers, and every original of its case. Both lead to the person."""

from functools import partial

from django.db import transaction

from cases.models import Case
from papers.models import FileState, Purpose, StoredFile
from papers.store import disk
from papers.store.taking import names_of


def withdraw(case: Case) -> int:
    """
    Delete what leads to whoever took the name back, in the transaction of that act; the clean copies stay, as evidence.

    Returns how many files are touched. Their keys go with the rows: what a backup still holds of the bytes opens with its dump only.
    """
    kept = StoredFile.objects.select_for_update().filter(case=case, state=FileState.KEPT)
    touched = 0
    for each in kept:
        names = names_of(each) if each.purpose == Purpose.IDENTITY else [each.original_as]
        if each.purpose == Purpose.IDENTITY:
            each.delete()
        elif each.original_as:
            each.original_as = each.original_digest = each.original_name = each.original_secret = ""
            each.save(update_fields=["original_as", "original_digest", "original_name", "original_secret"])
        for name in filter(None, names):
            touched += 1
            transaction.on_commit(partial(disk.drop, name))
    return touched
