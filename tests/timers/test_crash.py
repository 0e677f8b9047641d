"""PostgreSQL itself crashes in the middle of a sweep: after each recovery the sweep goes on, and nothing is twice or missing."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from cases.models import Card
from tests.cases.load import due_cases
from tests.timers.outcome import LONG, every_breach_has_its_card
from tests.timers.own_postgres import own_postgres
from tests.timers.real import fast_beat, fast_worker, redis_in, wait_until
from tests.world import build

pytestmark = [pytest.mark.timers, pytest.mark.servers, pytest.mark.django_db(transaction=True)]

CASES, CRASHES = (20_000, 10) if LONG else (3_000, 2)
AT_LEAST = 100  # cards between two crashes: it was in the middle of it


def cards() -> int:
    """How many cards stand; -1 while the database is away."""
    try:
        return Card.objects.count()
    except OperationalError:
        connection.close()
        return -1


def test_the_database_crashes_in_the_middle_of_a_sweep(tmp_path):
    crashed_at = []
    with own_postgres() as server, redis_in(tmp_path) as redis:
        due_cases(build(), count=CASES, due_at=(timezone.now() - timedelta(days=2)).replace(microsecond=0))
        began = time.monotonic()
        beat = fast_beat(tmp_path, redis, DATABASE_URL=server.url)
        worker = fast_worker(tmp_path, redis, DATABASE_URL=server.url)
        try:
            for crash in range(CRASHES):
                before = cards()
                wait_until(
                    lambda before=before: cards() >= before + AT_LEAST, seconds=60, pause=0.01,
                    what=f"the sweep goes on before crash {crash + 1}", log=worker.report,
                )  # fmt: skip
                server.crash()
                crashed_at.append(cards())
            wait_until(lambda: cards() == CASES, seconds=120, pause=0.1, what="every card", log=worker.report)
            assert worker.alive
            assert beat.alive
        finally:
            worker.kill()
            beat.kill()
        print(f"cards after {CRASHES} crashes: {crashed_at}; all {CASES} after {time.monotonic() - began:.0f} seconds")
        assert crashed_at[-1] < CASES, "the last crash came when nothing was left to do"
        every_breach_has_its_card(CASES)
