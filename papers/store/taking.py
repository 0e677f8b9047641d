"""Taking uploads in: rebuilt, sealed, on disk, and a row for each."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cases.models import Case
from hall.crypto import keyed_hash
from papers.models import FileKind, FileState, Purpose, Scan, StoredFile
from papers.store import disk
from papers.store.parsing import Rebuilt, rebuilt, sha256

# Whoever reports something gives it away by the name of a file too: those files get names of ours.
NAMED_BY_US = frozenset({Purpose.EVIDENCE, Purpose.IDENTITY, Purpose.MESSAGE})
ENDINGS = {FileKind.JPEG: "jpg", FileKind.PNG: "png", FileKind.PDF: "pdf"}
LONGEST_NAME = 80  # characters


@dataclass(frozen=True)
class Place:
    """
    Where files belong: to a case, to a row of a room by its key, or to both.

    :param originals: whether the originals are kept, too, for the opening by two persons.
    """

    purpose: Purpose
    case: Case | None = None
    owner: uuid.UUID | None = None
    originals: bool = False


def take(uploads: Sequence[UploadedFile], place: Place, *, at: datetime, field: str = "files") -> list[StoredFile]:
    """
    Take the uploads of an act, in its transaction: taken back, nothing of them is kept.

    :param at: as exact as the case is: of a complaint its half-day.
    :param field: of the act, for refusals.
    :raises BadInput: one for each upload that is refused; then none is taken.
    """
    with rebuilt(uploads, field=field) as clean:
        before = StoredFile.objects.filter(purpose=place.purpose, case=place.case, owner=place.owner).count()
        files = [
            StoredFile.objects.create(
                **described(each, place, number=before + n),
                state=FileState.KEPT,
                case=place.case,
                owner=place.owner,
                at=at,
            )
            for n, each in enumerate(clean, 1)
        ]
    settle_when_kept(files)
    return files


def settle_when_kept(files: Sequence[StoredFile]) -> None:
    """Move what was written to what is kept, once the rows stand. Should the process die just then, forget_drafts moves it."""

    def settle() -> None:
        for each in files:
            for name in names_of(each):
                disk.settle(name, at=each.at)  # type: ignore[arg-type]  # what is kept has its time

    transaction.on_commit(settle)


def names_of(file: StoredFile) -> list[str]:
    """Its names on disk."""
    return [name for name in (file.stored_as, file.original_as) if name]


def described(each: Rebuilt, place: Place, *, number: int) -> dict[str, Any]:
    """Write an upload to disk, and say all that its row has to say of it."""
    stored_as, secret = disk.write(each.clean)
    facts: dict[str, Any] = {
        "purpose": place.purpose,
        "name": _name(each, place.purpose, number),
        "kind": each.kind,
        "size": each.size,
        "pixels": each.pixels,
        "digest": digest_of(sha256(each.clean)),
        "stored_as": stored_as,
        "secret": secret,
        "scan": Scan.WAITING if settings.CLAMD else Scan.NOT_ASKED,
    }
    if place.originals:
        original_as, original_secret = disk.write(each.upload.file)  # type: ignore[arg-type]
        facts |= {
            "original_as": original_as,
            "original_secret": original_secret,
            "original_name": str(each.upload.name),
            "original_digest": digest_of(sha256(each.upload.file)),
        }
    return facts


def digest_of(sha256_of_it: str) -> str:
    """Keyed: who has the database and suspects a file cannot find out whether it was sent."""
    return keyed_hash("file", sha256_of_it)


def _name(each: Rebuilt, purpose: Purpose, number: int) -> str:
    ending = ENDINGS[FileKind(each.kind)]
    if purpose in NAMED_BY_US:
        return f"{'文件' if each.kind == FileKind.PDF else '照片'} {number}.{ending}"
    stem = str(each.upload.name).rpartition(".")[0] or str(each.upload.name)
    return f"{stem[:LONGEST_NAME]}.{ending}"


def number_in_name(file: StoredFile) -> int:
    """The number in a name of ours: 3 of 照片 3.jpg; 0 where the name is the sender's."""
    digits = file.name.partition(" ")[2].partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
