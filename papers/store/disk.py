"""
Where the sealed files lie. `new/` has what is written and not yet kept: a transaction that is taken back, a killed process, a form
that is never sent leave something there, and there alone. `kept/` has what a row keeps; what a reporter takes back is deleted from it.
"""

import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from papers.store.sealing import seal_file

NEW, KEPT = "new", "kept"


def write(source: BinaryIO) -> tuple[str, str]:
    """Seal a file into `new/`; return its name, which says nothing, and the key that opens it."""
    name = secrets.token_hex(16)
    path = _in_new(name)
    _make(path.parent)
    source.seek(0)
    # the group may read what is sealed: the nightly backup comes as another user
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as target:
        key = seal_file(source, target)
        target.flush()
        os.fsync(target.fileno())
    return name, key


def settle(name: str, *, at: datetime) -> None:
    """Move a file to those that are kept; done before, nothing happens. :param at: what its row says: the disk tells no more."""
    new, kept = _in_new(name), _in_kept(name)
    if not new.exists():
        return
    _make(kept.parent)
    os.utime(new, (at.timestamp(), at.timestamp()))
    new.replace(kept)


def is_there(name: str) -> bool:
    return _in_kept(name).exists() or _in_new(name).exists()


def open_sealed(name: str) -> BinaryIO:
    """:raises FileNotFoundError: it lies nowhere."""
    try:
        return _in_kept(name).open("rb")
    except FileNotFoundError:
        return _in_new(name).open("rb")


def drop_new(name: str) -> None:
    """Delete a file that was never kept."""
    _in_new(name).unlink(missing_ok=True)


def drop(name: str) -> None:
    """Delete a file that was kept, and is taken back."""
    for path in (_in_new(name), _in_kept(name)):
        path.unlink(missing_ok=True)


def names_in_new(*, older_than: datetime) -> Iterator[str]:
    for path in _folder(NEW).glob("*"):
        try:
            if path.stat().st_mtime < older_than.timestamp():
                yield path.name
        except FileNotFoundError:  # kept, or dropped, by somebody else meanwhile
            continue


def names_in_kept() -> Iterator[str]:
    for path in _folder(KEPT).glob("*/*"):
        yield path.name


def _in_new(name: str) -> Path:
    return _folder(NEW) / name


def _in_kept(name: str) -> Path:
    return _folder(KEPT) / name[:2] / name


def _folder(which: str) -> Path:
    return Path(settings.FILES_ROOT) / which


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
