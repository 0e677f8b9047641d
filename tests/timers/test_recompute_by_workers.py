"""A calendar changed while no worker runs: the timers find it by themselves, a killed worker's job is carried on."""

from datetime import date

import pytest
from django.utils import timezone

from cases import history, recompute
from cases.models import Deadline, Event, Recomputation
from cases.rules import Lamp
from hall import calendar
from tests.cases.load import due_cases
from tests.cases.snow import closure, confirm
from tests.timers.real import Celery, redis_in, wait_for_database, wait_until

pytestmark = [pytest.mark.timers, pytest.mark.django_db(transaction=True)]

CASES = 6_000


def test_the_job_survives_a_kill_and_a_forgetful_broker(committed_world, tmp_path):
    """The clocks of this load stand at a date that no calendar gives: every one of them has to be moved."""
    due_at = timezone.now().replace(microsecond=0)
    due_cases(committed_world, count=CASES, due_at=due_at)
    Deadline.objects.update(next_alert_at=None, lamp=Lamp.RED)  # the sweep has nothing to say meanwhile
    now = timezone.now()
    day = calendar.current().workday_on_or_after(date(now.year, 6, 3))
    confirm(committed_world, closure(committed_world, day, when=now), when=now)

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
            wait_until(lambda: _done() > 0, seconds=60, pause=0.01, what=f"the job runs; it said {worker.report()}")
            worker.kill()
            killed_at = _done()
            redis.ask("FLUSHALL")
            worker = start_worker()
            wait_until(
                lambda: recompute.unfinished() is None, seconds=60, what=f"the job ends; it said {worker.report()}"
            )
        finally:
            worker.kill()
            beat.kill()
    print(f"killed at {killed_at} of {CASES} cases")
    assert 0 < killed_at < CASES
    assert not Deadline.objects.filter(due_at=due_at).exists(), "each was moved"
    assert set(Deadline.objects.values_list("epoch", flat=True)) == {0}, (
        "late by both calendars: one breach (decision 138)"
    )
    assert Event.objects.filter(verb="recomputed").count() == CASES
    assert list(history.verify()) == []
    wait_for_database()


def _done() -> int:
    return Recomputation.objects.order_by("-id").values_list("cases_done", flat=True)[0]
