"""A worker host with a wrong clock issues no card and meets no deadline; the host beside it goes on as ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Card, Deadline, Event
from hall.models import StrayClock
from tests.timers.real import Celery, fast_beat, fast_worker, redis_in, wait_for_database, wait_until

pytestmark = [pytest.mark.timers, pytest.mark.django_db(transaction=True)]


def astray_worker(folder, redis, *, ahead: timedelta) -> Celery:
    return Celery(
        "worker", "-l", "WARNING", "-c", "1", "-n", "astray@%h", "--without-gossip", "--without-mingle",
        app="tests.timers.astray", redis=redis, log=folder / "astray.log", ASTRAY=str(ahead.total_seconds()), CLOCKS_COMPARED="1",
    )  # fmt: skip


@pytest.mark.parametrize("ahead", [timedelta(days=10), timedelta(hours=-1)], ids=["ten days ahead", "an hour behind"])
def test_a_worker_with_another_clock_does_nothing(committed_world, tmp_path, ahead):
    now = timezone.now()
    committed_world.register(when=now - timedelta(days=1), materials=[1], idem="key-soon")  # due within ten days
    late = committed_world.register(when=now - timedelta(days=60), materials=[1], idem="key-late").application.case
    Card.objects.all().delete()
    Deadline.objects.filter(case=late).update(next_alert_at=now - timedelta(minutes=5))
    lines = Event.objects.count()
    with redis_in(tmp_path) as redis:
        beat = fast_beat(tmp_path, redis)
        astray = astray_worker(tmp_path, redis, ahead=ahead)
        try:
            wait_until(StrayClock.objects.exists, seconds=60, what="the host is noted", log=astray.report)
            stray = StrayClock.objects.get()
            assert abs(stray.ahead - ahead) < timedelta(seconds=30)
            assert "nothing is done" in astray.report()
            # some more of its turns: still nothing
            noted = stray.noted_at
            wait_until(
                lambda: StrayClock.objects.get().noted_at > noted,
                seconds=60,
                what="it is noted again",
                log=astray.report,
            )
            assert (Card.objects.count(), Event.objects.count()) == (0, lines)
            astray.kill()
            right = fast_worker(tmp_path, redis, CLOCKS_COMPARED="1")
            try:
                wait_until(Card.objects.exists, seconds=60, what="the right host issues the card", log=right.report)
            finally:
                right.kill()
        finally:
            astray.kill()
            beat.kill()
    wait_for_database()
    assert {card.case_id for card in Card.objects.all()} == {late.pk}
    assert not Card.objects.filter(breached_at__gt=timezone.now()).exists()
