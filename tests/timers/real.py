"""Real processes for the tests of the timers: a private Redis, workers and a beat on the test's own database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis as redis_client
from django.db import connection

from launch import redis as redis_server

ROOT = Path(__file__).resolve().parents[2]


def database_url() -> str:
    """
    The address of the database that this test is connected to, for another process: the same one, with its name. The hall's
    processes come as the role that owns nothing, as in production.
    """
    address = urlsplit(os.environ.get("RUNTIME_DATABASE_URL") or os.environ["DATABASE_URL"])
    return urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))


class Redis:
    """A Redis of this test alone: it may be emptied without hurting anybody."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "redis.sock"
        self.url = f"redis+socket://{self.socket}"
        self.start()

    def start(self) -> None:
        """Start it, or start it again, empty, at the same place."""
        binary, _kind = redis_server.choose(redis_server.candidates())
        self.process = subprocess.Popen(
            [
                binary, "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder), "--save", "",
                "--appendonly", "no",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        wait_until(lambda: redis_server.pings(self.socket), seconds=60, what="Redis answers")

    def ask(self, *words: str) -> object:
        with redis_client.Redis(unix_socket_path=str(self.socket)) as client:
            return client.execute_command(*words)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


class Celery:
    """One real Celery process and its children, in a process group of their own."""

    def __init__(self, *words: str, app: str, redis: Redis, log: Path, **env: str) -> None:
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", app, *words],
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
                env={**os.environ, "DATABASE_URL": database_url(), "REDIS_URL": redis.url, **env},
            )  # fmt: skip

    def kill(self) -> None:
        """kill -9, the children too: nothing of it gets to tidy up."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def report(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:]


def fast_worker(folder: Path, redis: Redis, *, number: int = 1, processes: int = 2, **env: str) -> Celery:
    """A worker with the quick timers of tests.timers.fast."""
    return Celery(
        "worker", "-l", "WARNING", "-c", str(processes), "-n", f"worker{number}@%h", "--without-gossip", "--without-mingle",
        app="tests.timers.fast", redis=redis, log=folder / f"worker{number}.log", **env,
    )  # fmt: skip


def fast_beat(folder: Path, redis: Redis, *, number: int = 1, **env: str) -> Celery:
    """A beat with the quick timers of tests.timers.fast."""
    return Celery(
        "beat", "-l", "WARNING", "-s", str(folder / f"beat{number}"), "--pidfile", str(folder / f"beat{number}.pid"),
        app="tests.timers.fast", redis=redis, log=folder / f"beat{number}.log", **env,
    )  # fmt: skip


@contextmanager
def redis_in(folder: Path) -> Iterator[Redis]:
    server = Redis(folder)
    try:
        yield server
    finally:
        server.stop()


def wait_until(
    holds: Callable[[], bool], *, seconds: float, what: str, pause: float = 0.02, log: Callable[[], str] | None = None
) -> float:
    """Wait for something to become true and return how long it took; fail with the `log` of a process when it does not."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"not within {seconds} seconds: {what}\n{log() if log else ''}")
        time.sleep(pause)
    return time.monotonic() - began


def wait_for_database(seconds: float = 20) -> None:
    """
    Wait until nothing that a killed worker began is left at work in the database: the next test empties the tables.

    A connection that does nothing and holds nothing is in nobody's way: a browser test before this one may have left the
    live server's, which stays as long as the browser keeps its own open; nor is the server's own vacuum.
    """
    ours = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' AND state IS DISTINCT FROM 'idle'"
    )

    def alone() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(ours)
            return cursor.fetchone()[0] == 0

    wait_until(alone, seconds=seconds, what="the killed workers' transactions are gone")
