"""A database that cannot be asked is said with 503 and when to come again, and is no fault of the hall's."""

import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest
from django.db import DatabaseError, connection
from django.db.utils import ConnectionHandler
from django.test import Client
from rest_framework.test import APIClient

from hall import away
from launch import postgres


@pytest.fixture
def browser(committed_world):
    client = Client(raise_request_exception=False)
    client.force_login(committed_world.clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def nobody_at_home(browser):
    """Nothing answers at the database's address."""
    connection.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "/nowhere")
        yield
    connection.close()


def end_our_session():
    """As after the crash of another session: the server has closed this one, which learns of it at its next question."""
    address = connection.get_connection_params()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ours = cursor.fetchone()[0]
    other = psycopg2.connect(**{name: value for name, value in address.items() if name != "cursor_factory"})
    other.cursor().execute("SELECT pg_terminate_backend(%s, 5000)", [ours])
    other.close()


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/"), ("get", "/desk/"), ("post", "/desk/register/"), ("post", "/c/"), ("get", "/complain/")],
)
def test_a_person_reads_what_is_the_matter(browser, nobody_at_home, method, path):
    answer = getattr(browser, method)(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(away.COME_AGAIN))
    assert f"<p>{away.Away.sentence}。</p>" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_program_hears_the_code(browser, nobody_at_home):
    answer = browser.get("/api/v1/applications/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(away.COME_AGAIN))
    assert answer.json() == {"code": "no-database", "message": away.Away.sentence, "field": ""}


def test_a_session_that_the_server_has_ended(browser):
    assert browser.get("/desk/").status_code == 200
    end_our_session()
    assert browser.get("/desk/").status_code == 503
    connection.close()
    assert browser.get("/desk/").status_code == 200


def test_another_fault_stays_a_fault(committed_world):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case RENAME TO elsewhere")
    try:
        api = APIClient(raise_request_exception=False)
        api.force_authenticate(committed_world.clerk)
        answer = api.get("/api/v1/applications/")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO cases_case")
    assert (answer.status_code, answer.json()["code"]) == (500, "server-error")


@pytest.mark.servers
@pytest.mark.django_db
def test_every_fault_of_a_crash_is_known():
    """A backend is killed: until the server has mended itself each question fails, and each time in a way that is known."""
    folder = Path(tempfile.mkdtemp(prefix="hall-away-", dir="/tmp"))
    folder.chmod(0o711)
    place = postgres.Place(folder / "pg", folder / "run", folder / "note", folder / "log", throw_away=True)
    process, _url = postgres.start(place)
    here = {**connection.settings_dict, "NAME": "hall", "USER": "postgres", "HOST": str(folder / "run"), "PORT": ""}
    victim, witness = (ConnectionHandler({"default": here})["default"] for _ in range(2))
    try:
        asked(victim), asked(witness)
        os.kill(victim.connection.info.backend_pid, signal.SIGKILL)
        faults = [fault for _ in range(200) if (fault := asked(witness))]
        assert faults
        assert [fault for fault in faults if not away.is_away(fault)] == []
        assert asked(witness) is None, "mended"
        assert away.is_away(asked(victim))
    finally:
        victim.close(), witness.close()
        postgres.stop(process)
        shutil.rmtree(folder)


def asked(database) -> DatabaseError | None:
    """Ask it anything, a moment after the question before; the fault that it answers with, if it does."""
    time.sleep(0.01)
    try:
        with database.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is to be looked at
        database.close()
        return fault
    return None
