"""A nightly task runs once, however many beats send it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import nightly
from config.tasks import reconcile

pytestmark = pytest.mark.django_db


@pytest.fixture
def message():
    """A message of the task as a worker has it in hand."""
    reconcile.push_request(called_directly=False, retries=0, delivery_info={"redelivered": False})
    yield reconcile.request
    reconcile.pop_request()


def test_the_second_beat_of_a_night_finds_it_begun(message):
    at = timezone.now()
    answers = [nightly.is_first(reconcile, at=at + timedelta(hours=hours)) for hours in (0, 0, 1, 11.9, 24, 24.1, 48)]
    assert answers == [True, False, False, False, True, False, True]


@pytest.mark.parametrize("again", [{"retries": 1}, {"delivery_info": {"redelivered": True}}, {"called_directly": True}])
def test_what_was_begun_is_carried_on(message, again):
    assert nightly.is_first(reconcile, at=timezone.now())
    message.update(again)
    assert nightly.is_first(reconcile, at=timezone.now())


def test_each_task_has_its_own_night(message):
    from cases.tasks import verify_history

    assert nightly.is_first(reconcile, at=timezone.now())
    verify_history.push_request(called_directly=False, retries=0, delivery_info={})
    try:
        assert nightly.is_first(verify_history, at=timezone.now())
    finally:
        verify_history.pop_request()
