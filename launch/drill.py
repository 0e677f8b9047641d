"""
`make restore-drill`: dump the hall's database, restore it into a second one, and see there that nothing is missing: the history
with its digests, every verdict, Django's own checks. Says how long each step took; the second database is dropped at the end.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from launch import places, postgres
from launch.commands import carry_out
from launch.ladder import own_servers
from launch.say import StartFailed, say

STEP = "the restore drill"


def drill(_arguments: list[str]) -> int:
    """Do it; 1 when a check finds something, and the dump is kept then."""
    with own_servers("demo") as servers:
        owner = {**servers.environment, **servers.owner}
        folder = postgres.choose(postgres.candidate_folders(), places.VAR / "postgres").folder
        dump = places.VAR / f"drill-{os.getpid()}.dump"
        at = datetime.now(UTC).isoformat(timespec="seconds")
        times = {"dump": _timed(folder / "pg_dump", "--format=custom", f"--file={dump}", _libpq(owner["DATABASE_URL"]))}
        with _second_database(folder, owner["DATABASE_URL"]) as url:
            times["restore"] = _timed(
                folder / "pg_restore", "--exit-on-error", "--jobs=2", f"--dbname={_libpq(url)}", str(dump)
            )
            failed = _checked({**owner, "DATABASE_URL": url}, at, times)
        size = dump.stat().st_size
        for name, seconds in times.items():
            say(f"{name:>24} {seconds:7.1f} s")
        if failed:
            say(f"failed: {', '.join(failed)}. The dump is kept: {dump}")
            return 1
        dump.unlink()
        say(f"a dump of {size:,} bytes was restored, and nothing was missing")
    return 0


def checks(at: str) -> dict[str, list[str]]:
    """What is asked of the restored database. :param at: the instant of the dump: what became due since is not its fault."""
    return {
        "tables of this release": ["migrate", "--check"],
        "Django's checks": ["check", "--database", "default"],
        "history and digests": ["verify_history"],
        "every verdict": ["reconcile", "--at", at],
    }


def _checked(environment: dict[str, str], at: str, times: dict[str, float]) -> list[str]:
    """Run them all, note their times, and return the names of those that failed."""
    failed = []
    for name, words in checks(at).items():
        began = time.monotonic()
        if carry_out([str(places.PYTHON), "manage.py", *words], environment):
            failed.append(name)
        times[name] = time.monotonic() - began
    return failed


@contextmanager
def _second_database(folder: Path, url: str) -> Iterator[str]:
    """Another database beside the hall's, with nothing in it."""
    name = f"hall_drill_{os.getpid()}"
    _psql(folder, url, f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        _psql(folder, url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _psql(folder: Path, url: str, statement: str) -> None:
    _timed(folder / "psql", "--quiet", "--no-psqlrc", f"--dbname={_libpq(url)}", f"--command={statement}")


def _libpq(url: str) -> str:
    """The address as PostgreSQL's own programs read it."""
    return urlunsplit(urlsplit(url)._replace(scheme="postgresql"))


def _timed(program: Path, *words: str) -> float:
    """:raises StartFailed: with its last line."""
    began = time.monotonic()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    with tempfile.TemporaryFile() as errors:
        done = subprocess.run([str(program), *words], env=clean, stdin=subprocess.DEVNULL, stderr=errors, check=False)
        errors.seek(0)
        lines = errors.read().decode(errors="replace").strip().splitlines()
    if done.returncode:
        raise StartFailed(
            STEP, lines[-1] if lines else f"{program.name} failed", "The hall's own data are as they were."
        )
    return time.monotonic() - began
