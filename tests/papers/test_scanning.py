"""A virus scanner that answers, that is away, that hangs: real sockets."""

import socket
import struct
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.attachments import attachments
from papers import store
from papers.models import Purpose, Scan, StoredFile
from papers.store import scanning
from papers.tasks import check_files, scan_files
from tests.complaints.conftest import filed
from tests.papers import samples
from tests.world import at

MORNING = at("2025-09-30 10:00")
HALF_DAY = at("2025-09-30 08:30")


@contextmanager
def clamd(answer: bytes | None):
    """A server that speaks clamd's protocol; None: it takes all that is sent and never says a word."""
    seen: list[bytes] = []
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    link, _address = server.accept()
                except OSError:
                    return
                held.append(link)
                if answer is None:
                    continue
                with link:
                    command = link.recv(10)
                    if command.startswith(b"zPING"):
                        link.sendall(b"PONG\0")
                        continue
                    seen.append(_stream(link))
                    link.sendall(answer + b"\0")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", seen
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    for link in held:
        link.close()


def _stream(link: socket.socket) -> bytes:
    file = link.makefile("rb")
    with file:
        data = b""
        while size := struct.unpack(">I", file.read(4))[0]:
            data += file.read(size)
        return data


@pytest.fixture
def taken(world, settings, tmp_path):
    """Take one file in; the hall has a scanner."""
    settings.FILES_ROOT, settings.CLAMD = str(tmp_path), "127.0.0.1:9"
    case = filed(world, when=MORNING).complaint.case
    [file] = store.take([SimpleUploadedFile("a.jpg", samples.jpeg())], store.Place(Purpose.EVIDENCE, case), at=HALF_DAY)
    assert file.scan == Scan.WAITING
    return case


@pytest.mark.parametrize(
    ("answer", "scan", "opens"),
    [
        (b"stream: OK", Scan.CLEAN, True),
        (b"stream: Eicar-Test-Signature FOUND", Scan.FOUND, False),
        (b"INSTREAM size limit exceeded. ERROR", Scan.FAILED, False),
    ],
)
def test_what_the_scanner_says_counts(taken, settings, answer, scan, opens):
    with clamd(answer) as (settings.CLAMD, seen):
        assert scanning.look(clock=lambda: MORNING) == 1
    file = StoredFile.objects.get()
    assert seen == [b"".join(store.opened(file))]  # the very bytes that are served
    assert file.scan == scan
    assert store.may_open(file) is opens
    [line] = attachments(taken, at=MORNING)
    assert (bool(line.url), line.alarm) == (opens, not opens)


@pytest.mark.parametrize("which", ["absent", "hanging"])
def test_without_an_answer_it_is_red_after_half_an_hour(taken, settings, monkeypatch, which):
    monkeypatch.setattr(scanning, "PATIENCE", 0.3)
    with clamd(None) as (address, _seen):
        settings.CLAMD = address if which == "hanging" else "127.0.0.1:9"
        for minutes in (0, 10, 29):
            with pytest.raises(scanning.Away):
                scanning.look(clock=lambda minutes=minutes: MORNING + timedelta(minutes=minutes))
    for minutes, red in ((29, False), (30, True), (500, True)):
        when = MORNING + timedelta(minutes=minutes)
        [line] = attachments(taken, at=when)
        assert (line.url, line.alarm, scanning.is_overdue(at=when)) == ("", red, red)
        assert scanning.standing(at=when) == ("failing" if red else "waiting")
    with clamd(b"stream: OK") as (settings.CLAMD, _seen):
        scanning.look(clock=lambda: MORNING + timedelta(minutes=501))
    [line] = attachments(taken, at=MORNING + timedelta(minutes=502))
    assert line.url
    assert not scanning.is_overdue(at=MORNING + timedelta(minutes=502))


def test_a_hanging_scanner_holds_up_no_task_for_long(taken, settings, monkeypatch, mailoutbox):
    monkeypatch.setattr(scanning, "PATIENCE", 0.3)
    with clamd(None) as (settings.CLAMD, _seen):
        scan_files()  # says so in the log, and ends
    assert StoredFile.objects.get().scan == Scan.WAITING
    settings.ADMINS = [("", "admin@example.invalid")]
    scanning.Heartbeat.objects.update(at=MORNING - timedelta(days=400))
    check_files()
    assert any(scanning.OVERDUE in each.body for each in mailoutbox)
