"""The running beat and worker flag a complaint that nobody has touched, with nobody opening a page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Letter
from complaints.models import Suppression
from hall import calendar
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.timers.real import Celery, redis_in, wait_for_database, wait_until

pytestmark = [pytest.mark.timers, pytest.mark.django_db(transaction=True)]


def test_worker_and_beat_flag_what_lies_still(committed_world, tmp_path):
    world, days = committed_world, calendar.current()
    today = timezone.localdate(timezone.now())
    # accepted eleven working days ago in the morning, and left alone since; the other one three days ago
    still, touched = (days.opens(days.nth_workday_before(today, number)) + timedelta(minutes=30) for number in (12, 3))
    numbers = []
    for n, when in enumerate((still, touched), start=1):
        numbers.append(filed(world, when=when, n=n).complaint.case.number)
        actions.accept(number=numbers[-1], by=world.complaint_officer, at=when + timedelta(minutes=5))
    with redis_in(tmp_path) as redis:
        started = [
            Celery("worker", "-l", "INFO", "-c", "1", app="config", redis=redis, log=tmp_path / "worker.log"),
            Celery("beat", "-l", "INFO", "-s", str(tmp_path / "beat"), app="config", redis=redis, log=tmp_path / "beat.log"),
        ]  # fmt: skip
        try:
            wait_until(Suppression.objects.exists, what="the flag of the case that lies still", seconds=90)
            assert all(process.alive for process in started)
        finally:
            for process in started:
                process.kill()
    held = Suppression.objects.get()
    assert held.complaint.case.number == numbers[0]
    assert held.chain[0] == ["首办责任人", str(world.complaint_officer)]
    readers = {letter.recipient for letter in Letter.objects.filter(template="suppressed")}
    assert readers == {world.office, world.inspector, world.complaint_officer}
    wait_for_database()
