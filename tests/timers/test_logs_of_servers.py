"""Real servers, real faults, real logs: web server, worker and PostgreSQL write down no value that anybody sent."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import requests
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config.celery import app
from hall.log_lines import at_work_on
from hall.models import User
from launch.hall import commands
from tests.timers.own_postgres import Server, own_postgres
from tests.timers.real import ROOT, Celery, redis_in, wait_until

pytestmark = [pytest.mark.servers, pytest.mark.timers, pytest.mark.django_db(transaction=True)]

CANARY = "canary4711"
CODE = "4711222233334444"  # of a receipt, typed behind /c/
NAME = "金丝雀孙"
CALLER = "203.0.113.47"
MINE = "4f1e2d3c4b5a"  # the id of a request


@pytest.fixture
def server():
    with own_postgres() as server:
        yield server


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


class Web:
    """Gunicorn with the launcher's own words, behind one proxy."""

    def __init__(self, server: Server, redis_url: str, log: Path) -> None:
        self.port, self.log = free_port(), log
        command = [sys.executable, *commands(self.port)["web"]]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
                env={**os.environ, "DATABASE_URL": server.url, "REDIS_URL": redis_url, "NUM_PROXIES": "1"},
            )  # fmt: skip
        wait_until(self.answers, seconds=60, what="gunicorn answers", log=lambda: self.log.read_text())

    def answers(self) -> bool:
        with suppress(requests.ConnectionError):
            return self.ask("GET", "/login/").status_code == 200
        return False

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"X-Forwarded-For": CALLER, **more.pop("headers", {})}
        url = f"http://127.0.0.1:{self.port}{path}"
        return requests.request(method, url, headers=headers, timeout=30, allow_redirects=False, **more)

    def raw(self, text: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as door:
            door.sendall(text)
            door.recv(1000)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def test_no_log_of_a_server_holds_what_was_sent(server, tmp_path):
    assert settings.HALL_MODE == "test"
    User.objects.create(username="someone", display_name="某人")
    with redis_in(tmp_path) as redis:
        web = Web(server, redis.url, tmp_path / "web.log")
        log = tmp_path / "worker.log"
        # a test may run as root, against which celery warns before anybody has said how lines are written
        worker = Celery(
            "--quiet", "worker", "-l", "INFO", "-c", "1",
            app="config", redis=redis, log=log, DATABASE_URL=server.url, PYTHONWARNINGS="ignore",
        )  # fmt: skip
        try:
            strangers(web)
            faults_of_the_database(web)
            tasks(worker, redis.url)
        finally:
            worker.kill()
            web.stop()
    logs = {"web": web.log, "worker": worker.log, "postgres": server.place.log}
    texts = {name: log.read_text(encoding="utf-8", errors="replace") for name, log in logs.items()}
    for name, text in texts.items():
        for value in (CANARY, CODE, NAME, CALLER, "/complain/", "/c/4711"):
            assert value not in text, (name, value, [line for line in text.splitlines() if value in line][:3])
    assert "403 POST complain/file/ (csrf)" in texts["web"]
    assert "404 GET (no route) (request)" in texts["web"]
    assert "(DisallowedHost)" in texts["web"]
    assert "500 GET" in texts["web"]
    assert "UndefinedColumn [42703]" in texts["web"]
    assert "Task cases.send_letters" in texts["worker"]
    assert "KeyError" in texts["worker"]
    assert "ERROR" not in texts["postgres"]
    for name in ("web", "worker"):
        others = [line for line in texts[name].splitlines() if not line.startswith("{")]
        assert others == [], name
    written = {name: [json.loads(line) for line in texts[name].splitlines()] for name in ("web", "worker")}
    carry_their_ids(written)


def carry_their_ids(written: dict[str, list[dict]]) -> None:
    """Every line is one JSON object; what was written of one request or task is found by its id."""
    assert {(name, line["process"]) for name, lines in written.items() for line in lines} == {
        ("web", "web"),
        ("worker", "worker"),
    }
    assert all(datetime.fromisoformat(line["time"]).utcoffset() for lines in written.values() for line in lines)
    [sign_in] = [line for line in written["web"] if line.get("request_id") == MINE and line["event"] == "answered"]
    assert (sign_in["method"], sign_in["route"], sign_in["status"]) == ("POST", "login", 200)
    assert not [
        line for line in written["web"] if line.get("route", "").startswith("complain") and line["status"] < 400
    ]
    of_the_task = [line for line in written["worker"] if line.get("request_id") == MINE]
    assert {line["task"] for line in of_the_task} == {"cases.send_letters"}
    assert [line for line in of_the_task if "KeyError" in line.get("fault", [])]


def strangers(web: Web) -> None:
    """What people and attackers send."""
    referrer = {
        "Referer": f"https://{CANARY}.example/intranet/{CANARY}?u=zhangsan",
        "Origin": f"https://{CANARY}.example",
    }
    form = {"kind": "report", "text": CANARY, "name": NAME}
    assert web.ask("POST", "/complain/file/", data=form, headers=referrer).status_code == 403
    for path in (f"/complain/{CANARY}/", f"/c/{CODE}/", f"/c/{CODE}", f"/desk/cases/{CODE}x/", f"/api/v1/{CANARY}/"):
        assert web.ask("GET", path, headers=referrer).status_code in {302, 404}, path
    assert web.ask("GET", "/", headers={"Host": f"{CANARY}.example"}).status_code == 400
    page = web.ask("GET", "/login/")
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sign_in = {"username": f"{NAME}{CANARY}", "password": CANARY, "csrfmiddlewaretoken": token}
    answer = web.ask("POST", "/login/", data=sign_in, cookies=page.cookies, headers={"X-Request-ID": MINE})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (200, MINE)
    assert web.ask("GET", "/complain/", headers={"X-Request-ID": "0" * 20}).headers["X-Request-ID"] != "0" * 20
    program = {"username": CANARY, "password": CANARY}
    assert web.ask("POST", "/api/v1/token/", json=program).status_code == 400
    web.raw(f"GET /c/{CODE} {CANARY} HTTP/9.9\r\nHost: x\r\n\r\n".encode())
    web.raw(f"{CANARY} \x00\r\n\r\n".encode())


def faults_of_the_database(web: Web) -> None:
    """Statements that fail with values in them: through the product, and beside it."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_wrongcode RENAME COLUMN tries TO other")
    page = web.ask("GET", "/c/")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE hall_serviceitem RENAME COLUMN code TO other")
    assert web.ask("GET", f"/items/?q={CANARY}", cookies=page.cookies).status_code == 500
    with psycopg2.connect(address()) as own:
        own.autocommit = True
        for statement in (
            f"SELECT '{CANARY}'::inet",
            f"SELECT nothing FROM hall_user WHERE username = '{CANARY}'",
            f"INSERT INTO hall_user (username) VALUES ('{CANARY}')",
            "INSERT INTO hall_user SELECT * FROM hall_user",
            f"SELECT '{CANARY}",
        ):
            with own.cursor() as cursor, pytest.raises(psycopg2.Error):
                cursor.execute(statement)
    deadlock()


def deadlock() -> None:
    """Two sessions that wait for each other, each with a value in its statement."""
    User.objects.bulk_create(User(username=f"dead{n}", display_name="锁") for n in range(2))
    ends: list[str] = []
    both = threading.Barrier(2)

    def cross(first: str, second: str) -> None:
        with psycopg2.connect(address()) as own, own.cursor() as cursor:
            cursor.execute("UPDATE hall_user SET display_name = %s WHERE username = %s", [CANARY, first])
            both.wait()
            try:
                cursor.execute("UPDATE hall_user SET display_name = %s WHERE username = %s", [CANARY, second])
                ends.append("done")
            except psycopg2.errors.DeadlockDetected:
                ends.append("deadlock")

    pairs = [("dead0", "dead1"), ("dead1", "dead0")]
    threads = [threading.Thread(target=cross, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["deadlock", "done"]


def tasks(worker: Celery, broker: str) -> None:
    """A task that fails with its argument in the exception's text, one that nobody knows, and one that is done."""
    with app.connection_for_write(broker) as way:
        with at_work_on(request_id=MINE):
            app.send_task("cases.send_letters", args=[CANARY], connection=way)
        app.send_task(f"nobody.knows.{CANARY}", args=[CANARY], connection=way)
        app.send_task("cases.sweep", connection=way)
    wait_until(
        lambda: all(word in worker.report() for word in ("KeyError", "unregistered", "cases.sweep")),
        seconds=90, what="the tasks have failed", pause=0.2, log=worker.report,
    )  # fmt: skip
    time.sleep(0.5)


def address() -> str:
    terms = connection.settings_dict
    return f"dbname={terms['NAME']} user={terms['USER']} host={terms['HOST'] or terms['OPTIONS'].get('host', '')}"


def test_the_servers_that_we_start_say_no_values(server):
    shown = {}
    with connection.cursor() as cursor:
        for name in ("log_min_messages", "log_min_error_statement", "log_error_verbosity", "log_statement",
                     "log_parameter_max_length", "log_parameter_max_length_on_error", "log_min_duration_statement"):  # fmt: skip
            cursor.execute(f"SHOW {name}")
            shown[name] = cursor.fetchone()[0]
    assert list(shown.values()) == ["log", "panic", "terse", "none", "0", "0", "-1"]
    call_command("check", verbosity=0)
