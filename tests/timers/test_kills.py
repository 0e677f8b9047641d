"""kill -9 in the middle of sweeping 5,000 due cases, ten times, with beat running: 5,000 cards, none twice."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from cases import history
from cases.models import Card, Deadline, Event, Letter
from cases.rules import Lamp
from tests.cases.load import due_cases
from tests.timers.real import Celery, redis_in, wait_for_database, wait_until

pytestmark = [pytest.mark.timers, pytest.mark.django_db(transaction=True)]

CASES = 5_000
KILLS = 10
AT_LEAST = 100  # cards between two kills: the worker was in the middle of it


def test_ten_kills_lose_no_card_and_double_none(committed_world, tmp_path):
    due_cases(committed_world, count=CASES, due_at=(timezone.now() - timedelta(days=2)).replace(microsecond=0))
    began, killed_at = time.monotonic(), []
    with redis_in(tmp_path) as redis:

        def start_worker() -> Celery:
            return Celery(
                "worker", "-l", "WARNING", "-c", "2", "--without-gossip", "--without-mingle",
                app="tests.timers.fast", redis=redis, log=tmp_path / "worker.log",
            )  # fmt: skip

        beat = Celery(
            "beat", "-l", "WARNING", "-s", str(tmp_path / "beat"), app="tests.timers.fast", redis=redis,
            log=tmp_path / "beat.log",
        )  # fmt: skip
        worker = start_worker()
        try:
            for kill in range(KILLS):
                seen = Card.objects.count()
                wait_until(
                    lambda seen=seen: Card.objects.count() >= seen + AT_LEAST, seconds=60, pause=0.01,
                    what=f"the worker sweeps before kill {kill + 1}; it said {worker.said()}",
                )  # fmt: skip
                worker.kill()
                killed_at.append(Card.objects.count())
                if kill == KILLS // 2:
                    redis.ask("FLUSHALL")  # the broker forgets everything; the clocks stand in the database
                worker = start_worker()
            wait_until(lambda: Card.objects.count() == CASES, seconds=120, pause=0.1, what="every card stands")
            assert beat.alive
            time.sleep(1.5)  # a few sweeps more, with nothing left to say
        finally:
            worker.kill()
            beat.kill()
    print(f"cards at the ten kills: {killed_at}; all {CASES} after {time.monotonic() - began:.0f} seconds")

    assert len(killed_at) == KILLS
    assert killed_at[-1] < CASES, "the last kill came when nothing was left to do"
    assert Card.objects.count() == Card.objects.values("case").distinct().count() == CASES
    assert Letter.objects.count() == CASES
    assert Event.objects.filter(verb="breached").count() == CASES
    assert set(Deadline.objects.values_list("lamp", "next_alert_at")) == {(Lamp.RED, None)}
    assert list(history.verify()) == []
    wait_for_database()
