"""
A hundred thousand random questions, answered by the kernel and by walking day by day and minute by minute.

One seeded run, the same everywhere: all units, forwards and backwards, pauses that overlap, hours that change with the season,
closures, calendars that are not the real one.
"""

from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from hall.worktime import (
    DEFAULT_HOURS,
    SHANGHAI,
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
)
from tests.hall.brute import Brute
from tests.hall.calendar_days import DAYS

CASES = 100_000
SEED = 20251009
FIRST, DAYS_LONG = date(2025, 1, 6), 700
LONGEST = {Unit.WORKING_DAY: 40, Unit.NATURAL_DAY: 90, Unit.MONTH: 6, Unit.WORKING_MINUTE: 1_300}
SUMMER = (Session(time(8, 30), time(12)), Session(time(14, 30), time(18)))
WINTER = (Session(time(9), time(12)), Session(time(13), time(16, 30)))
SEASONS = tuple(
    Hours(date(year, month, day), sessions)
    for year in (2025, 2026)
    for month, day, sessions in ((1, 1, WINTER), (5, 15, SUMMER), (9, 28, WINTER))
)
ODD = (
    Hours(date(2025, 3, 1), (Session(time(9), time(16, 17)),)),
    Hours(date(2025, 10, 11), (Session(time(0), time(0, 1)), Session(time(23, 58), time(23, 59)))),
    Hours(
        date(2026, 1, 10),
        (Session(time(7, 59), time(11, 30)), Session(time(12), time(15)), Session(time(20), time(21))),
    ),
)


def closed(random: Random) -> list[Day]:
    """The real calendar with forty days on which the hall was closed all of a sudden, and ten Saturdays that it was not."""
    days = {day.date: day for day in DAYS}
    for on in random.sample(sorted(days), 40):
        days[on] = Day(on, DayKind.HOLIDAY, "停电")
    for on in random.sample([on for on in sorted(days) if on.weekday() == 5], 10):
        days[on] = Day(on, DayKind.MAKEUP_WORKDAY, "补班")
    return list(days.values())


def invented(random: Random) -> list[Day]:
    """A calendar in which no week is like the other."""
    days = (FIRST + timedelta(days=number) for number in range(DAYS_LONG))
    kinds = [DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY, DayKind.HOLIDAY, DayKind.WEEKEND]
    return [Day(day, random.choice(kinds), "某节") for day in days if random.random() < 0.5]


def a_question(random: Random) -> tuple[bool, Limit, datetime, list[Span]]:
    unit = random.choice(list(Unit))
    limit = Limit(unit, random.randint(1, LONGEST[unit]))
    start = datetime.combine(FIRST + timedelta(days=random.randrange(DAYS_LONG)), time(), SHANGHAI)
    start += timedelta(minutes=random.choice([random.randrange(24 * 60), 510, 720, 810, 1020, 1021]))
    pauses = []
    for _ in range(random.choice([0, 0, 0, 1, 2, 3])):
        first = start.date() + timedelta(days=random.randint(-5, 40))
        pauses.append(Span(first, first + timedelta(days=random.randint(0, 25))))
    backward = unit is not Unit.WORKING_MINUTE and random.random() < 0.2
    return backward, limit, start, pauses


@pytest.mark.parametrize("part", range(8))
def test_a_hundred_thousand_answers_equal_those_of_walking(part):
    random = Random(SEED + part)
    days = [list(DAYS), closed(random), closed(random), invented(random)][part % 4]
    hours = [(DEFAULT_HOURS,), SEASONS, ODD, SEASONS][(part + part // 4) % 4]
    calendar, brute = WorkCalendar(days, {2025, 2026}, hours), Brute(days, hours, SHANGHAI)
    different = []
    for _ in range(CASES // 8):
        backward, limit, start, pauses = a_question(random)
        if backward:
            fast, slow = (
                due_before(limit, start.date(), calendar),
                brute.due_before(limit.unit, limit.quantity, start.date()),
            )
        else:
            answer = due(limit, start, calendar, pauses)
            fast, slow = (answer.due_at, answer.warn_at), brute.due(limit.unit, limit.quantity, start, pauses)
        if fast != slow:
            different.append((limit, start, pauses, fast, slow))
    assert different == []
