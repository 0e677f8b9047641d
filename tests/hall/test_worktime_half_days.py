"""The beginning of the half-day that an instant lies in, and the end of the one that it counts for."""

from datetime import timedelta

import pytest

from hall.worktime import Limit, Unit, due
from tests.hall.calendar_days import CALENDAR
from tests.world import at


@pytest.mark.parametrize(
    ("sentence", "instant", "closes"),
    [
        ("before opening", "2025-11-05 07:00:00", "2025-11-05 12:00"),
        ("in the morning", "2025-11-05 11:59:59", "2025-11-05 12:00"),
        ("the close is inside, to its last fraction", "2025-11-05 12:00:00.900000", "2025-11-05 12:00"),
        ("a second later", "2025-11-05 12:00:01", "2025-11-05 17:00"),
        ("closing time", "2025-11-05 17:00:00", "2025-11-05 17:00"),
        ("after closing: the next morning", "2025-11-05 17:00:01", "2025-11-06 12:00"),
        ("a Saturday: Monday morning", "2025-11-08 15:00:00", "2025-11-10 12:00"),
        ("Friday evening: over the weekend", "2025-11-07 18:00:00", "2025-11-10 12:00"),
        ("a make-up Sunday is a day like another", "2025-09-28 13:00:00", "2025-09-28 17:00"),
    ],
)
def test_half_days(sentence, instant, closes):
    assert CALENDAR.half_day_closes(at(instant)) == at(closes)


@pytest.mark.parametrize(
    ("sentence", "instant", "begins"),
    [
        ("in the night", "2025-11-05 03:00", "2025-11-05 00:00"),
        ("a second before opening", "2025-11-05 08:29:59", "2025-11-05 00:00"),
        ("at opening", "2025-11-05 08:30", "2025-11-05 08:30"),
        ("in the morning", "2025-11-05 11:59:59", "2025-11-05 08:30"),
        ("at lunch", "2025-11-05 13:00", "2025-11-05 08:30"),
        ("in the afternoon", "2025-11-05 16:42:11.749874", "2025-11-05 13:30"),
        ("closing time, which still counts", "2025-11-05 17:00:00.9", "2025-11-05 13:30"),
        ("a second later, which does not", "2025-11-05 17:00:01", "2025-11-05 17:00:01"),
        ("in the evening", "2025-11-05 23:59", "2025-11-05 17:00:01"),
        ("a Saturday morning", "2025-11-08 09:00", "2025-11-08 00:00"),
        ("a Saturday afternoon", "2025-11-08 15:00", "2025-11-08 12:00"),
        ("a make-up Sunday is a day like another", "2025-09-28 10:00", "2025-09-28 08:30"),
    ],
)
def test_beginnings_of_half_days(sentence, instant, begins):
    assert CALENDAR.half_day_begins(at(instant)) == at(begins)


def test_no_limit_in_days_runs_otherwise_from_there():
    instant, end = at("2025-09-26 00:00"), at("2025-10-12 00:00")
    while instant < end:
        begins = CALENDAR.half_day_begins(instant)
        assert begins <= instant
        assert CALENDAR.received_on(begins) == CALENDAR.received_on(instant)
        for limit in (Limit(Unit.WORKING_DAY, 3), Limit(Unit.NATURAL_DAY, 15)):
            assert due(limit, begins, CALENDAR).due_at == due(limit, instant, CALENDAR).due_at
        instant += timedelta(minutes=7, seconds=13)
