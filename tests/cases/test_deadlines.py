"""The limits that the engine itself knows: to the boundary and one step beside it."""

from datetime import date

import pytest

from cases import deadlines
from cases.rules import Rule
from hall.worktime import Limit, Unit, due
from tests.hall.calendar_days import CALENDAR
from tests.world import at


def test_the_declared_length_of_a_special_procedure_is_a_clock():
    clock = deadlines.special_procedure(declared_days=10, notice_number="特告〔2025〕1号")
    assert (clock.rule, clock.limit) == (Rule.SPECIAL_PROCEDURE, Limit(Unit.WORKING_DAY, 10))
    assert "特告〔2025〕1号 写明的 10 个工作日" in clock.article


@pytest.mark.parametrize(
    ("sentence", "starts_on", "start", "ends"),
    [
        ("on a working day: its own day is the first", date(2025, 11, 5), "2025-11-04 17:00", "2025-11-05 17:00"),
        ("on a Monday: Friday's closing", date(2025, 11, 10), "2025-11-07 17:00", "2025-11-10 17:00"),
        ("on a Saturday: Monday is the first", date(2025, 11, 8), "2025-11-07 17:00", "2025-11-10 17:00"),
    ],
)
def test_the_first_day_of_a_pause_counts(sentence, starts_on, start, ends):
    began = deadlines.special_procedure_start(starts_on=starts_on, calendar=CALENDAR)
    assert began == at(start)
    assert due(Limit(Unit.WORKING_DAY, 1), began, CALENDAR).due_at == at(ends)


@pytest.mark.parametrize(
    ("sentence", "issued_at", "until"),
    [
        ("three working days", "2025-11-03 09:00", "2025-11-06 17:00"),
        ("over a weekend", "2025-11-06 09:00", "2025-11-11 17:00"),
        ("by night: from the next working day", "2025-11-03 23:00", "2025-11-07 17:00"),
    ],
)
def test_until_when_a_card_is_appealed(sentence, issued_at, until):
    assert deadlines.appeal_by(issued_at=at(issued_at), calendar=CALENDAR) == at(until)


def test_an_appeal_is_ruled_on_in_three_working_days():
    ruling = deadlines.ruling_due(appealed_at=at("2025-09-30 10:00"), calendar=CALENDAR)
    assert ruling.due_at == at(
        "2025-10-11 17:00"
    )  # the national holiday, then Thursday, Friday and the make-up Saturday
