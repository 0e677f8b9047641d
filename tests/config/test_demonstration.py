"""
The hall is opened for the first time at odd instants, in a real database: the demonstration is complete each time.

Which instant an act gets is a matter of tests/config/test_demonstration_plan.py, at every minute.
"""

from io import StringIO
from itertools import pairwise

import pytest
import time_machine
from django.core.management import call_command

from cases.actions import find_sent_before
from cases.lamps import with_lamp
from cases.models import Case, Event, ReconciliationRun
from cases.rules import Lamp
from config.demo.story import WINDOWS, items_of, story
from config.demo.teller import form_key
from config.demo.tickets import number_of
from exchange.models import Ticket
from tests.world import at

STATES = {
    "submitted": "fresh waiting joined on-the-spot may-promise",
    "accepted": "green last-day yesterday late very-late resumed third-visit never-answered half-day-over market-0 market-1 market-2"
    " sat market-3 market-4 market-5 building-0 building-1 building-2 building-3 building-4 waits-for-the-chief tolerated tolerance-broken",
    "correction_requested": "told told-twice",
    "suspended": "paused heard",
    "decided_granted": "granted to-collect never-sent market-done-0 market-done-1 market-done-2 handed-up",
    "decided_refused": "refused",
    "delivered": "done-late on-the-spot-0 on-the-spot-1 on-the-spot-2 promised-verified promised",
    "archived": "done",
    "not_accepted": "declined",
    "withdrawn": "withdrawn",
    "terminated": "terminated",
    "void": "void",
    "closed_not_corrected": "never-corrected",
    "enquiry_asked": "e-open e-late",
    "enquiry_handed_over": "e-handed",
    "enquiry_answered": "e-joined",
    "filed": "c-new c-late",
    "complaint_accepted": "c-open c-major c-feedback c-overdue t-edited t-withdrawn",
    "complaint_closed": "c-closed x-first x-second x-third",
    "complaint_not_accepted": "c-declined",
}
OF_TICKETS = ("t-edited", "t-withdrawn")  # no form has opened these either
EXPOSED = "x-exposed"  # an exposure, which no form opens
# cases without a name: the lead that a red card opens, two corrections of bad ratings, two that units are to make
BESIDES = 1 + 2 + 2
# The other open cases turn yellow or red in the course of the day.
LAMPS = {
    Lamp.GREEN: "green last-day resumed granted refused heard sat market-0 market-1 market-2 building-0 building-1 building-2"
    " joined handed-up waits-for-the-chief on-the-spot tolerated may-promise c-new c-open c-major c-feedback",
    Lamp.YELLOW: "tolerance-broken",
    Lamp.RED: "waiting yesterday late e-late third-visit never-answered half-day-over market-4 market-5 building-3 building-4 c-late c-overdue",
    Lamp.DEEP_RED: "very-late never-sent",
    Lamp.GREY: "told paused told-twice done withdrawn c-closed",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    "when",
    [
        "2026-11-17 09:41",  # a case of today is registered already, and not yet accepted
        "2026-11-16 08:31",  # a minute after opening: nothing of today has happened
        "2027-01-01 00:03",  # a year without a notice, and its first minutes
        "2026-10-04 23:59",  # the end of a Sunday in the National Day holiday
    ],
)
def test_the_first_start_tells_the_whole_story(when, settings):
    settings.HALL_MODE = "demo"
    now = at(when)
    with time_machine.travel(now, tick=False):
        call_command("open_hall", stderr=StringIO())

    cases = {name: find_sent_before(form_key(name)) for name in _names() - {EXPOSED, *OF_TICKETS}}
    cases |= {name: Case.objects.get(ticket__number=number_of(name)) for name in OF_TICKETS}
    assert set(Case.objects.exclude(complaint__withdrawal=None)) == {cases["t-withdrawn"]}
    assert Ticket.objects.get(case=cases["t-edited"]).version == 2
    assert {name: case and case.state for name, case in cases.items()} == _by_name(STATES)
    assert Case.objects.count() == len(_names()) + BESIDES
    assert set(Case.objects.filter(kind="rating").values_list("state", flat=True)) == {
        "rating_contacted",
        "rating_closed",
    }

    lamps = dict(with_lamp(Case.objects.all(), at=now).values_list("pk", "lamp"))
    expected = _by_name(LAMPS)
    assert {name: lamps[cases[name].pk] for name in expected} == expected

    for lines in (list(Event.objects.filter(case=case).order_by("seq")) for case in cases.values()):
        assert lines[-1].at <= now
        assert all(earlier.at <= later.at for earlier, later in pairwise(lines))
    call_command("verify_history", stdout=StringIO())  # fails where a line was altered
    run = ReconciliationRun.objects.get()
    assert (run.differences, run.cases) == (0, len(_names()) + BESIDES)


def _names() -> set[str]:
    return {act.case for act in story({window: items_of(window) for window in WINDOWS}).acts}


def _by_name(table: dict) -> dict:
    return {name: key for key, names in table.items() for name in names.split()}
