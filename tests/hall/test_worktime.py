"""The kernel against the worked examples, and at each boundary one step either side."""

import json
import os
import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hall.worktime import (
    DEFAULT_HOURS,
    SHANGHAI,
    CalendarRangeError,
    Day,
    DayKind,
    Hours,
    Limit,
    Session,
    Span,
    Unit,
    WorkCalendar,
    due,
    due_before,
    elapsed_share,
)
from tests.hall.brute import Brute
from tests.hall.calendar_days import CALENDAR, DAYS

ROOT = Path(__file__).parents[2]
SCENARIOS = {row["n"]: row["machine"] for row in json.loads((ROOT / "tests" / "scenarios.json").read_text())}
REVIEW = Span(date(2025, 11, 5), date(2025, 11, 18), "特别程序（专家评审）")


def working_days(n: int) -> Limit:
    return Limit(Unit.WORKING_DAY, n)


def natural_days(n: int) -> Limit:
    return Limit(Unit.NATURAL_DAY, n)


def minutes(n: int) -> Limit:
    return Limit(Unit.WORKING_MINUTE, n)


def months(n: int) -> Limit:
    return Limit(Unit.MONTH, n)


def at(text: str) -> datetime:
    """Return the instant in the hall's time; a bare date means ten in the morning."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T10:00").replace(tzinfo=SHANGHAI)


def due_at(limit: Limit, start: str, pauses=()) -> str:
    moment = due(limit, at(start), CALENDAR, pauses).due_at
    return f"{moment:%Y-%m-%dT%H:%M}"


# The worked examples


def test_scenarios_know_their_own_limits():
    """The table below repeats each limit in words; the file must say the same."""
    for row in (SCENARIOS[n] for n in (1, 2, 3, 4, 8, 9, 10, 12, 13, 14, 15, 16, 17, 21, 34, 38, 39, 41)):
        start = row.get("start") or row["received"]
        pauses = [Span(*map(date.fromisoformat, row["excl"]))] if "excl" in row else []
        assert due_at(working_days(row["n"]), start, pauses) == f"{row['due']}T17:00"


@pytest.mark.parametrize(
    ("case", "number", "limit", "start", "pauses", "answer"),
    [
        ("three days over National Day, make-up Saturday counted", 1, working_days(3), "2025-09-30", [], "due"),
        ("received a minute before closing counts that day", 2, working_days(3), "2025-09-26T16:59", [], "due"),
        ("received a minute after closing counts next working day", 3, working_days(3), "2025-09-26T17:01", [], "due"),
        ("received on a holiday counts the first working day", 4, working_days(3), "2025-10-03", [], "due"),
        ("expert review left out, both ends", 8, working_days(3), "2025-11-03", [REVIEW], "due"),
        ("the statutory clock stands still too", 8, working_days(20), "2025-11-03", [REVIEW], "statutory_due"),
        ("a refused pause changes nothing", 9, working_days(3), "2025-11-03", [], "due"),
        ("after corrections the count starts anew", 10, working_days(3), "2025-11-12", [], "due"),
        ("five days to tell what is missing", 11, working_days(5), "2025-04-25", [], "notice_due"),
        ("deemed accepted: the promise from the day of receipt", 11, working_days(3), "2025-04-25", [], "promised_due"),
        ("deemed accepted: the statutory limit too", 11, working_days(20), "2025-04-25", [], "statutory_due"),
        ("twenty days and ten more", 12, working_days(30), "2025-12-01", [], "due"),
        ("registration three and three over Spring Festival", 13, working_days(6), "2026-02-11", [], "due"),
        ("an item's own extension of forty", 14, working_days(60), "2026-01-05", [], "due"),
        ("joint handling", 15, working_days(45), "2025-08-18", [], "due"),
        ("joint handling extended by fifteen", 15, working_days(60), "2025-08-18", [], "extended"),
        ("a week with the city is five working days", 16, working_days(5), "2025-09-29", [], "due"),
        ("delivery within ten", 17, working_days(10), "2026-04-28", [], "due"),
        ("listed gaps: before the Dragon Boat days", 21, working_days(3), "2026-06-15", [], "due"),
        ("petition: sixty natural days end on a Saturday", 22, natural_days(60), "2025-11-18", [], "due"),
        ("petition extended, into Spring Festival", 22, natural_days(90), "2025-11-18", [], "extended"),
        ("natural days end in National Day", 23, natural_days(15), "2025-09-22", [], "due"),
        ("complaint acceptance", 24, working_days(3), "2025-09-29", [], "accept_due"),
        ("complaint handling ends on a Saturday", 24, natural_days(15), "2025-10-10", [], "handle_due"),
        ("complaint feedback", 24, working_days(5), "2025-10-24", [], "feedback_due"),
        ("exposure: three natural days", 25, natural_days(3), "2025-11-07", [], "due"),
        ("bad rating: first contact on a make-up Saturday", 33, working_days(1), "2026-05-08T16:00", [], "contact_due"),
        ("bad rating: put right within five", 33, working_days(5), "2026-05-08T16:00", [], "fix_due"),
        ("hearing within twenty", 34, working_days(20), "2026-03-05", [], "due"),
        ("divorce: thirty days of waiting", 36, natural_days(30), "2025-09-05", [], "wait_end"),
        ("divorce: thirty days to come", 36, natural_days(30), "2025-10-09", [], "window_end"),
        ("sixty days read as working days", 38, working_days(60), "2026-01-12", [], "due"),
        ("sixty days read as natural days", 38, natural_days(60), "2026-01-12", [], "alt"),
        ("seven working days over National Day", 39, working_days(7), "2025-09-25", [], "due"),
        ("the promise of the same case", 39, working_days(3), "2025-09-25", [], "promised"),
        ("formalities afterwards", 41, working_days(10), "2026-03-16", [], "due"),
    ],
)
def test_scenario_days(case, number, limit, start, pauses, answer):
    assert due_at(limit, start, pauses) == f"{SCENARIOS[number][answer]}T17:00"


@pytest.mark.parametrize(
    ("case", "limit", "start", "expected"),
    [
        ("10: five days to tell, 11-05 is in time", working_days(5), "2025-11-03", "2025-11-10T17:00"),
        ("12: before the extension", working_days(20), "2025-12-01", "2025-12-29T17:00"),
        ("13: before the extension, a make-up Saturday", working_days(3), "2026-02-11", "2026-02-14T17:00"),
        ("14: before the extension", working_days(20), "2026-01-05", "2026-02-02T17:00"),
        ("15: the district promise", working_days(3), "2025-08-18", "2025-08-21T17:00"),
        ("16: a week read as natural days", natural_days(7), "2025-09-29", "2025-10-09T17:00"),
        ("22: fifteen days to tell", natural_days(15), "2025-11-03", "2025-11-18T17:00"),
        ("24: fifteen read as working days", working_days(15), "2025-10-10", "2025-10-30T17:00"),
        ("25: three read as working days", working_days(3), "2025-11-07", "2025-11-12T17:00"),
        ("33: the longest extension", working_days(15), "2026-05-08T16:00", "2026-05-28T17:00"),
        ("34: five days to ask for a hearing", working_days(5), "2026-03-02", "2026-03-09T17:00"),
        ("39: seven read as natural days", natural_days(7), "2025-09-25", "2025-10-09T17:00"),
    ],
)
def test_scenario_days_said_in_words_only(case, limit, start, expected):
    assert due_at(limit, start) == expected


@pytest.mark.parametrize("number", [5, 6, 7])
def test_scenario_half_a_working_day(number):
    row = SCENARIOS[number]
    assert due_at(minutes(row["minutes"]), row["start"]) == row["due"]


def test_scenario_35_renewal_is_counted_backwards():
    row = SCENARIOS[35]
    latest = due_before(working_days(row["n"]), date.fromisoformat(row["expiry"]), CALENDAR)
    assert latest == date.fromisoformat(row["latest"])


def test_scenario_37_each_step_starts_when_the_last_is_due():
    first, second, third = SCENARIOS[37]["due"]
    assert due_at(working_days(3), "2025-08-25") == f"{first}T17:00"
    assert due_at(working_days(3), first) == f"{second}T17:00"
    assert due_at(working_days(5), second) == f"{third}T17:00"


def test_scenario_40_a_year_without_notice_is_computed_and_marked():
    row = SCENARIOS[40]
    answer = due(working_days(row["n"]), at(row["start"]), CALENDAR)
    assert (answer.provisional, answer.due_at) == (row["provisional"], at("2027-01-18T17:00"))


def test_scenario_42_yellow_from_the_opening_of_the_last_day():
    row = SCENARIOS[42]
    answer = due(working_days(3), at("2025-09-30"), CALENDAR)
    assert answer.warn_at == at(row["yellow_from"])
    assert answer.due_at == at(row["red_from"]) - timedelta(seconds=1)
    assert elapsed_share(working_days(3), at("2025-09-30"), at("2025-10-11T14:54"), CALENDAR) == 0.9


# Boundaries


@pytest.mark.parametrize(
    ("case", "received", "day"),
    [
        ("before opening", "2025-09-26T06:00", "2025-09-26"),
        ("during lunch", "2025-09-26T12:30", "2025-09-26"),
        ("a minute before closing", "2025-09-26T16:59", "2025-09-26"),
        ("at closing", "2025-09-26T17:00", "2025-09-26"),
        ("a second after closing", "2025-09-26T17:00:01", "2025-09-28"),
        ("a minute after closing", "2025-09-26T17:01", "2025-09-28"),
        ("the last second of the day", "2025-09-26T23:59:59", "2025-09-28"),
        ("the first second of a rest day", "2025-09-27T00:00", "2025-09-28"),
        ("make-up Sunday", "2025-09-28T09:00", "2025-09-28"),
        ("eve of the holidays, after closing", "2025-09-30T17:01", "2025-10-09"),
        ("in the holidays", "2025-10-05T09:00", "2025-10-09"),
        ("plain Saturday", "2025-11-08T09:00", "2025-11-10"),
    ],
)
def test_received_on(case, received, day):
    assert CALENDAR.received_on(at(received)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("case", "start", "opening"),
    [
        ("before opening", "2025-10-14T08:29:59", "2025-10-14T08:30"),
        ("at opening", "2025-10-14T08:30", "2025-10-14T08:30"),
        ("the last second of the morning", "2025-10-14T11:59:59", "2025-10-14T11:59:59"),
        ("noon", "2025-10-14T12:00", "2025-10-14T13:30"),
        ("a minute before the afternoon", "2025-10-14T13:29", "2025-10-14T13:30"),
        ("afternoon", "2025-10-14T13:30", "2025-10-14T13:30"),
        ("closing", "2025-10-14T17:00", "2025-10-15T08:30"),
        ("holidays", "2025-10-01T10:00", "2025-10-09T08:30"),
    ],
)
def test_next_office_moment(case, start, opening):
    assert CALENDAR.next_office_moment(at(start)) == at(opening)


@pytest.mark.parametrize(
    ("case", "start", "length", "end"),
    [
        ("a whole morning ends at noon, not after lunch", "2025-10-14T08:30", 210, "2025-10-14T12:00"),
        ("one minute more ends after lunch", "2025-10-14T08:30", 211, "2025-10-14T13:31"),
        ("begun just before noon", "2025-10-14T11:59", 1, "2025-10-14T12:00"),
        ("begun at noon", "2025-10-14T12:00", 1, "2025-10-14T13:31"),
        ("begun during lunch", "2025-10-14T13:29", 1, "2025-10-14T13:31"),
        ("begun as the afternoon opens", "2025-10-14T13:30", 1, "2025-10-14T13:31"),
        ("an afternoon ends at closing, not next morning", "2025-10-14T13:30", 210, "2025-10-14T17:00"),
        ("a minute before closing", "2025-10-14T16:59", 2, "2025-10-15T08:31"),
        ("at closing", "2025-10-14T17:00", 210, "2025-10-15T12:00"),
        ("after closing", "2025-10-14T17:01", 210, "2025-10-15T12:00"),
        ("nothing to add inside hours", "2025-10-14T10:00", 0, "2025-10-14T10:00"),
        ("nothing to add outside hours", "2025-10-14T12:00", 0, "2025-10-14T13:30"),
    ],
)
def test_add_minutes(case, start, length, end):
    assert CALENDAR.add_minutes(at(start), length) == at(end)


@pytest.mark.parametrize(
    ("case", "start", "end", "pauses", "length"),
    [
        ("lunch is no working time", "2025-10-14T11:00", "2025-10-14T14:00", [], 90),
        ("nor are the holidays", "2025-09-30T16:00", "2025-10-09T09:30", [], 120),
        ("half a minute", "2025-10-14T09:00:00", "2025-10-14T09:00:30", [], 0.5),
        ("backwards is negative", "2025-10-14T10:00", "2025-10-14T09:00", [], -60),
        ("a paused day", "2025-11-04T16:00", "2025-11-19T09:30", [REVIEW], 120),
        ("a pause that has not ended", "2025-11-04T16:00", "2025-11-19T09:30", [Span(date(2025, 11, 5))], 60),
    ],
)
def test_minutes_between(case, start, end, pauses, length):
    assert CALENDAR.minutes_between(at(start), at(end), pauses) == length


def test_half_a_day_turns_yellow_after_189_minutes():
    answer = due(minutes(210), at("2025-10-14T10:30"), CALENDAR)
    assert answer.warn_at == at("2025-10-14T15:09")
    assert CALENDAR.minutes_between(at("2025-10-14T10:30"), answer.warn_at) == 189


@pytest.mark.parametrize(
    ("case", "length", "warn"),
    [
        ("up to nine days the last day comes first", 9, "2025-11-14T08:30"),
        ("ten: both meet, the ninth day's closing is earlier", 10, "2025-11-14T17:00"),
        ("twenty: the eighteenth day's closing", 20, "2025-11-27T17:00"),
    ],
)
def test_ninety_percent_or_the_last_day(case, length, warn):
    assert due(working_days(length), at("2025-11-03"), CALENDAR).warn_at == at(warn)


def test_a_rest_day_start_is_not_a_day_late():
    """`find_workday` of a well-known package is one day late for each of these starts; so is a forward roll first."""
    rest_days = [day.date for day in DAYS if day.kind in (DayKind.HOLIDAY, DayKind.WEEKEND) and day.date.year == 2025]
    brute = Brute(DAYS, (DEFAULT_HOURS,), SHANGHAI)
    for day in rest_days:
        assert CALENDAR.nth_workday_after(day, 1) == brute.next_workday(day) == CALENDAR.workday_on_or_after(day)


def test_every_day_of_the_real_calendar():
    """The rank tables against the flags in the file, day by day."""
    worked = [day.date for day in DAYS if day.kind in (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY)]
    assert [day.date for day in DAYS if CALENDAR.is_workday(day.date)] == worked
    for day in (day.date for day in DAYS if day.date < date(2026, 11, 1)):
        assert CALENDAR.nth_workday_after(day, 20) == [one for one in worked if one > day][19]
    for day in (day.date for day in DAYS if day.date > date(2025, 3, 1)):
        assert CALENDAR.nth_workday_before(day, 20) == [one for one in worked if one < day][-20]


@pytest.mark.parametrize(
    ("case", "limit", "start", "pauses", "end"),
    [
        ("overlapping pauses count once", working_days(3), "2025-11-03", [REVIEW, REVIEW], "2025-11-20T17:00"),
        (
            "pauses in any order, one inside the other",
            working_days(3),
            "2025-11-03",
            [Span(date(2025, 11, 10), date(2025, 11, 12)), REVIEW],
            "2025-11-20T17:00",
        ),
        (
            "a pause of rest days only changes nothing",
            working_days(5),
            "2025-11-03",
            [Span(date(2025, 11, 8), date(2025, 11, 9))],
            "2025-11-10T17:00",
        ),
        (
            "a pause before the start changes nothing",
            working_days(3),
            "2025-11-20",
            [REVIEW],
            "2025-11-25T17:00",
        ),
        (
            "a pause on day zero changes nothing",
            working_days(3),
            "2025-11-03",
            [Span(date(2025, 11, 3), date(2025, 11, 3))],
            "2025-11-06T17:00",
        ),
        (
            "a pause on the last day moves it",
            working_days(3),
            "2025-11-03",
            [Span(date(2025, 11, 6), date(2025, 11, 6))],
            "2025-11-07T17:00",
        ),
        (
            "a pause the day after the last changes nothing",
            working_days(3),
            "2025-11-03",
            [Span(date(2025, 11, 7), date(2025, 11, 7))],
            "2025-11-06T17:00",
        ),
        ("natural days stand still too", natural_days(3), "2025-11-03", [REVIEW], "2025-11-20T17:00"),
        (
            "rolling forward skips a paused Monday",
            natural_days(5),
            "2025-11-03",
            [Span(date(2025, 11, 10), date(2025, 11, 10))],
            "2025-11-11T17:00",
        ),
        (
            "minutes of a paused morning are not used",
            minutes(210),
            "2025-11-05T09:00",
            [Span(date(2025, 11, 5), date(2025, 11, 5))],
            "2025-11-06T12:00",
        ),
        (
            "used up as the pause begins: due at closing, not after the pause",
            minutes(60),
            "2025-11-04T16:00",
            [REVIEW],
            "2025-11-04T17:00",
        ),
        ("months shift by the paused days, then roll", months(1), "2025-10-30", [REVIEW], "2025-12-15T17:00"),
    ],
)
def test_pauses(case, limit, start, pauses, end):
    assert due_at(limit, start, pauses) == end


def test_the_clock_stands_still_while_a_pause_is_open():
    waiting = [REVIEW, Span(date(2025, 12, 1))]
    assert all(due(Limit(unit, 5), at("2025-11-03"), CALENDAR, waiting) is None for unit in Unit)
    assert elapsed_share(working_days(5), at("2025-11-03"), at("2025-12-01"), CALENDAR, waiting) is None
    with pytest.raises(ValueError, match="暂停"):
        CALENDAR.add_minutes(at("2025-11-03"), 60, waiting)


@pytest.mark.parametrize(
    ("case", "start", "length", "end"),
    [
        ("corresponding day", "2025-09-10", 3, "2025-12-10T17:00"),
        ("no such day: the last of the month", "2025-12-31", 2, "2026-02-28T17:00"),
        ("a leap year's last day", "2027-11-30", 3, "2028-02-29T17:00"),
        ("rolled over Spring Festival", "2026-01-16", 1, "2026-02-24T17:00"),
        ("a year", "2025-11-03", 12, "2026-11-03T17:00"),
    ],
)
def test_months(case, start, length, end):
    assert due_at(months(length), start) == end


@pytest.mark.parametrize(
    ("case", "limit", "expires", "latest"),
    [
        ("twenty working days before an event", working_days(20), "2026-05-20", "2026-04-20"),
        ("expiry on a rest day", working_days(1), "2025-10-05", "2025-09-30"),
        ("natural days keep a rest day", natural_days(30), "2025-11-03", "2025-10-04"),
        ("months", months(3), "2026-05-31", "2026-02-28"),
    ],
)
def test_due_before(case, limit, expires, latest):
    assert due_before(limit, date.fromisoformat(expires), CALENDAR) == date.fromisoformat(latest)


# Provisional years


@pytest.mark.parametrize(
    ("case", "limit", "start", "provisional"),
    [
        ("due on the last working day of an announced year", working_days(3), "2026-12-28", False),
        ("due on the first day of the next", working_days(4), "2026-12-28", True),
        ("received on the last evening", working_days(1), "2026-12-31T17:01", True),
        ("a start before the first announced year", working_days(1), "2024-12-31T17:01", True),
        ("minutes over the new year", minutes(210), "2026-12-31T16:00", True),
        ("minutes before it", minutes(60), "2026-12-31T16:00", False),
    ],
)
def test_provisional(case, limit, start, provisional):
    assert due(limit, at(start), CALENDAR).provisional is provisional


def test_is_official_takes_a_day_or_a_year():
    assert CALENDAR.is_official(2026)
    assert CALENDAR.is_official(date(2025, 1, 1))
    assert not CALENDAR.is_official(date(2027, 1, 1))


# The calendar as a value


def test_unlisted_days_are_monday_to_friday():
    assert CALENDAR.day(date(2027, 10, 1)) == Day(date(2027, 10, 1), DayKind.WORKDAY)
    assert CALENDAR.day(date(2027, 10, 2)) == Day(date(2027, 10, 2), DayKind.WEEKEND)
    assert CALENDAR.day(date(2025, 10, 1)) == Day(date(2025, 10, 1), DayKind.HOLIDAY, "国庆节")


def test_winter_and_summer_hours():
    summer = Hours(date(2026, 5, 1), (Session(time(8, 0), time(12, 0)), Session(time(15, 0), time(18, 0))))
    calendar = WorkCalendar(DAYS, {2025, 2026}, (summer, DEFAULT_HOURS))
    assert calendar.closes(date(2026, 4, 30)) == at("2026-04-30T17:00")
    assert calendar.opens(date(2026, 5, 6)) == at("2026-05-06T08:00")
    assert due(working_days(1), at("2026-04-30T16:00"), calendar).due_at == at("2026-05-06T18:00")
    assert calendar.add_minutes(at("2026-04-30T16:00"), 210) == at("2026-05-06T10:30")
    assert calendar.received_on(at("2026-05-06T17:30")) == date(2026, 5, 6)


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        ("2014-12-31", False),
        ("2015-01-01", True),
        ("2056-12-31", True),
        ("2057-01-01", False),
    ],
)
def test_covered_years(day, covered):
    day = date.fromisoformat(day)
    if covered:
        assert CALENDAR.day(day).date == day
    else:
        with pytest.raises(CalendarRangeError, match="从2015年到2056年"):
            CALENDAR.is_workday(day)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: due(working_days(20_000), at("2025-11-03"), CALENDAR),
        lambda: due(natural_days(20_000), at("2025-11-03"), CALENDAR),
        lambda: due(natural_days(5_000_000), at("2025-11-03"), CALENDAR),
        lambda: due(months(1_200), at("2025-11-03"), CALENDAR),
        lambda: due(months(120_000), at("2025-11-03"), CALENDAR),
        lambda: due(minutes(10_000_000), at("2025-11-03"), CALENDAR),
        lambda: due(working_days(1), at("2056-12-31T18:00"), CALENDAR),
        lambda: due(working_days(3), at("2025-11-03"), CALENDAR, [Span(date(2025, 11, 4), date(9999, 12, 31))]),
        lambda: CALENDAR.nth_workday_before(date(2015, 1, 5), 3),
        lambda: CALENDAR.next_office_moment(at("2056-12-31T18:00")),
    ],
)
def test_beyond_the_calendar(ask):
    with pytest.raises(CalendarRangeError, match="工作日历范围"):
        ask()


def test_a_calendar_without_days_covers_a_century():
    calendar = WorkCalendar([], frozenset())
    assert calendar.is_workday(date(2000, 1, 3))
    assert calendar.is_workday(date(2100, 12, 31))
    assert due(working_days(1), at("2026-05-08"), calendar).provisional


@pytest.mark.parametrize(
    ("case", "sentence", "make"),
    [
        ("a limit of nothing", "不小于 1", lambda: Limit(Unit.WORKING_DAY, 0)),
        ("half a day as a fraction", "不小于 1", lambda: Limit(Unit.WORKING_DAY, 0.5)),
        ("an unknown unit", "not a valid Unit", lambda: Limit("hour", 1)),
        ("a pause that ends before it starts", "早于开始日", lambda: Span(date(2025, 11, 5), date(2025, 11, 4))),
        ("no session", "上班时间", lambda: Hours(date(2025, 1, 1), ())),
        ("closes before it opens", "上班时间", lambda: Hours(date(2025, 1, 1), (Session(time(17), time(8)),))),
        ("a session without length", "上班时间", lambda: Hours(date(2025, 1, 1), (Session(time(8), time(8)),))),
        ("sessions out of order", "上班时间", lambda: Hours(date(2025, 1, 1), DEFAULT_HOURS.sessions[::-1])),
        ("a day listed twice", "列了两次", lambda: WorkCalendar([DAYS[0], DAYS[0]], {2025})),
        ("no hours", "没有上班时间", lambda: WorkCalendar(DAYS, {2025}, ())),
        (
            "an instant without a zone",
            "没有时区",
            lambda: due(working_days(3), at("2025-11-03").replace(tzinfo=None), CALENDAR),
        ),
        ("the zeroth working day", "至少是 1", lambda: CALENDAR.nth_workday_after(date(2025, 11, 3), 0)),
        ("the zeroth working day before", "至少是 1", lambda: CALENDAR.nth_workday_before(date(2025, 11, 3), 0)),
        ("minutes taken away", "不能是负数", lambda: CALENDAR.add_minutes(at("2025-11-03"), -1)),
        ("minutes backwards", "不能倒推", lambda: due_before(minutes(210), date(2025, 11, 3), CALENDAR)),
    ],
)
def test_refused(case, sentence, make):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_values_do_not_change():
    with pytest.raises(FrozenInstanceError):
        REVIEW.ends_on = date(2025, 12, 1)
    same = WorkCalendar(reversed(DAYS), {2025, 2026})
    assert same == CALENDAR
    assert hash(same) == hash(CALENDAR)
    assert WorkCalendar(DAYS[1:], {2025, 2026}) != CALENDAR
    assert CALENDAR != "2025"


def test_a_limit_may_come_from_a_stored_word():
    assert Limit("working_minute", 210) == minutes(210)


def test_workdays_between_leaves_the_first_day_out():
    assert CALENDAR.workdays_between(date(2025, 9, 30), date(2025, 10, 11)) == 3
    assert CALENDAR.workdays_between(date(2025, 10, 11), date(2025, 9, 30)) == -3


def test_fractions_of_a_second_are_cut_off():
    assert CALENDAR.received_on(at("2025-09-26T17:00:00.999999")) == date(2025, 9, 26)
    assert CALENDAR.add_minutes(at("2025-10-14T10:30:00.999999"), 210) == at("2025-10-14T15:30")


def test_any_zone_of_the_instant_gives_the_same():
    local = at("2025-09-26T16:59")
    for zone in (UTC, ZoneInfo("America/New_York")):
        assert due(working_days(3), local.astimezone(zone), CALENDAR) == due(working_days(3), local, CALENDAR)


def test_the_machine_zone_does_not_matter():
    program = (
        "from tests.hall.test_worktime import *; print(due_at(working_days(3), '2025-09-26T17:01'),"
        " due_at(minutes(210), '2025-10-10T15:30'), CALENDAR.next_office_moment(at('2025-10-01')).isoformat())"
    )
    environment = {**os.environ, "TZ": "America/New_York", "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", program], env=environment, cwd=ROOT, capture_output=True, check=True)
    assert run.stdout.split() == [b"2025-10-09T17:00", b"2025-10-11T10:30", b"2025-10-09T08:30:00+08:00"]


def test_the_kernel_needs_nothing_but_the_standard_library():
    program = (
        "import sys, hall.worktime; print([m for m in ('django', 'celery', 'numpy', 'pandas') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert run.stdout.strip() == b"[]"


@pytest.mark.parametrize(
    ("case", "a", "b", "days"),
    [
        ("no day", "2025-10-09", "2025-10-09", 0),
        ("the next one", "2025-10-09", "2025-10-10", 1),
        ("the first is not counted, the last one is", "2025-10-08", "2025-10-09", 1),
        ("over the holidays", "2025-09-30", "2025-10-11", 3),
        ("backwards", "2025-10-11", "2025-09-30", -3),
    ],
)
def test_working_days_between(case, a, b, days):
    assert CALENDAR.workdays_between(date.fromisoformat(a), date.fromisoformat(b)) == days


def test_working_minutes_between_without_what_was_paused_and_backwards():
    pause = [Span(date(2025, 11, 5), date(2025, 11, 6))]
    a, b = at("2025-11-04T16:00"), at("2025-11-07T09:30")
    assert CALENDAR.minutes_between(a, b) == 60 + 840 + 60
    assert CALENDAR.minutes_between(a, b, pause) == 120
    assert CALENDAR.minutes_between(b, a, pause) == -120
    assert CALENDAR.minutes_between(a, a) == 0


def test_minutes_are_added_around_a_pause_that_ends():
    pause = [Span(date(2025, 11, 5), date(2025, 11, 6))]
    assert CALENDAR.add_minutes(at("2025-11-04T16:00"), 90, pause) == at("2025-11-07T09:00")
    with pytest.raises(ValueError, match=r"^计时还在暂停，推算不出到期时间$"):
        CALENDAR.add_minutes(at("2025-11-04T16:00"), 90, [Span(date(2025, 11, 5))])


def test_opening_hours_may_begin_and_end_on_a_second():
    hours = Hours(date(2025, 1, 1), (Session(time(8, 30, 15), time(12)), Session(time(13, 30, 5), time(17, 0, 45))))
    calendar = WorkCalendar(hours=(hours,))
    assert calendar.sessions_of(date(2025, 11, 4))[0][0] == at("2025-11-04T08:30:15")
    opened = at("2025-11-04T08:30:15.500000")
    assert calendar.next_office_moment(opened) == opened
    assert calendar.next_office_moment(at("2025-11-04T12:00")) == at("2025-11-04T13:30:05")
    assert calendar.next_office_moment(at("2025-11-04T17:00:45")) == at("2025-11-05T08:30:15")


def test_closing_time_is_counted_on_the_halls_own_day():
    by_night = at("2025-11-05T01:30").astimezone(UTC)  # the evening of the day before in UTC
    assert CALENDAR.closing_after(by_night, 0) == at("2025-11-05T17:00")
    assert CALENDAR.closing_after(at("2025-11-05T17:00:00.5").astimezone(UTC), 1) == at("2025-11-06T17:00")


@pytest.mark.parametrize("moment", ["2025-11-05T01:30", "2025-11-05T08:30:01", "2025-11-05T23:59", "2025-11-08T07:00"])
def test_working_seconds_are_those_of_the_hall_s_own_day(moment):
    here = at(moment)
    for elsewhere in (here.astimezone(UTC), here.astimezone(ZoneInfo("America/New_York"))):
        assert CALENDAR.seconds_at(elsewhere) == CALENDAR.seconds_at(here)


def test_minutes_are_counted_from_the_working_day_that_follows_closing():
    ends = due(Limit(Unit.WORKING_MINUTE, 210), at("2025-09-26T17:30"), CALENDAR)
    assert (ends.counted_from, ends.due_at) == (date(2025, 9, 28), at("2025-09-28T12:00"))


def test_a_limit_s_unit_may_come_as_a_word():
    assert Limit("working_day", 3).unit is Unit.WORKING_DAY


def test_before_the_first_working_day_there_is_none():
    first = CALENDAR.closing_at(0)
    assert CALENDAR.closing_after(first, 0) == first
    with pytest.raises(CalendarRangeError):
        CALENDAR.closing_after(first, -1)
    assert CALENDAR.seconds_before_rank(0) == 0
    with pytest.raises(CalendarRangeError):
        CALENDAR.seconds_before_rank(-1)


def test_behind_the_last_working_day_there_is_none():
    last = CALENDAR.received_rank(at("2056-12-29T10:00"))  # a Friday, the last working day of the tables
    assert CALENDAR.seconds_before_rank(last + 1) > CALENDAR.seconds_before_rank(last)  # all that there are
    for rank in (last + 2, last + 3):
        with pytest.raises(CalendarRangeError):
            CALENDAR.seconds_before_rank(rank)


def test_the_closing_after_some_working_days_and_what_lies_outside():
    assert CALENDAR.closing_after(at("2025-09-26T17:00"), 0) == at("2025-09-26T17:00")
    assert CALENDAR.closing_after(at("2025-09-26T17:00"), 3) == at("2025-09-30T17:00")
    assert CALENDAR.closing_after(at("2025-09-26T17:00:00.900000"), 3) == at("2025-09-30T17:00")
    assert CALENDAR.closing_after(at("2025-09-26T17:00:01"), 3) == at("2025-10-09T17:00")
    assert CALENDAR.closing_after(at("2025-10-09T10:00").astimezone(UTC), -1) == at("2025-09-30T17:00")
    for start, n in (("2014-12-31", 1), ("2057-01-01", 1), ("2025-10-09", 100_000), ("2025-10-09", -100_000)):
        with pytest.raises(CalendarRangeError):
            CALENDAR.closing_after(at(start), n)


def test_after_closing_a_minute_clock_begins_the_next_working_day():
    assert CALENDAR.workday_at(CALENDAR.running_rank(at("2025-09-26T16:59:59"))) == date(2025, 9, 26)
    assert CALENDAR.workday_at(CALENDAR.running_rank(at("2025-09-26T17:00"))) == date(2025, 9, 28)
    assert CALENDAR.workday_at(CALENDAR.running_rank(at("2025-10-01T09:00"))) == date(2025, 10, 9)
