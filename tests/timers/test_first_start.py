"""A first start that is killed while the demonstration is told: nothing of it is left, and the next start tells it whole."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from cases.models import Case, Event
from config.demo.story import WINDOWS, items_of, story
from launch import postgres
from tests.config.test_demonstration import EXPOSED, OF_UNITS
from tests.timers.own_postgres import own_postgres
from tests.timers.real import ROOT, redis_in, wait_until

pytestmark = [pytest.mark.servers, pytest.mark.timers, pytest.mark.django_db(transaction=True)]


def start(url: str, redis_url: str, log: Path) -> subprocess.Popen:
    environment = {**os.environ, "HALL_MODE": "demo", "DATABASE_URL": url, "REDIS_URL": redis_url}
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "manage.py", "open_hall"], cwd=ROOT, env=environment,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip


def test_a_killed_telling_leaves_nothing_and_is_told_again(tmp_path):
    with own_postgres() as server, redis_in(tmp_path) as redis:
        url, log = postgres.as_runtime(server.url), tmp_path / "open_hall.log"
        first = start(url, redis.url, log)
        wait_until(lambda: _cases_begun() > 5, seconds=120, what="some cases are told", log=log.read_text)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait(timeout=20)
        assert "acts played" not in log.read_text()
        assert (Case.objects.count(), Event.objects.count()) == (0, 0)

        assert start(url, redis.url, log).wait(timeout=300) == 0, log.read_text()
        names = {act.case for act in story({window: items_of(window) for window in WINDOWS}).acts}
        # the lead that a red card opens, two corrections of bad ratings, and what units owe, of which one is named in the story
        cases = len(names - {EXPOSED}) + 3 + OF_UNITS
        assert Case.objects.count() == cases
        assert f"{cases} cases" in log.read_text()


def _cases_begun() -> int:
    """How many numbers of cases were given out: a sequence shows what a transaction under way has used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM cases_case_id_seq WHERE is_called")
        row = cursor.fetchone()
    return row[0] if row else 0
