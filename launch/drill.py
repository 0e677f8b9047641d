"""
`make restore-drill`: dump the hall's database, restore it into a second one with a copy of its files beside it, and see there that
nothing is missing: the history with its digests, every verdict, every file with its hash, Django's own checks. Says how long each step took; the second database is dropped at the end.

The dump holds every name of the hall: nobody else on this machine may read it, and whenever it stays that is said.
"""

from __future__ import annotations

import os
import shutil
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
    """Do it; 1 when a check finds something. The dump is kept where the copy lacks something that the hall has."""
    with own_servers("demo") as servers:
        owner = {**servers.environment, **servers.owner}
        folder = postgres.choose(postgres.candidate_folders(), places.VAR / "postgres").folder
        at = datetime.now(UTC).isoformat(timespec="seconds")
        with _own_file() as dump:
            times = {"dump": _dumped(folder, owner["DATABASE_URL"], dump)}
            with _second_database(folder, owner["DATABASE_URL"]) as url, _copy_of_files(owner, times) as files:
                times["restore"] = _timed(
                    folder / "pg_restore", "--exit-on-error", "--jobs=2", f"--dbname={_libpq(url)}", str(dump)
                )
                copy = {**owner, "DATABASE_URL": url, "FILES_ROOT": str(files)}
                failed = _checked(copy, at, times)
                lost = [
                    line for name in failed for line in missing_from(*(_says(each, name, at) for each in (copy, owner)))
                ]
            size = dump.stat().st_size
            for name, seconds in times.items():
                say(f"{name:>24} {seconds:7.1f} s")
            if not lost:
                dump.unlink()
        if lost:
            say(f"failed: {', '.join(failed)}; of the copy alone is said:")
            for line in lost:
                say(f"  {line}")
        elif failed:
            say(
                f"failed: {', '.join(failed)}. The hall itself says the same: its copy of {size:,} bytes is faithful, the faults are its own"
            )
        else:
            say(f"a dump of {size:,} bytes was restored, and nothing was missing")
    return 1 if failed else 0


@contextmanager
def _own_file() -> Iterator[Path]:
    """A file that only we may read; dumps of earlier drills are removed. If it is still there at the end, that is said."""
    for old in places.VAR.glob("drill-*.dump"):
        pid = old.stem.partition("-")[2]
        if pid.isdecimal() and not _is_at_work(int(pid)):
            old.unlink()
    dump = places.VAR / f"drill-{os.getpid()}.dump"
    os.close(os.open(dump, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield dump
    finally:
        if dump.exists():
            say(f"the dump is kept, for your eyes only, until the next drill: {dump}")


def _is_at_work(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return pid != os.getpid()


def _dumped(folder: Path, url: str, dump: Path) -> float:
    """:raises StartFailed: and half a dump does not stay."""
    try:
        return _timed(folder / "pg_dump", "--format=custom", f"--file={dump}", _libpq(url))
    except StartFailed:
        dump.unlink(missing_ok=True)
        raise


def _says(environment: dict[str, str], name: str, at: str) -> str:
    """All that one of the checks says about a database."""
    command = [str(places.PYTHON), "manage.py", *checks(at)[name]]
    done = subprocess.run(
        command, cwd=places.ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return done.stdout.decode(errors="replace")


def missing_from(copy: str, hall: str) -> list[str]:
    """The lines that are said of the copy and not of the hall, but for totals, which differ with each second of a hall at work."""
    lines = [line for line in copy.splitlines() if line.strip() and "用时" not in line and "全部相符" not in line]
    return [line for line in lines if line not in hall.splitlines()]


def checks(at: str) -> dict[str, list[str]]:
    """What is asked of the restored database. :param at: the instant of the dump: what became due since is not its fault."""
    return {
        "tables of this release": ["migrate", "--check"],
        "Django's checks": ["check", "--database", "default"],
        "history and digests": ["verify_history"],
        "every verdict": ["reconcile", "--at", at],
        "every file": ["check_files", "--without-strays"],
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
def _copy_of_files(environment: dict[str, str], times: dict[str, float]) -> Iterator[Path]:
    """What is kept of uploads, copied after the dump: so every row of it has its file here. It is deleted at the end."""
    began = time.monotonic()
    hall = Path(environment.get("FILES_ROOT") or places.VAR / "files")
    with tempfile.TemporaryDirectory(prefix="drill-files-", dir=places.VAR) as copy:
        if (hall / "kept").is_dir():
            shutil.copytree(hall / "kept", Path(copy) / "kept")
        times["copy of the files"] = time.monotonic() - began
        yield Path(copy)


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
