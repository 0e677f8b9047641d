"""deploy/backup.sh: a dump that failed is no dump, and costs no older one. Its PostgreSQL and its sleep are stubs in PATH."""

import os
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from launch.drill import checks

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "deploy" / "backup.sh"
ADDRESS = "postgres://hall:secret@db1:5432,db2:5432/hall?target_session_attrs=read-write"
DAY = 86_400  # seconds
# What pg_dump may do: the file's name is in its second argument, --file=….
WHOLE = 'printf whole > "${2#--file=}"'
FAILING = "exit 1"
HALF_WAY = 'printf broken > "${2#--file=}"; exit 1'
KILLED = 'printf broken > "${2#--file=}"; kill -KILL $$'
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path) -> Path:
    """With a good dump of forty days ago in it, and one of yesterday."""
    folder = tmp_path / "dumps"
    folder.mkdir()
    for days, name in ((40, "hall-old.dump"), (1, "hall-yesterday.dump")):
        (folder / name).write_text("good")
        # of the machine's clock, as the script reads it; a test's own is another one
        subprocess.run(["touch", f"--date={days} days ago", str(folder / name)], check=True)
    return folder


@pytest.fixture
def run(tmp_path, folder) -> Run:
    """Run the script; the first time that it sleeps it is ended, and the seconds stand in `slept`."""
    stubs = tmp_path / "bin"
    stubs.mkdir()

    def _run(word: str, pg_dump: str = WHOLE) -> subprocess.CompletedProcess[str]:
        calls = f'printf "%s\\n" "$0 $*" >> {tmp_path}/calls'
        programs = {
            "pg_dump": pg_dump,
            "sleep": f'printf %s "$1" > {tmp_path}/slept; kill $PPID',
            "psql": calls,
            "pg_restore": calls,
        }
        for name, text in programs.items():
            (stubs / name).write_text(f"#!/bin/sh\n{text}\n")
            (stubs / name).chmod(0o755)
        environment = {
            "PATH": f"{stubs}:{os.environ['PATH']}",
            "DATABASE_URL": ADDRESS,
            "BACKUP_DAYS": "30",
            "BACKUP_FOLDER": str(folder),
        }
        return subprocess.run(
            ["sh", str(SCRIPT), word], env=environment, capture_output=True, text=True, timeout=30, check=False
        )

    return _run


def names(folder: Path) -> set[str]:
    return {re.sub(r"\d{8}T\d{6}", "NOW", path.name) for path in folder.iterdir()}


@pytest.mark.parametrize("word", ["once", "nightly"])
def test_whole_dump_is_kept_and_lets_the_oldest_go(word, run, folder):
    process = run(word)
    assert names(folder) == {"hall-NOW.dump", "hall-yesterday.dump"}
    assert "dumped: " in process.stdout
    assert "5 bytes" in process.stdout
    [dump] = folder.glob("hall-2*.dump")
    assert dump.stat().st_mode & 0o077 == 0, "every name of the hall stands in it"


@pytest.mark.parametrize("word", ["once", "nightly"])
@pytest.mark.parametrize("pg_dump", [FAILING, HALF_WAY, KILLED], ids=["failing", "half way", "killed"])
def test_failed_dump_is_no_dump_and_costs_none(word, pg_dump, run, folder):
    process = run(word, pg_dump)
    assert names(folder) == {"hall-old.dump", "hall-yesterday.dump"}
    assert "dumped" not in process.stdout
    assert process.returncode != 0


def test_failed_night_says_so_and_tries_within_the_hour(run, tmp_path):
    process = run("nightly", HALF_WAY)
    assert "the dump failed; the next try is in an hour" in process.stderr
    assert (tmp_path / "slept").read_text() == "3600"


def test_whole_night_sleeps_until_the_next(run, tmp_path):
    process = run("nightly")
    assert process.stderr == ""
    assert 0 < int((tmp_path / "slept").read_text()) <= DAY


def test_drill_restores_the_newest_beside_the_hall(run, tmp_path):
    process = run("drill")
    calls = (tmp_path / "calls").read_text()
    assert "--dbname=postgres://hall:secret@db1:5432,db2:5432/hall_drill?target_session_attrs=read-write" in calls
    assert "hall-yesterday.dump" in calls
    assert process.returncode == 0


def test_drill_without_a_dump_says_so(run, folder, tmp_path):
    for path in folder.iterdir():
        path.unlink()
    process = run("drill")
    assert process.returncode == 1
    assert "there is no dump in" in process.stderr
    assert not (tmp_path / "calls").exists()


def test_compose_drill_asks_what_make_restore_drill_asks():
    script = (ROOT / "deploy" / "check_drill.sh").read_text(encoding="utf-8")
    calls = [shlex.split(line)[2:-2] for line in script.splitlines() if line.startswith("python manage.py")]
    assert [words[:2] for words in calls] == [words[:2] for words in checks("now").values()]
