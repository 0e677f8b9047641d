"""Reading files again: the served copy for whoever a room lets open it, the original for the opening by two persons."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from django.http import StreamingHttpResponse

from hall.crypto import CannotUnseal
from hall.fields import shown
from hall.refusals import Refused
from papers.models import FileKind, Scan, StoredFile
from papers.store import disk
from papers.store.sealing import unseal_file

TYPES = {FileKind.JPEG: "image/jpeg", FileKind.PNG: "image/png", FileKind.PDF: "application/pdf"}
ENDINGS_TAKEN = ("jpg", "jpeg", "png", "gif", "pdf")


class Unreadable(Refused):
    """The bytes of a file are not there, or are not what was kept."""

    code = "file-unreadable"
    sentence = "这份文件读不出来，管理员已经收到通知的，等他处理；没有的，告诉管理员"


def may_open(file: StoredFile) -> bool:
    """Whether the virus scanner leaves it to be opened: where there is one, not before it has looked at it."""
    return file.scan in (Scan.NOT_ASKED, Scan.CLEAN)


def opened(file: StoredFile) -> Iterable[bytes]:
    """
    The served copy, piece by piece.

    :raises Unreadable: at once where it is missing; while it is read where a byte of it was changed.
    """
    return _opened(file.stored_as, file, "secret")


def original(file: StoredFile) -> Iterable[bytes]:
    """
    The original as it was uploaded, for the opening by two persons and nobody else: whoever calls this has made sure of both, and
    leaves a line. It was never cleaned: it goes out as a download, and is opened by nothing here.

    :raises Unreadable: none is kept, or as `opened`.
    """
    if not file.original_as:
        raise Unreadable("这份文件没有保存原件：匿名递交的，只留清除了拍摄信息的副本")
    return _opened(file.original_as, file, "original_secret")


def shown_name(file: StoredFile) -> str:
    return shown(file, "name")


def download(file: StoredFile) -> StreamingHttpResponse:
    """The served copy."""
    answer = _as_download(opened(file), TYPES[FileKind(file.kind)], plain=str(file.key), name=shown_name(file))
    answer["Content-Length"] = str(file.size)
    return answer


def download_original(file: StoredFile) -> StreamingHttpResponse:
    """The original, under a name of ours: the sender's own may lead to the sender, and would stay in the folder of whoever opens it."""
    stem, _, ending = shown_name(file).rpartition(".")
    ending = _ending(file) or ending
    return _as_download(
        original(file), "application/octet-stream", plain=f"{file.key}.{ending}", name=f"{stem} 原文件.{ending}"
    )


def _ending(file: StoredFile) -> str:
    """How the original's own name ends, where that is a kind that is taken: a GIF is served as PNG, and kept as it came."""
    ending = shown(file, "original_name").rpartition(".")[2].lower()
    return ending if ending in ENDINGS_TAKEN else ""


def _as_download(pieces: Iterable[bytes], content_type: str, *, plain: str, name: str) -> StreamingHttpResponse:
    """An answer that no browser opens by itself, in a frame or as anything else than it is."""
    answer = StreamingHttpResponse(pieces, content_type=content_type)
    answer["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _opened(name: str, file: StoredFile, secret: str) -> Iterator[bytes]:
    """Whether it can be read at all is asked at once; the file is open only while it is read."""
    try:
        key = getattr(file, secret)
    except CannotUnseal as error:
        raise Unreadable from error
    if not disk.is_there(name):
        raise Unreadable
    return _pieces(name, key)


def _pieces(name: str, key: str) -> Iterator[bytes]:
    try:
        with disk.open_sealed(name) as source:
            yield from unseal_file(source, key)
    except (FileNotFoundError, CannotUnseal) as error:
        raise Unreadable from error
