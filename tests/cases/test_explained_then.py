"""A clock that has ended is explained by the calendar of its end; the calendar of now would contradict its verdict."""

from datetime import date

import pytest

from cases.clocks import explanation
from cases.models import Deadline
from hall import calendar_changes
from tests.permits import verbs as permits
from tests.world import at


@pytest.fixture
def ended(world):
    """Accepted on Tuesday 10 March 2026, granted on Friday the 13th, the last day of its promise."""
    number = world.accepted(when=at("2026-03-10 10:00")).case.number
    permits.decide(number=number, result="grant", by=world.clerk, at=at("2026-03-13 16:00"))
    return promise()


def close(world, on, when):
    draft = calendar_changes.propose_closure(
        on=on, name="大雪停办", document="区政办〔2026〕3号", by=world.administrator, at=when
    )
    calendar_changes.put_in_force([draft], by=world.administrator, at=when)


def promise() -> Deadline:
    return Deadline.objects.get(rule="promise")


def test_a_later_closure_changes_no_explanation_of_an_ended_clock(world, ended):
    before = explanation(ended).sentences()
    close(world, date(2026, 3, 12), at("2026-03-16 09:00"))
    later = explanation(promise())
    assert later.sentences() == before
    assert later.result.due_at == ended.due_at == at("2026-03-13 17:00")


def test_a_closure_before_the_end_is(world):
    close(world, date(2026, 3, 12), at("2026-03-09 09:00"))
    number = world.accepted(when=at("2026-03-10 10:00")).case.number
    permits.decide(number=number, result="grant", by=world.clerk, at=at("2026-03-13 16:00"))
    later = explanation(promise())
    assert later.result.due_at == at("2026-03-16 17:00")
    assert any("大雪停办" in sentence for sentence in later.sentences())
