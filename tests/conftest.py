"""Fixtures that every room's tests share."""

import os
from pathlib import Path

import pgtrigger
import pytest
from django.conf import settings
from django.test import TransactionTestCase

from tests.kept import small_hall
from tests.world import World


def pytest_configure() -> None:
    """A fresh clone has no collected static files yet: the folder itself is enough for the file server not to warn."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def world(db) -> World:
    """A small hall in the database."""
    return small_hall()


@pytest.fixture
def committed_world(transactional_db) -> World:
    """The same hall, committed: for tests with several connections, workers or a browser."""
    return small_hall()


@pytest.fixture(autouse=True, scope="session")
def _flush_may_truncate_history():
    """Emptying the tables between committed tests is the one time the history may be truncated."""
    teardown = TransactionTestCase._fixture_teardown

    def with_permission(self):
        with pgtrigger.ignore("cases.Event:history_is_not_truncated"):
            teardown(self)

    TransactionTestCase._fixture_teardown = with_permission
    yield
    TransactionTestCase._fixture_teardown = teardown


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one a browser test is skipped aloud, and fails in CI."""
    from shutil import which

    path = os.environ.get("CHROMIUM") or which("chromium") or which("chromium-browser") or which("google-chrome")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: CI must install one")
        pytest.skip("no Chromium on this machine: set CHROMIUM to its path")
    return path
