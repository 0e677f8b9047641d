"""kill -9 in the middle of a sweep, again and again, with beat running: every breach has its card, none twice."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Card, Deadline, Letter
from cases.rules import Lamp
from tests.cases.load import due_cases
from tests.timers.outcome import LONG, every_breach_has_its_card, no_lock_is_left
from tests.timers.real import fast_beat, fast_worker, redis_in, wait_for_database, wait_until

pytestmark = [pytest.mark.timers, pytest.mark.django_db(transaction=True)]

CASES, KILLS = (20_000, 60) if LONG else (5_000, 10)
AT_LEAST = 100  # cards between two kills: the worker was in the middle of it


def test_kills_lose_no_card_and_double_none(committed_world, tmp_path):
    due_cases(committed_world, count=CASES, due_at=(timezone.now() - timedelta(days=2)).replace(microsecond=0))
    began, killed_at = time.monotonic(), []
    with redis_in(tmp_path) as redis:
        beat, worker = fast_beat(tmp_path, redis), fast_worker(tmp_path, redis)
        try:
            for kill in range(KILLS):
                before = Card.objects.count()
                wait_until(
                    lambda before=before: Card.objects.count() >= before + AT_LEAST, seconds=60, pause=0.01,
                    what=f"the worker sweeps before kill {kill + 1}", log=worker.report,
                )  # fmt: skip
                worker.kill()
                killed_at.append(Card.objects.count())
                if kill == KILLS // 2:
                    redis.ask("FLUSHALL")  # the broker forgets everything; the clocks stand in the database
                worker = fast_worker(tmp_path, redis)
            wait_until(lambda: Card.objects.count() == CASES, seconds=120, pause=0.1, what="every card stands")
            assert beat.alive
            time.sleep(1.5)  # a few sweeps more, with nothing left to say
        finally:
            worker.kill()
            beat.kill()
    print(f"cards at the {KILLS} kills: {killed_at}; all {CASES} after {time.monotonic() - began:.0f} seconds")

    assert len(killed_at) == KILLS
    assert killed_at[-1] < CASES, "the last kill came when nothing was left to do"
    every_breach_has_its_card(CASES)
    assert Letter.objects.count() == CASES
    assert set(Deadline.objects.values_list("lamp", "next_alert_at")) == {(Lamp.RED, None)}
    wait_for_database()
    no_lock_is_left()
