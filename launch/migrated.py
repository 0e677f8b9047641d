"""
The data that a test run begins with: a PostgreSQL with one migrated, empty database in it, of which every test database is a copy.

Making it takes ten seconds of a processor, copying it a blink. It is made once for the migrations as they stand and kept in
var/, under a fingerprint of all that goes into it. No server ever runs on it there: each run has a copy of its own, so runs at
the same time do not meet.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from launch import places, postgres
from launch.install import LISTS, fingerprint
from launch.locks import Busy, alone
from launch.say import StartFailed, say, tail
from launch.users import runner_for

DATABASE = "hall_template"
FOLDER = places.VAR / "migrated"
KEPT = 3  # so that going to another branch and back costs nothing
STEP = "making the database of the tests"


def sources() -> list[Path]:
    """Return the files that decide what is in it: migrations, what they import of ours, the packages with theirs, the settings."""
    migrations = sorted(places.ROOT.glob("*/migrations/*.py"))
    imported = {
        places.ROOT / f"{name.replace('.', '/')}.py"
        for path in migrations
        for name in re.findall(r"^(?:from|import) ([\w.]+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }
    own = sorted(path for path in imported if path.exists())
    return [
        *migrations,
        *own,
        *LISTS,
        *(places.ROOT / "config" / name for name in ("settings.py", "rights.py", "rendering.py")),
        Path(__file__),
    ]


def mark(*server: str) -> str:
    """Return the fingerprint of all that goes into it, names of files too: a migration is applied under its name."""
    files = sources()
    return fingerprint(files, *(path.name for path in files), *server)[:20]


def lay(place: postgres.Place, environment: dict[str, str]) -> None:
    """
    Lay a copy where a server is about to be started; make the original first if there is none.

    :raises StartFailed: if it cannot be made.
    """
    binaries = postgres.choose(postgres.candidate_folders(), place.data)
    original = FOLDER / mark(str(binaries.folder), str(binaries.major))
    with _one_at_a_time():
        if not original.is_dir():
            _make(place, environment)
            _copy(place.data, original)
            _forget_old_ones()
            return
        original.touch()
        _copy(original, place.data)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    try:
        with alone(places.VAR / "migrated.lock", wait=300):
            yield
    except Busy:
        raise StartFailed(
            STEP, "another test run has been making it for five minutes", "Wait for it, or stop it."
        ) from None


def _make(place: postgres.Place, environment: dict[str, str]) -> None:
    say("migrating a database for the tests; the next runs copy it")
    process, url = postgres.start(place)
    try:
        own = urlunsplit(urlsplit(url)._replace(path=f"/{DATABASE}"))
        postgres.check(own, create=DATABASE)
        command = [str(places.PYTHON), "manage.py", "migrate", "--verbosity=0"]
        runtime = {"RUNTIME_DATABASE_URL": postgres.as_runtime(own)}
        redis = "redis://127.0.0.1:1"  # the settings want one; whoever migrates never asks it
        with place.log.open("ab") as log:
            done = subprocess.run(
                command,
                cwd=places.ROOT,
                env={"REDIS_URL": redis, **environment, "DATABASE_URL": own, **runtime, "HALL_MODE": "test"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            raise StartFailed(STEP, tail(place.log), "The migrations do not run through.")
    finally:
        postgres.stop(process)


def _copy(data: Path, to: Path) -> None:
    """Copy a data folder whose server is at rest; beside its place first, so that it is whole or absent."""
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_name(f"{to.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(data, unfinished, symlinks=True)
    runner = runner_for(to)
    if runner.dropped:
        for path in (unfinished, *unfinished.rglob("*")):
            os.chown(path, runner.uid, runner.gid, follow_symlinks=False)
    unfinished.rename(to)


def _forget_old_ones() -> None:
    newest_first = sorted(FOLDER.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in newest_first[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
