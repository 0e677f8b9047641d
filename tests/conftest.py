"""Fixtures that every room's tests share."""

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase, override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from config.fault_mail import FaultMail
from config.sessions import SessionStore
from hall import fullness
from launch import ladder
from tests import kept
from tests.world import World

pytest_plugins = ["tests.clock"]
_files = TemporaryDirectory(prefix="hall-files-")  # goes with the process
gc.disable()  # until all tests are collected: there is no waste before


def pytest_configure() -> None:
    """A fresh clone has no collected static files yet: the folder itself is enough for the file server not to warn."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.FILES_ROOT = _files.name
    settings.PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]
    # the workers share a Redis: what one puts into the cache is not the others' sign of life
    settings.CACHES["default"]["KEY_PREFIX"] = os.environ.get("PYTEST_XDIST_WORKER", "")


# Each worker begins with its share of the tests, in their order, and helps the others when it is through, from the end of what they
# have left. So one share begins with those that mostly wait for processes of their own, and the next with those that keep a
# processor busy the longest, or share a hall that takes long to make and that two workers would make twice. There are four workers
# for two processors, because of those that wait.
WAIT_LONG = ("tests/timers/", "tests/canary/", "tests/bench/")
WORK_LONG = (
    "tests/upgrade/",
    "tests/api/test_fuzz.py",
    "tests/house/test_provisional.py",
    "tests/house/test_access_matrix.py",
    "tests/house/test_what_the_accused_learn.py",
    "tests/journeys/",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long ones first, or the others would sit idle at the end while one worker is at the last long one."""
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    waiting = [item for item in items if item.nodeid.startswith(WAIT_LONG)]
    working = [item for item in items if item.nodeid.startswith(WORK_LONG)]
    others = [item for item in items if not item.nodeid.startswith(WAIT_LONG + WORK_LONG)]
    with_the_waiting = max(len(items) // workers - len(waiting), 0)
    items[:] = [*waiting, *others[:with_the_waiting], *working, *others[with_the_waiting:]]


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: the garbage collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    """On the launcher's own server, test databases are copies of one that is migrated already (launch.migrated)."""
    if template := os.environ.get("TEMPLATE_DATABASE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """
    The small hall stands in the database from the beginning (tests.kept).

    At the end, whatever thread of a live server still holds a connection lets go of it: the database is about to be dropped.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        # a test's day may lie ahead: only those of one clock ask for the constraint (tests/hall/test_clock.py)
        cursor.execute(f"ALTER DATABASE \"{connection.settings_dict['NAME']}\" SET hall.any_instant = 'on'")
        cursor.execute("SET hall.any_instant = 'on'")
        # Tables of a few rows are joined in any order as well as written: looking for a better one took an eighth of a run's processor time.
        cursor.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" SET join_collapse_limit = 1')
        cursor.execute("SET join_collapse_limit = 1")
        kept.open_hall()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def world(db) -> World:
    """A small hall in the database."""
    return kept.small_hall()


@pytest.fixture
def committed_world(transactional_db) -> World:
    """The same hall, committed: for tests with several connections, workers or a browser."""
    return kept.small_hall()


@pytest.fixture(autouse=True)
def _no_hall_unless_asked_for(request, _django_db_marker) -> None:
    """Whoever asks for the database and for no hall finds it empty."""
    wanted = set(request.fixturenames)
    marker = request.node.get_closest_marker("django_db")
    if wanted & {"world", "committed_world"} or not (marker or wanted & {"db", "transactional_db", "live_server"}):
        return
    if marker is None:
        request.getfixturevalue("db" if wanted.isdisjoint({"transactional_db", "live_server"}) else "transactional_db")
    kept.close_hall()


@pytest.fixture(autouse=True, scope="session")
def _the_small_hall_stands_again_after_a_test_that_commits():
    teardown = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda _case: kept.restore()
    yield
    TransactionTestCase._fixture_teardown = teardown


@pytest.fixture(autouse=True)
def _no_fault_was_mailed_before() -> None:
    """A process mails each fault once an hour: another test's fault is not to silence this one's."""
    FaultMail.mailed.clear()


@pytest.fixture
def alive() -> Iterator[None]:
    """Worker and beat have just given a sign of life, and no write is refused for want of room: another test's may have been."""
    cache.delete(fullness.KEY)
    signs = ["alive:worker", "alive:beat"]
    cache.set_many(dict.fromkeys(signs, 1), 60)
    yield
    cache.delete_many(signs)


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_listed_once():
    """Each test client builds the middleware anew; the list of static files is the same every time."""
    look, files = WhiteNoiseMiddleware.add_files_from_finders, {}

    def once(self):
        if not files:
            look(self)
            files.update(self.files)
        self.files.update(files)

    WhiteNoiseMiddleware.add_files_from_finders = once
    yield
    WhiteNoiseMiddleware.add_files_from_finders = look


@pytest.fixture(autouse=True, scope="session")
def _signing_in_for_a_test_is_no_attempt():
    """`force_login` types no password: nothing for the guard against guessing to note. A new browser gets a session at once."""
    from tests import clock  # not sooner: pytest itself is to load it as a plugin

    sign_in = Client.force_login

    def unnoted(self, user, backend="django.contrib.auth.backends.ModelBackend"):
        with clock.later():
            if settings.SESSION_COOKIE_NAME in self.cookies:
                with override_settings(AXES_ENABLED=False):
                    sign_in(self, user, backend)
                session = self.session
            else:
                session = SessionStore()
                session[SESSION_KEY] = str(user.pk)
                session[BACKEND_SESSION_KEY] = backend
                session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session["seen"] = int(time.time())  # as if just before: the next request need not write it
            session.save()
            self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    Client.force_login = unnoted
    yield
    Client.force_login = sign_in


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one a browser test is skipped aloud, and fails in CI."""
    path = os.environ.get("CHROMIUM") or ladder.chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: CI must install one")
        pytest.skip("no Chromium on this machine: set CHROMIUM to its path")
    return path


QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """The one browser of a run: a second Playwright in the same thread finds the first one's event loop and refuses to start."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django would take our database calls for calls from inside it.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield running
        running.close()
