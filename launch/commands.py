"""One command on the ladder, with standard input and output untouched."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from launch import keys, places
from launch.ladder import Servers, base_environment, own_servers, throw_away_servers

OWNERS = frozenset(
    {"migrate", "flush", "dbshell", "reseal"}
)  # they make, empty or copy tables, or change what is final
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def signals_go_to(handler: Callable[[int, Any], None]) -> Iterator[None]:
    """Handle SIGINT, SIGTERM and SIGHUP by this function for one block."""
    before = {number: signal.signal(number, handler) for number in SIGNALS}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def carry_out(command: list[str], environment: dict[str, str]) -> int:
    """Run it in the foreground until it ends and return its exit code; signals that reach only us are passed on."""
    child: list[subprocess.Popen[bytes]] = []
    early: list[int] = []

    def pass_on(number: int, _frame: Any) -> None:
        if not child:
            early.append(number)
        elif number != signal.SIGINT or not sys.stdin.isatty():  # a terminal has told the child already
            child[0].send_signal(number)

    with signals_go_to(pass_on):
        child.append(subprocess.Popen(command, cwd=places.ROOT, env=environment))
        for number in early:
            child[0].send_signal(number)
        code = child[0].wait()
    return code if code >= 0 else 128 - code


def manage(arguments: list[str]) -> int:
    """Run a management command on the checkout's own servers."""
    with own_servers("demo") as servers:
        return django(servers, arguments)


def django(servers: Servers, arguments: list[str]) -> int:
    """Run a management command on these servers, as the owner of the tables where it needs to be."""
    command = [str(places.PYTHON), "manage.py", *(arguments or ["help"])]
    return carry_out(command, environment_of(servers, arguments[:1]))


def environment_of(servers: Servers, command: list[str]) -> dict[str, str]:
    return {**servers.environment, **(servers.owner if OWNERS.intersection(command) else {})}


def test(arguments: list[str]) -> int:
    """Run the tests on throw-away servers; HALL_MODE is test whatever the environment says."""
    reading = _read_all_once()
    with throw_away_servers(with_template=True) as servers:
        if reading:
            reading.wait()
        command = [str(places.PYTHON), "-m", "pytest", *arguments]
        return carry_out(command, {**servers.environment, "HALL_MODE": "test"})


def _read_all_once() -> subprocess.Popen[bytes] | None:
    """
    In a fresh clone, let pytest collect while the servers are made: a processor has nothing to do meanwhile.

    Else all workers would compile every package and rewrite every assertion at the same time, each for itself.
    What goes wrong in it the run itself will say.
    """
    if places.BYTECODE.exists():
        return None
    nowhere = {"DATABASE_URL": "postgres://nowhere.invalid/hall", "REDIS_URL": "redis://nowhere.invalid"}
    command = [str(places.PYTHON), "-m", "pytest", "--collect-only", "-q", "-n", "0"]
    environment = {**base_environment("test", keys.new_keys()), **nowhere}
    return subprocess.Popen(
        command, cwd=places.ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def ends_by_signal(number: int, _frame: Any) -> None:
    """Turn a signal into an orderly end: the blocks that hold servers close them on the way out."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)
