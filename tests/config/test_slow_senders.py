"""Bodies that never end, and bodies that are too large, before a real gunicorn with the settings of production."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cases.models import Case
from hall import tokens
from tests.filing import send
from tests.house.source import ROOT
from worklists.models import Draft

APPLICATION = """
def application(environ, start_response):
    length = len(environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(length).encode()]
"""
THREADS = 8


@pytest.fixture(scope="module")
def gunicorn(tmp_path_factory) -> Iterator[int]:
    """The port of one process with deploy/gunicorn.conf.py, where a body has a second instead of twenty."""
    folder = tmp_path_factory.mktemp("gunicorn")
    (folder / "application.py").write_text(APPLICATION)
    settings = (ROOT / "deploy" / "gunicorn.conf.py").read_text(encoding="utf-8")
    assert f"threads = {THREADS}\n" in settings
    (folder / "conf.py").write_text(f"{settings}\nBODY_WITHIN = 1\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "application",
        "--config=conf.py",
        f"--bind=127.0.0.1:{port}",
        "--no-control-socket",
    ]
    with (folder / "log").open("wb") as log:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # the settings read hall.logs
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, env=environment)
    try:
        _wait_for(port, process, folder / "log")
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(log.read_text())


def unfinished(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nno more than this")
    return connection


def test_unfinished_bodies_hold_no_thread_for_long(gunicorn):
    senders = [unfinished(gunicorn) for _ in range(2 * THREADS)]
    try:
        time.sleep(0.3)
        began = time.monotonic()
        with closing(http.client.HTTPConnection("127.0.0.1", gunicorn, timeout=30)) as page:
            page.request("GET", "/")
            assert page.getresponse().read() == b"0"
        assert time.monotonic() - began < 10
        for sender in senders[:2]:
            sender.settimeout(20)
            while sender.recv(4096):  # answered with an error, or nothing; then closed
                pass
    finally:
        for sender in senders:
            sender.close()


def test_a_trickle_does_not_count_as_progress(gunicorn):
    with unfinished(gunicorn) as sender:
        assert _seconds_until_closed(sender) < 10


def _seconds_until_closed(sender: socket.socket) -> float:
    """A byte every tenth of a second, for as long as anybody takes it."""
    began = time.monotonic()
    try:
        while time.monotonic() - began < 15:
            sender.sendall(b"x")
            time.sleep(0.1)
    except OSError:
        pass
    return time.monotonic() - began


def test_an_honest_body_and_the_next_one_are_taken(gunicorn):
    with closing(http.client.HTTPConnection("127.0.0.1", gunicorn, timeout=20)) as connection:
        for size in (900_000, 10):
            connection.request("POST", "/", body=b"x" * size)
            assert connection.getresponse().read() == str(size).encode()
            time.sleep(1.2)  # longer than a body has: between two requests that clock does not run


def test_what_is_too_large_is_read_to_its_end(live_server):
    """The browser sees the page with its sentence, and no broken connection."""
    with closing(
        http.client.HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=60)
    ) as connection:
        connection.request("GET", "/complain/file/")
        form = connection.getresponse()
        form.read()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": form.headers["Set-Cookie"].partition(";")[0],  # without it nothing of the body is asked for
        }
        connection.request("POST", "/complain/file/", body=b"text=" + b"x" * 5_000_000, headers=headers)
        answer = connection.getresponse()
        assert answer.status == 400
        assert "送来的内容太多" in answer.read().decode()


def sent_slowly(server, path: str, body: bytes, **headers: str) -> datetime:
    """Send the head and a first piece, and the rest two seconds later; return the instant of the rest."""
    host, port = server.thread.host, server.thread.port
    with closing(http.client.HTTPConnection(host, port, timeout=60)) as connection:
        connection.putrequest("POST", path)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        connection.send(body[:5])
        time.sleep(2)
        complete_at = timezone.now()
        connection.send(body[5:])
        answer = connection.getresponse()
        assert answer.status < 300, answer.read()
    return complete_at


def by_a_program(server, world) -> tuple[datetime, datetime]:
    token = tokens.issue(user=world.clerk, at=timezone.now()).key
    body = json.dumps({"channel": "counter", "text": "办证要带什么", "window": "22"}).encode()
    complete_at = sent_slowly(
        server, "/api/v1/enquiries/", body, Authorization=f"Token {token}", Content_Type="application/json"
    )
    return complete_at, Case.objects.get().opened_at


def by_a_page(server, world) -> tuple[datetime, datetime]:
    """The text of a form that is kept while it is written."""
    client = Client()
    client.force_login(world.clerk)
    secret = "a" * 32
    cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key, settings.CSRF_COOKIE_NAME: secret}
    form = {"csrfmiddlewaretoken": secret, "idem": "0" * 32, "note": "加急"}
    complete_at = sent_slowly(
        server, "/desk/drafts/?for=" + quote("/desk/register/?item=WJ-XK-0001"), urlencode(form).encode(),
        Cookie="; ".join(f"{name}={value}" for name, value in cookies.items()),
        Content_Type="application/x-www-form-urlencoded", X_Draft="1",
    )  # fmt: skip
    return complete_at, Draft.objects.get().saved_at


@pytest.mark.parametrize("way", [by_a_program, by_a_page])
def test_an_act_is_of_when_all_is_here(live_server, committed_world, way):
    """A head that comes in time keeps no door open for what is decided later."""
    complete_at, instant = way(live_server, committed_world)
    assert complete_at <= instant


def test_a_program_gets_json_whatever_fails(db, monkeypatch):
    monkeypatch.setattr("portal.items_api.published", lambda **_how: 1 / 0)
    client = Client(raise_request_exception=False)
    answer = client.get("/api/v1/items/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/json")
    assert answer.json()["code"] == "server-error"
    assert set(answer.json()) == set(client.get("/api/v1/nothing/").json())


def test_a_person_gets_the_plain_page_whatever_fails(db, monkeypatch):
    monkeypatch.setattr("portal.filing.the_hall", lambda: 1 / 0)
    answer = send(Client(raise_request_exception=False))
    assert answer.status_code == 500
    assert "系统出错了" in answer.content.decode()
