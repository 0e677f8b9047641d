"""The broker's machine is lost, again and again: its Sentinels choose another, and no worker stays dead."""

import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import redis as redis_client
from django.utils import timezone
from redis.sentinel import Sentinel

from cases.models import Heartbeat
from launch import hall, places
from launch import redis as redis_server
from launch.ladder import Servers
from tests.timers.real import database_url, wait_for_database, wait_until

pytestmark = [
    pytest.mark.hosts, pytest.mark.timers, pytest.mark.servers, pytest.mark.django_db(transaction=True),
]  # fmt: skip

MOVES = 3


class Broker:
    """Two servers, one of them the master, and three Sentinels that watch over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.binary, _kind = redis_server.choose(redis_server.candidates())
        self.servers, self.sentinels = free_ports(2), free_ports(3)
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        master, replica = self.servers
        self._start(master, "")
        self._start(replica, f"replicaof 127.0.0.1 {master}\n")
        for port in self.sentinels:
            watch = [
                f"monitor hall 127.0.0.1 {master} 2",
                "down-after-milliseconds hall 1000",
                "failover-timeout hall 3000",
            ]
            self._start(port, "".join(f"sentinel {line}\n" for line in watch), "--sentinel")
        self.watch = Sentinel([("127.0.0.1", port) for port in self.sentinels], socket_timeout=1)
        # a replica that the Sentinels have not met yet cannot be chosen
        wait_until(
            lambda: bool(self._ask(self.watch.discover_slaves)), seconds=60, what="the Sentinels know both servers"
        )

    @property
    def url(self) -> str:
        return ";".join(f"sentinel://127.0.0.1:{port}" for port in self.sentinels)

    def master(self) -> int | None:
        address = self._ask(self.watch.discover_master)
        return int(address[1]) if address else None

    def lose_the_master(self) -> None:
        """Kill it, wait for the next one, and bring the old one back as whatever the Sentinels make of it."""
        old = self.master()
        self.processes[old].kill()
        self.processes[old].wait(10)
        wait_until(lambda: self.master() not in {None, old}, seconds=60, what="the Sentinels have chosen another")
        self._start(old, f"replicaof 127.0.0.1 {self.master()}\n")
        wait_until(
            lambda: len(self._ask(self.watch.discover_slaves) or []) == 1, seconds=60, what="the old one follows"
        )

    def _ask(self, question):
        with suppress(redis_client.RedisError):
            return question("hall")
        return None

    def _start(self, port: int, more: str, *words: str) -> None:
        config = self.folder / f"{port}.conf"  # Sentinels write into theirs
        config.write_text(f'port {port}\nbind 127.0.0.1\nsave ""\ndir {self.folder}\ndbfilename {port}.rdb\n{more}')
        self.processes[port] = subprocess.Popen(
            [self.binary, str(config), *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_until(lambda: answers(port), seconds=60, what=f"the server at {port} answers")

    def stop(self) -> None:
        for process in self.processes.values():
            process.kill()
            process.wait(10)


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def free_ports(count: int) -> list[int]:
    doors = [socket.socket() for _ in range(count)]
    for door in doors:
        door.bind(("127.0.0.1", 0))
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports


@contextmanager
def watched_over(opened: hall.Hall) -> Iterator[None]:
    """Its processes are kept running as `make run` does it."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.3):
            opened._goes_on()

    for name, command in hall.commands(0).items():
        opened._start(name, command)
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        hall.close(opened.processes)


def test_no_worker_stays_dead_when_the_broker_moves(tmp_path, monkeypatch, db):
    celery = ["-m", "celery", "-A", "tests.timers.fast"]
    beat = [*celery, "beat", "-l", "WARNING", "-s", str(tmp_path / "beat"), "--pidfile", ""]
    worker = [*celery, "worker", "-l", "WARNING", "-c", "2", "--without-gossip", "--without-mingle"]
    monkeypatch.setattr(places, "LOGS", tmp_path)
    monkeypatch.setattr(hall, "RECORD", tmp_path / "record")
    monkeypatch.setattr(hall, "FALLS", 100)
    monkeypatch.setattr(hall, "commands", lambda _port: {"worker": worker, "beat": beat})
    broker = Broker(tmp_path)
    try:
        env = {**os.environ, "DATABASE_URL": database_url(), "BROKER_URL": broker.url, "BROKER_MASTER": "hall"}
        opened, silences = hall.Hall(Servers(env), 0), []
        with watched_over(opened):
            sweeps_again()
            for _ in range(MOVES):
                broker.lose_the_master()
                silences.append(sweeps_again())
            time.sleep(1)
            sweeps_again()
    finally:
        broker.stop()
    wait_for_database()
    lines = sum('"level": "INFO"' not in line for line in (tmp_path / "beat.log").read_text().splitlines())
    print(f"swept again {[round(each, 1) for each in silences]} s after {MOVES} moves; beat wrote {lines} lines")
    assert lines < 100 * MOVES


def sweeps_again() -> float:
    """Wait for a sweep that begins from now on; how long it took."""
    now = timezone.now()
    return wait_until(
        lambda: Heartbeat.objects.filter(name="sweep", at__gt=now).exists(), seconds=60, pause=0.1, what="a sweep"
    )
