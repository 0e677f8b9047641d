"""The nightly check of the files: every row has its file with its hash, and every file its row."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from hall.crypto import CannotUnseal
from papers.models import FileState, StoredFile
from papers.store import disk
from papers.store.reading import Unreadable, opened, original
from papers.store.taking import digest_of, names_of

MISSING, CHANGED, NOBODYS = "文件不在了", "文件和收下时不一样", "没有哪一行记着这个文件"
A_BATCH = 500  # rows


@dataclass
class Report:
    """What was looked at, and each fault in words that name nobody: the row's or the file's name."""

    files: int = 0
    size: int = 0
    faults: list[str] = field(default_factory=list)


def check() -> Report:
    """
    Read every file that is kept, and hold it against its row. It reads all of them: a disk tells of a rotten byte to whoever reads it.

    A file that is taken in meanwhile is no fault: the rows are asked once more for what seems to have none.
    """
    report = Report()
    for row in _rows():
        report.files += 1
        report.size += row.size
        for which, pieces, digest in (
            (row.stored_as, opened, row.digest),
            (row.original_as, original, row.original_digest),
        ):
            if which and (fault := _fault(row, pieces, digest)):
                report.faults.append(f"{which[:8]}…（{row.get_purpose_display()}）{fault}")
    rowless = set(disk.names_in_kept())
    for row in _rows():
        rowless.difference_update(names_of(row))
    report.faults += [f"{name[:8]}… {NOBODYS}" for name in sorted(rowless)]
    return report


def _fault(row: StoredFile, pieces: Callable[[StoredFile], Iterable[bytes]], digest: str) -> str:
    seen = hashlib.sha256()
    try:
        for piece in pieces(row):
            seen.update(piece)
    except Unreadable as error:
        return CHANGED if isinstance(error.__cause__, CannotUnseal) else MISSING
    return "" if digest_of(seen.hexdigest()) == digest else CHANGED


def _rows() -> Iterator[StoredFile]:
    """Those that are kept, in batches: no transaction stays open while the disk is read."""
    last = 0
    while batch := list(StoredFile.objects.filter(state=FileState.KEPT, pk__gt=last).order_by("pk")[:A_BATCH]):
        yield from batch
        last = batch[-1].pk
