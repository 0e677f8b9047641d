"""
The virus scanner, where the hall has one (settings.CLAMD): a clamd that is asked over its socket. It decides nothing about taking
files in: one that is away or hangs leaves them taken, and nobody opens them until it has looked.

Files are looked at one by one in a task of their own, so that a scanner that hangs holds up nobody who sends something.
"""

import socket
import struct
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from cases.models import Heartbeat
from papers.models import Scan, StoredFile
from papers.store.reading import Unreadable, opened

PATIENCE = 10.0  # seconds for one file, answer and all
SILENT_TOO_LONG = timedelta(minutes=30)
A_RUN = 100  # files
SIGN = "clamd"
PIECE = 64 * 1024
WHY_NOT = {  # why a file cannot be opened, where anybody's page names it
    Scan.WAITING: "等待查毒，查完才能打开",
    Scan.FOUND: "查出病毒，不能打开",
    Scan.FAILED: "查毒程序查不了这一份，不能打开；告诉管理员",
}
OVERDUE = f"查毒程序超过 {SILENT_TOO_LONG.seconds // 60} 分钟没有回答，还有文件打不开"


class Away(Exception):
    """The scanner cannot be reached, does not answer in time, or answers nonsense."""


def look(*, clock: Callable[[], datetime]) -> int:
    """
    Have the scanner look at what waits; return how many files it has judged. While it is away nothing changes.

    :raises Away: it does not answer.
    """
    if not settings.CLAMD:
        return 0
    _note_asked(at=clock())
    if _ask([], b"zPING\0") != b"PONG":
        raise Away("no PONG")
    _note_answer(at=clock())
    judged = 0
    for pk in StoredFile.objects.filter(scan=Scan.WAITING).order_by("pk").values_list("pk", flat=True)[:A_RUN]:
        judged += _look_at(pk)
        _note_answer(at=clock())
    return judged


def is_overdue(*, at: datetime) -> bool:
    """Whether files wait and the scanner has given no sign of life for half an hour."""
    if not StoredFile.objects.filter(scan=Scan.WAITING).exists():
        return False
    sign = Heartbeat.objects.filter(name=SIGN).first()
    return sign is not None and at - sign.at >= SILENT_TOO_LONG


def standing(*, at: datetime) -> str:
    """For /healthz: off, ok, waiting (files wait, and it is not late yet), failing."""
    if not settings.CLAMD:
        return "off"
    if is_overdue(at=at):
        return "failing"
    return "waiting" if StoredFile.objects.filter(scan=Scan.WAITING).exists() else "ok"


@transaction.atomic
def _look_at(pk: int) -> int:
    file = StoredFile.objects.select_for_update(skip_locked=True).filter(pk=pk, scan=Scan.WAITING).first()
    if file is None:
        return 0
    try:
        answer = _ask(opened(file), b"zINSTREAM\0")
    except Unreadable:  # the nightly check names it
        answer = b"unreadable ERROR"
    file.scan = Scan.CLEAN if answer.endswith(b"OK") else Scan.FOUND if answer.endswith(b"FOUND") else Scan.FAILED
    file.save(update_fields=["scan"])
    return 1


def _ask(pieces: Iterable[bytes], command: bytes) -> bytes:
    """One command and its stream, and the answer. :raises Away: see there."""
    end = time.monotonic() + PATIENCE
    try:
        with _connected() as link:
            link.sendall(command)
            if command == b"zINSTREAM\0":
                for whole in pieces:
                    for start in range(0, len(whole), PIECE):
                        piece = whole[start : start + PIECE]
                        link.settimeout(_left(end))
                        link.sendall(struct.pack(">I", len(piece)) + piece)
                link.sendall(struct.pack(">I", 0))
            answer = b""
            while not answer.endswith(b"\0"):
                link.settimeout(_left(end))
                part = link.recv(4096)
                if not part:
                    break
                answer += part
    except OSError as error:
        raise Away(type(error).__name__) from error
    if not answer:
        raise Away("no answer")
    return answer.rstrip(b"\0\n ")


def _left(end: float) -> float:
    if (left := end - time.monotonic()) <= 0:
        raise TimeoutError
    return left


def _connected() -> socket.socket:
    if settings.CLAMD.startswith("/"):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(PATIENCE)
        try:
            link.connect(settings.CLAMD)
        except OSError:
            link.close()
            raise
        return link
    host, _colon, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def _note_asked(*, at: datetime) -> None:
    """Since when it is asked: one that never answers is late by that."""
    Heartbeat.objects.get_or_create(name=SIGN, defaults={"at": at})


def _note_answer(*, at: datetime) -> None:
    values: dict[str, Any] = {"at": at}
    Heartbeat.objects.filter(name=SIGN).update(**values)
