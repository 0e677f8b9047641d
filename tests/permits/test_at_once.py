"""
Many people at once: a form sent twenty times opens one case, and of two clerks on one case exactly one wins.

The suite takes a short form; ``FAULTS=long make test ARGS="tests/permits/test_at_once.py -n 1 -rP"`` takes the issue's numbers.
"""

import os
import time
from functools import partial

import pytest

from cases import history
from cases.models import Case, DailySerial, Event
from cases.staleness import Stale
from permits.models import Application, Decision, Visit
from tests.cases.crowd import at_once
from tests.permits import verbs as actions
from tests.world import at

pytestmark = pytest.mark.django_db(transaction=True)
LONG = os.environ.get("FAULTS") == "long"
KEYS, TIMES = (1_000, 20) if LONG else (15, 20)
ROUNDS, CLERKS = (1_000, 10) if LONG else (10, 6)
NOW = at("2025-09-30 10:00")


def test_each_form_sent_twenty_times_at_once_opens_one_case(committed_world):
    world, codes, began = committed_world, set(), time.monotonic()
    for key in range(KEYS):
        crowd = at_once([partial(world.register, when=NOW, idem=f"key-{key}")] * TIMES)
        assert crowd.errors == []
        assert sum(answer.created for answer in crowd.answers) == 1
        receipts = {(answer.application.pk, answer.code) for answer in crowd.answers}
        assert len(receipts) == 1, "twenty times the same receipt"
        codes |= {code for _case, code in receipts}
    seconds = time.monotonic() - began
    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert numbers == [f"010120250930{n:05d}" for n in range(1, KEYS + 1)], "and no number is missing"
    assert (Application.objects.count(), Visit.objects.count(), len(codes)) == (KEYS, KEYS, KEYS)
    assert DailySerial.objects.get().last == KEYS
    assert list(history.verify()) == []
    print(
        f"{KEYS} forms × {TIMES} at once: {KEYS} cases in {seconds:.0f} s, {KEYS * TIMES / seconds:.0f} requests a second"
    )


def test_of_several_clerks_on_one_case_exactly_one_wins(committed_world):
    world, began = committed_world, time.monotonic()
    for n in range(ROUNDS):
        case = world.accepted(when=NOW, idem=f"key-{n}").case
        version = Case.objects.get(pk=case.pk).version
        decide = partial(actions.decide, number=case.number, result="grant", by=world.clerk, at=NOW, version=version)
        crowd = at_once([decide] * CLERKS)
        assert len(crowd.answers) == 1
        assert [type(error) for error in crowd.errors] == [Stale] * (CLERKS - 1)
    seconds = time.monotonic() - began
    assert Decision.objects.count() == Event.objects.filter(verb="grant").count() == ROUNDS
    assert list(history.verify()) == []
    print(f"{ROUNDS} cases × {CLERKS} clerks at once: one won each time, {seconds:.0f} s")
