"""Hosts of a test: network namespaces on one switch, each with an address of its own, whose link can be cut."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from launch import postgres
from launch.sockets import socket_folder
from launch.users import runner_for
from tests.timers.own_postgres import Server
from tests.timers.real import wait_until

PORT = 5432


class Host:
    """One machine of the test's own network."""

    def __init__(self, network: str, number: int) -> None:
        self.namespace, self.address, self.plug = f"{network}-{number}", f"10.77.0.{number}", f"plug{number}"
        self.switch = f"{network}-switch"
        _ip("netns", "add", self.namespace)
        _ip("-n", self.namespace, "link", "set", "lo", "up")
        _ip(*f"-n {self.switch} link add {self.plug} type veth peer name eth netns {self.namespace}".split())
        _ip(*f"-n {self.namespace} addr add {self.address}/24 dev eth".split())
        _ip(*f"-n {self.namespace} link set eth up".split())
        _ip(*f"-n {self.switch} link set {self.plug} master bridge up".split())

    def command(self, *words: str) -> list[str]:
        return ["ip", "netns", "exec", self.namespace, *words]

    def cut_off(self) -> None:
        """Pull the plug: nothing arrives any more, and nobody is told."""
        _ip("-n", self.switch, "link", "set", self.plug, "down")


@contextmanager
def hosts(count: int) -> Iterator[list[Host]]:
    """Have some hosts that reach each other and nothing else; skipped where no such network can be made."""
    name = f"hall{os.getpid()}"
    if not shutil.which("ip") or os.geteuid() != 0:
        pytest.skip("needs root and iproute2 to make hosts of its own")
    try:
        _ip("netns", "add", f"{name}-switch")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"this machine makes no network namespaces: {error.stderr.strip()}")
    try:
        _ip(*f"-n {name}-switch link add bridge type bridge".split())
        _ip(*f"-n {name}-switch link set bridge up".split())
        yield [Host(name, number) for number in range(11, 11 + count)]
    finally:
        for namespace in [*(f"{name}-{number}" for number in range(11, 11 + count)), f"{name}-switch"]:
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "delete", namespace)


class ServerOnHost(Server):
    """
    A PostgreSQL on a host of the network, that the others reach by its address.

    The test itself stands beside it: a unix socket is a file, whatever network its server is in.
    """

    host: Host  # set by the class that `on` makes

    def start(self) -> None:
        access = self.place.data / "pg_hba.conf"
        ours = "\nhost all,replication all 10.77.0.0/24 trust\n"
        if ours not in (text := access.read_text()):
            access.write_text(text + ours)
        self.sockets = socket_folder(self.place.sockets, self.place.sockets_note, runner_for(self.place.data))
        with self.place.log.open("ab") as log:
            words = ["-D", str(self.place.data), "-k", str(self.sockets), "-c", "listen_addresses=*"]
            self.popen = subprocess.Popen(
                self.command("postgres", *words),
                cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        wait_until(lambda: postgres.running(self.place.data) is not None, seconds=60, what="PostgreSQL is ready")
        self.process, _ = postgres.running(self.place.data)
        self.url = f"postgres://postgres@/{self.database}?host={self.sockets}"
        self.address = f"postgres://postgres@{self.host.address}:{PORT}/{self.database}"

    def command(self, program: str, *words: str) -> list[str]:
        """A program of PostgreSQL on this host, run as its own user."""
        runner = runner_for(self.place.data)
        binaries = postgres.within_reach(postgres.choose(postgres.candidate_folders(), self.place.data), runner)
        user = ["setpriv", f"--reuid={runner.uid}", f"--regid={runner.gid}", "--clear-groups"]
        return self.host.command(*user, str(binaries.folder / program), *words)

    @contextmanager
    def standby(self, host: Host, folder: Path) -> Iterator["ServerOnHost"]:
        """A copy that follows on another host; from now on what it has not written is not acknowledged here."""
        follower = on(host)._following(self, folder)
        with self._asking() as cursor:
            wait_until(lambda: self._followers(cursor) == ["standby"], seconds=60, what="the standby follows")
            cursor.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
            cursor.execute("SELECT pg_reload_conf()")
        try:
            yield follower
        finally:
            follower.stop()

    @classmethod
    def _following(cls, primary: "ServerOnHost", folder: Path) -> "ServerOnHost":
        self = cls.__new__(cls)
        self.place = postgres.Place(folder / "standby", folder / "run2", folder / "unused2", folder / "standby.log")
        runner_for(primary.place.data).own(self.place.data)
        source = f"host={primary.host.address} user=postgres application_name=standby dbname=postgres"
        copy = self.command(
            "pg_basebackup", "-d", source, "-D", str(self.place.data), "-R", "-X", "stream", "-c", "fast"
        )
        subprocess.run(copy, check=True, capture_output=True, cwd="/")
        self.start()
        return self

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        with closing(psycopg2.connect(host=str(self.sockets), user="postgres", dbname="postgres")) as direct:
            direct.autocommit = True  # ALTER SYSTEM and a promotion stand in no transaction
            with direct.cursor() as cursor:
                yield cursor

    @staticmethod
    def _followers(cursor: Any) -> list[str]:
        cursor.execute("SELECT application_name FROM pg_stat_replication WHERE state = 'streaming'")
        return [name for (name,) in cursor.fetchall()]

    def promote(self) -> None:
        with self._asking() as cursor:
            cursor.execute("SELECT pg_promote()")

    def stop(self) -> None:
        super().stop()
        self.popen.wait(40)


def on(host: Host) -> type[ServerOnHost]:
    return type("ServerOnThisHost", (ServerOnHost,), {"host": host})


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


@contextmanager
def running(command: Sequence[str], *, log: Path, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """Have a process of ours with this environment for a while; it is killed at the end, its children too."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, **env},
        )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait(20)
