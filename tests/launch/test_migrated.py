"""The migrated database that test runs copy: made again only when something that goes into it has changed, and never run on."""

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest

from launch import migrated, places, postgres


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with one migration, which imports a field of the room's own, and a view."""
    monkeypatch.setattr(places, "ROOT", tmp_path)
    for name, text in {
        "config/settings.py": "",
        "hall/fields.py": "class Masked: ...",
        "hall/views.py": "",
        "hall/migrations/0001_initial.py": "import uuid\nimport hall.fields\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hall/migrations/0001_initial.py", "import hall.fields\n"),
        ("hall/migrations/0002_more.py", ""),
        ("hall/fields.py", "class Masked: length = 2"),
        ("config/settings.py", "INSTALLED_APPS = []"),
    ],
)
def test_what_goes_into_it_changes_its_fingerprint(checkout, name, text):
    before = migrated.mark()
    (checkout / name).write_text(text)
    assert migrated.mark() != before


def test_the_rest_of_the_product_does_not(checkout):
    before = migrated.mark()
    (checkout / "hall/views.py").write_text("page = 1")
    assert migrated.mark() == before


@pytest.mark.servers
@pytest.mark.skipif("TEMPLATE_DATABASE" not in os.environ, reason="the tests run on somebody's own server")
def test_two_runs_at_once_have_a_copy_each():
    folder = Path(tempfile.mkdtemp(prefix="hall-migrated-", dir="/tmp"))
    folder.chmod(0o711)  # PostgreSQL's own user passes through to its folder
    runs = [
        postgres.Place(folder / f"pg{n}", folder / f"run{n}", folder / f"note{n}", folder / "log", throw_away=True)
        for n in (1, 2)
    ]
    try:
        with ThreadPoolExecutor() as at_once:
            list(at_once.map(lambda place: migrated.lay(place, dict(os.environ)), runs))
        assert [postgres.major_of(place.data) is not None for place in runs] == [True, True]
        process, url = postgres.start(runs[0])
        try:
            name = migrated.DATABASE
            connected = psycopg2.connect(url.replace("/hall?", f"/{name}?"))
            with connected.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM django_migrations")
                assert cursor.fetchone()[0] > 50
            connected.close()
        finally:
            postgres.stop(process)
        assert not list(migrated.FOLDER.glob("*/postmaster.pid")), "a server ran on the original"
    finally:
        shutil.rmtree(folder)
