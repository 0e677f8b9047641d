"""The demonstration's plan is one line in time for each case, at whatever minute the hall is opened first. No database."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from config.demo.plan import Act, plan
from config.demo.story import WINDOWS, story
from config.demo.teller import Item
from hall.worktime import DEFAULT_HOURS, SHANGHAI, Day, DayKind, Hours, Session, WorkCalendar
from tests.hall.calendar_days import CALENDAR, DAYS

ITEMS = [Item(code, (1, 2, 3, 4)) for code in "ABCDE"]
STORY = story(dict.fromkeys(WINDOWS, (ITEMS, ITEMS))).acts
LATEST = {act.case for act in STORY if act.days_ago == 0}
OF_TODAY = [act for act in STORY if act.case in LATEST]  # only these can lie ahead: a test below

OFFICIAL = frozenset({2025, 2026})
CLOSED_ON_A_TUESDAY = WorkCalendar(
    [Day(date(2026, 11, 17), DayKind.HOLIDAY, "停电"), *(day for day in DAYS if day.date != date(2026, 11, 17))],
    OFFICIAL,
)
A_SHORT_MORNING = Hours(date(2000, 1, 1), (Session(time(10), time(11, 30)),))
ALL_DAY = Hours(date(2000, 1, 1), (Session(time(0), time(23, 59)),))
FROM_MONDAY_ON = Hours(date(2026, 11, 16), (Session(time(7), time(13)), Session(time(15), time(22))))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def minutes(first: str, last: str, step: int = 1) -> Iterable[datetime]:
    begin = at(first)
    return (begin + timedelta(minutes=n) for n in range(0, int((at(last) - begin).total_seconds()) // 60 + 1, step))


def flaws(acts: list[Act], moments: Iterable[datetime], calendar: WorkCalendar = CALENDAR) -> list[str]:
    """Plan the acts at each of the moments and say what is wrong; a plan that is the last one's again is looked at once."""
    wrong: list[str] = []
    before: list[tuple[datetime, Act]] = []
    for now in moments:
        planned = plan(acts, now=now, calendar=calendar)
        assert planned
        if planned != before:
            wrong += [f"at {now}: {flaw}" for flaw in _flaws(planned, now, calendar)]
            before = planned
            assert len(planned) == len(acts)
    return wrong


def _flaws(planned: list[tuple[datetime, Act]], now: datetime, calendar: WorkCalendar) -> Iterable[str]:
    lines: dict[str, list[tuple[datetime, Act]]] = {}
    for moment, act in planned:
        lines.setdefault(act.case, []).append((moment, act))
        if moment >= now:
            yield f"{act.case} at {moment} lies ahead"
        if not any(opens <= moment <= closes for opens, closes in calendar.sessions_of(moment.date())):
            yield f"{act.case} at {moment}: the hall is closed"
    for case, line in lines.items():
        if [act for _moment, act in line] != [act for act in STORY if act.case == case]:
            yield f"{case}: not in the order of the story"
        for (earlier, one), (later, other) in pairwise(line):
            if calendar.workdays_between(earlier.date(), later.date()) != one.days_ago - other.days_ago:
                yield f"{case}: {earlier} and {later} are torn apart"


def test_every_minute_of_a_week():
    assert flaws(OF_TODAY, minutes("2026-11-16 00:00", "2026-11-22 23:59")) == []


def test_the_story_has_no_flaw_at_any_quarter_hour():
    assert flaws(STORY, minutes("2026-11-16 00:00", "2026-11-22 23:59", 15)) == []


@pytest.mark.parametrize("day", ["2026-11-16", "2026-11-21", "2026-10-01", "2026-10-10", "2027-01-01", "2027-01-04"])
def test_what_ended_before_today_is_where_it_is_all_day(day):
    old = [act for act in STORY if act.case not in LATEST]
    plans = [plan(old, now=now, calendar=CALENDAR) for now in minutes(f"{day} 00:00", f"{day} 23:59", 719)]
    assert len(plans) == 3
    assert plans[0] == plans[1] == plans[2]


@pytest.mark.parametrize(
    ("what", "first", "last", "calendar"),
    [
        ("National Day and the days around it", "2026-09-30 00:00", "2026-10-09 00:00", CALENDAR),
        ("a Saturday that is worked", "2026-10-10 00:00", "2026-10-10 23:59", CALENDAR),
        ("the longest holiday", "2026-02-13 12:00", "2026-02-24 12:00", CALENDAR),
        ("the day before a closing day, itself, and the day after", "2026-11-16 16:00", "2026-11-18 10:00", CLOSED_ON_A_TUESDAY),
        ("over a New Year of which the calendar knows both sides", "2025-12-31 16:00", "2026-01-05 10:00", CALENDAR),
        ("over a New Year whose holidays nobody has announced", "2026-12-31 16:00", "2027-01-02 10:00", CALENDAR),
        ("a leap day", "2028-02-28 16:00", "2028-03-01 10:00", CALENDAR),
        ("a calendar of nothing but weekends", "2027-05-01 00:00", "2027-05-04 10:00", WorkCalendar()),
        ("short hours", "2026-11-16 09:00", "2026-11-17 12:00", WorkCalendar(DAYS, OFFICIAL, [A_SHORT_MORNING])),
        ("never closed", "2026-11-15 23:00", "2026-11-17 01:00", WorkCalendar(DAYS, OFFICIAL, [ALL_DAY])),
        ("other hours from Monday on", "2026-11-13 16:00", "2026-11-17 23:00", WorkCalendar(DAYS, OFFICIAL, [DEFAULT_HOURS, FROM_MONDAY_ON])),
    ],
)  # fmt: skip
def test_odd_days(what, first, last, calendar):
    assert flaws(OF_TODAY, minutes(first, last, 7), calendar) == []
    assert flaws(STORY, [at(first), at(last)], calendar) == []


@pytest.mark.parametrize("year", range(2026, 2033))
def test_the_first_minutes_of_a_year_and_the_last(year):
    assert flaws(STORY, minutes(f"{year}-01-01 00:00", f"{year}-01-01 00:03")) == []
    assert flaws(STORY, minutes(f"{year}-12-31 23:57", f"{year}-12-31 23:59")) == []


@pytest.mark.parametrize(
    ("now", "registered", "accepted"),
    [
        ("2026-11-17 09:40", "2026-11-16 09:40", "2026-11-16 09:55"),
        ("2026-11-17 09:41", "2026-11-16 09:40", "2026-11-16 09:55"),
        ("2026-11-17 09:55", "2026-11-16 09:40", "2026-11-16 09:55"),
        ("2026-11-17 09:56", "2026-11-17 09:40", "2026-11-17 09:55"),
        ("2026-11-16 09:41", "2026-11-13 09:40", "2026-11-13 09:55"),
        ("2026-11-22 09:41", "2026-11-20 09:40", "2026-11-20 09:55"),
        ("2026-10-03 00:00", "2026-09-30 09:40", "2026-09-30 09:55"),
    ],
)
def test_registered_and_accepted_on_one_day(now, registered, accepted):
    green = [moment for moment, act in plan(STORY, now=at(now), calendar=CALENDAR) if act.case == "green"]
    assert green == [at(registered), at(accepted)]


def test_usual_hours_keep_an_acts_own_time():
    planned = plan(STORY, now=at("2026-11-20 23:00"), calendar=CALENDAR)
    assert {moment.time() == act.clock for moment, act in planned} == {True}


def test_other_hours_keep_an_acts_share_of_the_day():
    acts = [Act("a", 1, time(8, 31), print), Act("a", 1, time(15, 15), print), Act("a", 0, time(17), print)]
    planned = plan(acts, now=at("2026-11-17 23:00"), calendar=WorkCalendar(DAYS, OFFICIAL, [A_SHORT_MORNING]))
    assert [moment for moment, _act in planned] == [
        at("2026-11-16 10:00:12"), at("2026-11-16 11:07:30"), at("2026-11-17 11:30"),
    ]  # fmt: skip


@pytest.mark.parametrize(("days_ago", "clock"), [(2, time(16)), (1, time(8, 59))])
def test_a_story_out_of_order_is_refused(days_ago, clock):
    with pytest.raises(ValueError, match="told too late"):
        plan(
            [Act("a", 1, time(9), print), Act("a", days_ago, clock, print)],
            now=at("2026-11-17 23:00"),
            calendar=CALENDAR,
        )
