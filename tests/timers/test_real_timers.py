"""The running beat and worker raise the card of a broken promise within a minute, with nobody opening a page."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from cases import history
from cases.models import Card, Deadline, Heartbeat, Letter
from cases.rules import Lamp
from hall import calendar
from tests.timers.real import Celery, redis_in, wait_for_database, wait_until

pytestmark = [pytest.mark.timers, pytest.mark.django_db(transaction=True)]


def accepted_so_that(world, *, due: datetime, key: str) -> Deadline:
    """Accept an application so many working days ago that its three promised days end at `due`; returns the promise."""
    zero = calendar.current().nth_workday_before(timezone.localdate(due), 3)
    morning = calendar.current().opens(zero) + timedelta(minutes=30)
    application = world.accepted(when=morning, idem=key)
    promise = application.case.deadlines.get(rule="promise")
    assert promise.due_at == due
    return promise


def test_worker_and_beat_find_a_late_case_by_themselves(committed_world, tmp_path):
    now = timezone.now()
    days = calendar.current()
    last_over = days.nth_workday_before(timezone.localdate(now), 1)
    broken = accepted_so_that(committed_world, due=days.closes(last_over), key="key-late")
    running = next(
        day
        for day in (
            days.workday_on_or_after(timezone.localdate(now)),
            days.nth_workday_after(timezone.localdate(now), 1),
        )
        if days.closes(day) > now + timedelta(minutes=3)
    )
    last_day = accepted_so_that(committed_world, due=days.closes(running), key="key-soon")
    # its last day has begun in any case: the alert is due, whatever the time of day at which this test runs
    Deadline.objects.filter(pk=last_day.pk).update(warn_at=now, next_alert_at=now)
    assert not Card.objects.exists()

    with redis_in(tmp_path) as redis:
        started = [
            Celery("worker", "-l", "INFO", "-c", "1", app="config", redis=redis, log=tmp_path / "worker.log"),
            Celery("beat", "-l", "INFO", "-s", str(tmp_path / "beat"), app="config", redis=redis, log=tmp_path / "beat.log"),
        ]  # fmt: skip
        try:
            took = wait_until(Card.objects.exists, what="the card of the broken promise", seconds=60)
            wait_until(
                lambda: Deadline.objects.get(pk=last_day.pk).lamp == Lamp.YELLOW, seconds=30, what="the yellow lamp"
            )
            wait_until(
                lambda: bool(redis.ask("GET", ":1:alive:worker")) and bool(redis.ask("GET", ":1:alive:beat")),
                seconds=60, what="the signs of life that /healthz reads",
            )  # fmt: skip
            wait_until(Heartbeat.objects.exists, what="the heartbeat of the sweep", seconds=30)
            assert all(process.alive for process in started)
        finally:
            for process in started:
                process.kill()
    print(f"the card stood {took:.1f} seconds after worker and beat were started")

    card = Card.objects.get()
    assert (card.deadline, card.level, card.breached_at) == (broken, "yellow", broken.due_at)
    assert Deadline.objects.get(pk=broken.pk).lamp == Lamp.RED
    # at half past one in the morning the nightly check runs too, and tells of the warning that was moved above
    written = set(Letter.objects.values_list("template", flat=True)) - {"clocks_checked"}
    assert written == {"breached", "warned"}
    assert Heartbeat.objects.get(name="sweep").at >= now
    assert list(history.verify()) == []
    wait_for_database()


def test_the_signs_of_life_are_read_by_healthz(tmp_path, settings):
    """What worker and beat write is what /healthz asks for: the same key in the same store."""
    with redis_in(tmp_path) as redis:
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": redis.url.replace("redis+socket://", "unix://"),
            }
        }
        from config.celery import _leave_sign
        from config.signs import _redis_signs

        assert _redis_signs() == {"redis": True, "worker": False, "beat": False}
        _leave_sign("worker")
        _leave_sign("beat")
        assert _redis_signs() == {"redis": True, "worker": True, "beat": True}
        assert redis.ask("TTL", ":1:alive:worker") <= 120
    assert _redis_signs() == {"redis": False, "worker": False, "beat": False}
