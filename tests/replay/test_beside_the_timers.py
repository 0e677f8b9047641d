"""A ledger is told in a hall at work: its timers, whose now is later than all of its days, leave its cases alone until it has ended."""

from contextvars import Context

import pytest

from cases import sweep, troubles
from cases.models import Card, Case, Doing
from cases.retelling import left_alone, retelling
from cases.troubles import Subject
from config.passing import pass_time
from tests.cases.broken_rows import triggers_off
from tests.world import at

LATER = at("2026-03-02 10:00")


def by_the_timers(act, *args, **more):
    """As in another process: what this thread tells of is not known there."""
    return Context().run(act, *args, **more)


@pytest.fixture
def cases(world) -> tuple[Case, Case]:
    """The hall's own, and one of a ledger: both of November, neither accepted."""
    own = world.register(when=at("2025-11-03 10:00"), idem="its-own").application.case
    told = world.register(when=at("2025-11-03 10:05"), idem="of-a-ledger").application.case
    with triggers_off():
        Case.objects.filter(pk=own.pk).update(retold=False)
        Case.objects.filter(pk=told.pk).update(retold=True)
    return own, told


def broken(case: Case) -> int:
    return Card.objects.filter(case=case).count()


def test_the_timers_leave_a_ledgers_cases_alone(cases):
    own, told = cases
    with retelling():
        with triggers_off():  # a case of its own is told of when it happens only
            by_the_timers(pass_time, at=LATER)
        assert broken(own) > 0
        assert own.events.filter(verb="deem_accepted").exists()
        assert not broken(told)
        assert {line.verb for line in told.events.all()} == {"register", "another_under_way"}
        assert by_the_timers(sweep.signs_of_life, at=LATER).waiting_since is None, "nobody waits for what is being told"
    by_the_timers(pass_time, at=LATER)
    assert broken(told) > 0
    assert told.events.filter(verb="deem_accepted").exists()


def test_whoever_tells_brings_the_cases_on(cases):
    _own, told = cases
    with retelling():
        assert left_alone([told.pk]) == frozenset()
        pass_time(at=at("2025-11-12 10:00"))
        assert told.events.filter(verb="deem_accepted").exists()


def test_a_trouble_of_such_a_case_stays_noted(cases):
    _own, told = cases
    subject = Subject(told.pk, told.pk)
    troubles.note(Doing.DEEMING, subject, ValueError("of before"), at=LATER)
    with retelling():
        assert by_the_timers(troubles.at_each, Doing.DEEMING, [subject], lambda _key: True, at=LATER) == 0
        assert troubles.standing(Doing.DEEMING).keys() == {told.pk}
