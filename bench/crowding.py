"""Many programs that register at once on one hall, against a real server: how it grows with them, and what they wait for."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection

from bench import databases
from launch import places
from tests.api.requests import REGISTRATION

# Sessions of this hall that wait for a lock now; the one that asks is none of them.
_WAITING = "SELECT count(*) FILTER (WHERE wait_event_type = 'Lock') FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
# Days whose numbers are not 1, 2, 3, … without a gap.
_GAPS = """
SELECT left(number, -5), count(*), max(right(number, 5)::int) FROM cases_case GROUP BY 1
HAVING count(*) <> max(right(number, 5)::int) OR count(DISTINCT number) <> count(*)
"""
EVERY = 0.02  # seconds


def crowd(token: str, clients: list[int], seconds: float) -> None:
    processes = os.cpu_count() or 1
    with _server(processes) as port:
        _register(port, token, key="bench-crowd-begins")
        print(f"programs at once, {processes} web processes, the programs on the same machine")
        alone = 0.0
        for programs in clients:
            began, idle = time.perf_counter(), _idle()
            done, waiting = _at_once(port, token, programs, seconds)
            took = time.perf_counter() - began
            busy = 1 - (_idle() - idle) / (took * processes)
            alone = alone or done / took
            print(
                f"  {programs:3} programs {done / took:6.1f} cases/s, {done / took / alone:.2f} × the first; "
                f"{waiting:.1f} sessions wait for a lock; processors {busy:.0%} busy"
            )
    _must_be_whole()


@contextmanager
def _server(processes: int) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{databases.HALL}").geturl()
    words = [str(places.PYTHON), "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    words += ["--workers", str(processes), "--config", "deploy/gunicorn.conf.py", "--no-control-socket"]
    server = subprocess.Popen(words, env={**os.environ, "DATABASE_URL": address}, stderr=subprocess.DEVNULL)
    try:
        for _try in range(600):
            if server.poll() is not None:
                raise SystemExit("the web server ended before it answered")
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def _at_once(port: int, token: str, programs: int, seconds: float) -> tuple[int, float]:
    """How many cases came of it, and how many sessions waited for a lock, as looked at again and again."""
    until, done, faults = time.monotonic() + seconds, [0] * programs, []

    def register(program: int) -> None:
        try:
            while time.monotonic() < until:
                _register(port, token, key=f"bench-crowd-{programs}-{program}-{done[program]}")
                done[program] += 1
        except Exception as fault:  # noqa: BLE001 - said below, by the thread that measures
            faults.append(fault)

    threads = [threading.Thread(target=register, args=(program,)) for program in range(programs)]
    for thread in threads:
        thread.start()
    looks = []
    while any(thread.is_alive() for thread in threads):
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            looks.append(cursor.fetchone()[0])
        time.sleep(EVERY)
    assert not faults, faults[0]
    return sum(done), statistics.mean(looks)


def _register(port: int, token: str, *, key: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    head = {"Authorization": f"Token {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    line.request("POST", "/api/v1/applications/", json.dumps(REGISTRATION), head)
    answer = line.getresponse()
    body = answer.read()
    line.close()
    assert answer.status == 201, body


def _idle() -> float:
    """Seconds for which the machine's processors had nothing to do; elsewhere than on Linux nobody says."""
    try:
        with open("/proc/stat") as figures:
            return int(figures.readline().split()[4]) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


def _must_be_whole() -> None:
    """A fast hall that skips a number, or gives one twice, is worth nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_GAPS)
        gaps = cursor.fetchall()
    assert not gaps, gaps
    print("no number missing, none twice")
