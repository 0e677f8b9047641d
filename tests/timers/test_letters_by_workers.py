"""Real workers and a real gateway that hangs: the sweep is not held up, kill -9 in the middle of a sending doubles no letter."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Card, Dispatch
from cases.outgoing import Contact, Words, write_applicant
from hall import calendar
from tests.cases.load import due_cases
from tests.gateway import KEY, accepts, hangs, sms_gateway
from tests.timers.real import fast_beat, fast_worker, redis_in, wait_for_database, wait_until
from tests.world import PERSON

pytestmark = [pytest.mark.timers, pytest.mark.django_db(transaction=True)]

LETTERS = 12
HANGS_FOR = 80  # seconds: cards that waited for the gateway would come later, however busy the machine is


def write(case, count: int) -> None:
    """Letters that may go out now, whatever the time of day at which this test runs."""
    now = timezone.now()
    for number in range(count):
        words = Words("ready", "可以领取", f"第 {number} 封", f"第 {number} 封")
        write_applicant(case, words, to=Contact(phone=PERSON.phone), cause=f"test:{number}", at=now)
    Dispatch.objects.update(next_try_at=now)


def test_a_hanging_gateway_or_killed_worker_does_no_harm(committed_world, tmp_path):
    """No card waits for the gateway, and no letter is sent twice."""
    world = committed_world
    day = calendar.current().nth_workday_before(timezone.localdate(timezone.now()), 1)
    case = world.register(when=calendar.current().opens(day) + timedelta(minutes=30), materials=[1]).application.case
    Dispatch.objects.all().delete()
    write(case, LETTERS)
    with sms_gateway() as gateway, redis_in(tmp_path) as redis:
        gateway.usual = hangs
        env = {"SMS_URL": gateway.url, "SMS_KEY": KEY, "SMS_TIMEOUT": str(HANGS_FOR), "SMS_PATIENCE": str(HANGS_FOR)}
        beat = fast_beat(tmp_path, redis, **env)
        worker = fast_worker(tmp_path, redis, **env)
        try:
            wait_until(lambda: bool(gateway.got), seconds=60, what="a letter is being sent", log=worker.report)
            due_cases(world, count=20, due_at=(timezone.now() - timedelta(days=2)).replace(microsecond=0))
            took = wait_until(lambda: Card.objects.count() == 20, seconds=HANGS_FOR - 15, what="cards while it hangs")
            held = len(gateway.got)
            worker.kill()
            gateway.usual = accepts
            wait_until(
                lambda: Dispatch.objects.filter(state="sending").count() == held, seconds=20, what="what was cut off"
            )
            Dispatch.objects.filter(state="sending").update(sending_since=timezone.now() - timedelta(minutes=5))
            worker = fast_worker(tmp_path, redis, number=2, **env)
            open_rows = Dispatch.objects.filter(state__in=["waiting", "sending"])
            wait_until(
                lambda: not open_rows.exists(), seconds=60, what="every letter has its outcome", log=worker.report
            )
        finally:
            worker.kill()
            beat.kill()
    print(f"20 cards {took:.1f} seconds after they were due while {held} sendings hung (load {os.getloadavg()[0]:.0f})")
    assert len(gateway.keys()) == len(set(gateway.keys())) == LETTERS
    assert Dispatch.objects.filter(state="unknown", why="worker-died").count() == held
    assert Dispatch.objects.filter(state="sent").count() == LETTERS - held
    assert all(each["signed"] for each in gateway.got)
    wait_for_database()
