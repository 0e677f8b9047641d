"""
The canary (reliability §2A): a whole hall of real processes takes in reports whose every header, word, file and piece of metadata bears
a mark, on success and on every way it can fail. Then the bytes of everything that is kept are read: none bears a mark.

Without nginx on the machine the browser talks to gunicorn, and the proxy's own refusal (413) is not tried: it is the proxy that refuses,
and only its logs could keep anything of it.
"""

import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import pytest
from django.db import connection, transaction

from complaints.models import Complaint, ReporterIdentity
from hall import keys
from launch import postgres
from launch.processes import Process as Known
from papers import store
from papers.models import Purpose, StoredFile
from tests.canary import marks
from tests.canary.servers import (
    NGINX,
    STORY,
    Browser,
    KeptRedis,
    Mailbox,
    Process,
    free_port,
    half_an_upload,
    head,
    raw,
    start_nginx,
    start_web,
)
from tests.gateway import KEY, SmsGateway
from tests.timers.own_postgres import Server, own_postgres
from tests.timers.real import Celery, wait_until
from tests.world import PASSWORD, World, build

pytestmark = [pytest.mark.servers, pytest.mark.timers, pytest.mark.django_db(transaction=True)]

A_CODE = re.compile(r"(\d{4})\D{1,8}(\d{4})\D{1,8}(\d{4})\D{1,8}(\d{4})")
FLOOD = 60  # complaints in an hour from one place (complaints.flood)


@dataclass
class Hall:
    folder: Path
    server: Server
    redis: KeptRedis
    mailbox: Mailbox
    env: dict[str, str]
    world: World
    web_port: int = field(default_factory=free_port)
    front_port: int = 0
    running: list = field(default_factory=list)

    @property
    def web(self) -> Process:
        return self.running[0]


@contextmanager
def at_work(folder: Path, server: Server) -> Iterator[Hall]:
    """Everything that `make run` starts, and what stands around it in production."""
    for name in ("log", "files", "tmp"):
        (folder / name).mkdir()
    with transaction.atomic():
        keys.must_fit()
        world = build()
    gateway, mailbox, redis = SmsGateway(), Mailbox(), KeptRedis(folder)
    env = {
        "DATABASE_URL": postgres.as_runtime(server.url), "REDIS_URL": redis.url, "NUM_PROXIES": "1",
        "FILES_ROOT": str(folder / "files"), "TMPDIR": str(folder / "tmp"), "PYTHONWARNINGS": "ignore",
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mailbox.port),
        "ADMIN_MAIL": "admin@example.invalid", "LETTER_MAIL_FROM": "hall@example.invalid", "SMS_URL": gateway.url, "SMS_KEY": KEY,
    }  # fmt: skip
    hall = Hall(folder, server, redis, mailbox, env, world)
    try:
        hall.running.append(start_web(hall.web_port, folder, **env))
        if NGINX:
            hall.front_port = free_port()
            hall.running.append(start_nginx(hall.front_port, hall.web_port, folder))
        hall.front_port = hall.front_port or hall.web_port
        yield hall
    finally:
        for process in hall.running[::-1]:
            process.stop()
        redis.stop()
        mailbox.stop()
        gateway.ended = True


@pytest.fixture
def hall(monkeypatch) -> Iterator[Hall]:
    folder = Path(tempfile.mkdtemp(prefix="hall-canary-", dir="/tmp"))
    try:
        with own_postgres() as server, at_work(folder, server) as hall:
            yield hall
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_nothing_that_is_kept_bears_a_mark(hall, monkeypatch, settings):
    settings.FILES_ROOT = hall.env["FILES_ROOT"]
    uploads = marks.files(monkeypatch)
    taken_in(hall, uploads)
    refused(hall, uploads)
    broken_off(hall, uploads)
    with the_timers(hall):
        an_officer_reads(hall)
        faults_of_ours(hall, uploads)
    a_flood(hall)
    all_is_there_sealed(hall)
    places = {**dumps(hall), **of_redis(hall), "mailbox": hall.mailbox.text, **files_below(hall)}
    must_be_read(places)
    assert {name: hits for name, data in places.items() if (hits := marks.found(data, deep=is_deep(name)))} == {}
    would_be_found(hall)


# What happens


def taken_in(hall: Hall, uploads: list) -> None:
    """Anonymous with a file of each format, protected and named with a photo; looked up, written to, the name taken back."""
    for signed, files in (("anonymous", uploads), ("protected", uploads[:1]), ("named", uploads[1:2])):
        browser = Browser(hall.front_port)
        answers = marks.said(signed, **({} if signed == "anonymous" else marks.SIGNED | {"signed": signed}))
        assert browser.file_report(answers, files) == 302, signed
        code = "".join(A_CODE.search(browser.get("/complain/receipt/").text).groups())
        assert browser.post("/c/", {"code": code}).status_code == 302
        message = {"text": marks.said("message")["text"], "idem": f"{len(code):032x}"}
        assert browser.post("/c/messages/", message).status_code == 302
        browser.get(f"/complain/?from={marks.STEM}")


def refused(hall: Hall, uploads: list) -> None:
    """422, 400, 403, 404, 429 of the look-up, and the proxy's 413."""
    browser = Browser(hall.front_port)
    assert browser.file_report(marks.said("422", category="", **marks.SIGNED), uploads[:1]) == 422
    odd = [("evidence", (f"{marks.STEM}.docx", f"PK\x03\x04{marks.STEM}".encode()))]
    assert browser.file_report(marks.said("file"), odd) == 422
    large = marks.said("400")["text"] * 60_000
    assert browser.post("/complain/file/", marks.said("400", text=large)).status_code == 400
    without_token = Browser(hall.front_port)
    for path in ("/complain/file/", "/c/", "/c/messages/", "/c/identity/"):
        form = {**marks.said("403"), **marks.SIGNED, "csrfmiddlewaretoken": marks.STEM}
        assert without_token.session.post(without_token.at + path, data=form, timeout=60).status_code == 403
    for path in (
        f"/complain/{marks.STEM}/",
        f"/c/{marks.STEM}/",
        f"/api/v1/{marks.STEM}/",
        f"/static/{marks.STEM}.css",
    ):
        assert browser.get(path).status_code in (302, 404)
    json = {"kind": "complaint", "category": marks.STEM, "text": marks.WORDS, "name": marks.NAME}
    assert browser.session.post(f"{browser.at}/api/v1/complaints/", json=json, timeout=60).status_code == 400
    for _wrong in range(52):
        status = browser.post("/c/", {"code": "0000000000000000"}).status_code
    assert status == 429
    if NGINX:
        assert b" 413 " in raw(
            hall.front_port, head("/complain/file/", length=50 << 20, more=f"Cookie: {marks.STEM}=1\r\n")
        )
    for port in {hall.front_port, hall.web_port}:  # no request at all
        raw(port, f"GET /c/{marks.STEM} {marks.STEM} HTTP/9.9\r\nHost: {marks.STEM}\r\n\r\n".encode())


def broken_off(hall: Hall, uploads: list) -> None:
    """The browser is gone in the middle of an upload; then the web's process is, killed with the upload in its hands."""
    for port in sorted({hall.front_port, hall.web_port}):
        door = half_an_upload(port, uploads)
        door.close()
    door = half_an_upload(hall.web_port, uploads)
    time.sleep(0.5)
    hall.web.kill_children()
    door.close()
    wait_until(
        lambda: Browser(hall.web_port).get("/c/").status_code == 200, seconds=60, what="another one answers", pause=0.2
    )


@contextmanager
def the_timers(hall: Hall) -> Iterator[None]:
    """Worker and beat at their work, and the worker killed in the end."""
    log, beat = hall.folder / "log" / "worker.log", hall.folder / "log" / "beat.log"
    worker = Celery("--quiet", "worker", "-l", "INFO", "-c", "1", app="config", redis=hall.redis, log=log, **hall.env)
    schedule = ("--schedule", str(hall.folder / "tmp" / "beat"), "--pidfile", "")
    timer = Celery("--quiet", "beat", "-l", "INFO", *schedule, app="config", redis=hall.redis, log=beat, **hall.env)
    try:
        wait_until(lambda: "cases.sweep" in worker.report(), seconds=120, what="a sweep", pause=0.2, log=worker.report)
        yield
    finally:
        worker.kill()
        timer.kill()


def an_officer_reads(hall: Hall) -> None:
    """Words and photos stand on the officer's pages, and are kept nowhere for it."""
    officer = Browser(hall.front_port)
    officer.session.headers.clear()
    signed_in = officer.post("/login/", {"username": hall.world.complaint_officer.username, "password": PASSWORD})
    assert signed_in.status_code == 302
    for complaint in Complaint.objects.select_related("case").order_by("pk")[:3]:
        page = officer.get(f"/centre/{complaint.case.number}/")
        assert marks.WORDS in page.text
        assert marks.STEM in officer.get(f"/api/v1/complaints/{complaint.case.number}/").text
        for file in StoredFile.objects.filter(case=complaint.case):
            served = officer.get(f"/centre/{complaint.case.number}/files/{file.key}/")
            assert served.status_code == 200
            assert marks.found(served.content) == []


def faults_of_ours(hall: Hall, uploads: list) -> None:
    """The tables refuse, then the database is gone: 500, a line in the log, a mail to the administrators."""
    browser = Browser(hall.front_port)
    right = "INSERT ON complaints_complaint {} hall_app"
    on_the_server(hall, "REVOKE " + right.format("FROM"))
    assert browser.file_report(marks.said("500", **marks.SIGNED), uploads[:1]) == 500
    on_the_server(hall, "GRANT " + right.format("TO"))
    process: Known = hall.server.process
    process.send(signal.SIGQUIT)
    process.wait(30)
    connection.close()
    assert browser.post(STORY, marks.said("gone", **marks.SIGNED)).status_code >= 500
    hall.server.start()
    wait_until(
        lambda: Browser(hall.front_port).get("/complain/").status_code == 200, seconds=60, what="it is back", pause=0.2
    )
    wait_until(lambda: hall.mailbox.text, seconds=20, what="a mail of the fault")


def a_flood(hall: Hall) -> None:
    statuses = set()
    for number in range(FLOOD + 3):
        # each in a browser of its own: one that filed is shown its receipt
        statuses.add(Browser(hall.front_port).file_report(marks.said(f"flood-{number}")))
        if 429 in statuses:
            break
    assert statuses == {302, 429}


def all_is_there_sealed(hall: Hall) -> None:
    """What was sent is kept: with the keys it opens."""
    texts = [complaint.text for complaint in Complaint.objects.order_by("pk")[:3]]
    assert texts == [marks.said(signed)["text"] for signed in ("anonymous", "protected", "named")]
    assert {each.name for each in ReporterIdentity.objects.all()} == {marks.NAME}
    kept = StoredFile.objects.filter(purpose=Purpose.EVIDENCE).exclude(case=None).order_by("pk")
    assert [bool(file.original_as) for file in kept] == [False] * 4 + [True] * 2
    assert all(marks.found(b"".join(store.original(file))) for file in kept[4:])


# What is kept


def dumps(hall: Hall) -> dict[str, bytes]:
    """The whole database as pg_dump writes it, in words and in its own form; every row in words, which also unpacks what is packed."""
    binaries = postgres.choose(postgres.candidate_folders(), hall.server.place.data).folder
    taken = {}
    for form in ("plain", "custom"):
        path = hall.folder / f"dump.{form}"
        subprocess.run(
            [str(binaries / "pg_dump"), f"--format={form}", "--compress=0", f"--file={path}", hall.server.url],
            check=True,
        )
        taken[f"pg_dump {form}"] = path.read_bytes()
        path.unlink()
    with psycopg2.connect(hall.server.url) as own, own.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    return taken


def of_redis(hall: Hall) -> dict[str, bytes]:
    """Every key with its value; its files are read with the others."""
    hall.redis.ask("SAVE")
    found = {}
    for key in hall.redis.ask("KEYS", "*"):
        found[f"redis {key!r}"] = key + (hall.redis.ask("DUMP", key) or b"")
    return found


def files_below(hall: Hall) -> dict[str, bytes]:
    """Every file: media, temporary folders, logs, Redis's own; PostgreSQL's tables, write-ahead log and log."""
    read = {}
    for root in (hall.folder, hall.server.place.data.parent):
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink() and "tests" not in path.parts:
                with suppress(FileNotFoundError):
                    read[str(path.relative_to(root.parent))] = path.read_bytes()
    return read


def is_deep(name: str) -> bool:
    """PostgreSQL's files hold nothing deflated; the same rows are read in words."""
    return "/pg/" not in name


def must_be_read(places: dict[str, bytes]) -> None:
    """The search has looked where it should, and would find what stands there."""
    names = " ".join(places)
    for needed in (
        "web.log",
        "worker.log",
        "beat.log",
        "postgres.log",
        "/pg_wal/",
        "/base/",
        "dump.rdb",
        "appendonly",
        "/files/kept/",
        "mailbox",
    ):
        assert needed in names, needed
    assert "区卫生健康局".encode() in places["pg_dump plain"]
    assert b"complaints_complaint" in places["mailbox"] or b"InsufficientPrivilege" in places["mailbox"]


def would_be_found(hall: Hall) -> None:
    """The same search finds a mark that does stand there."""
    on_the_server(hall, f"UPDATE hall_department SET name = name || '{marks.STEM}'")
    hall.redis.ask("SET", "planted", marks.STEM)
    planted = {**dumps(hall), **of_redis(hall), **files_below(hall)}
    where = {name for name, data in planted.items() if marks.found(data, deep=is_deep(name))}
    assert {"pg_dump plain", "pg_dump custom", "redis b'planted'"} <= where
    assert all(any(part in name for name in where) for part in ("/base/", "/pg_wal/", "appendonly"))


def on_the_server(hall: Hall, statement: str) -> None:
    with psycopg2.connect(hall.server.url) as own, own.cursor() as cursor:
        cursor.execute(statement)
