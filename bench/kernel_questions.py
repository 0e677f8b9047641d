"""What bench/kernel_side.py asks: the calendar of 2025 and 2026, random starts, and the hand loops that everybody writes first."""

import csv
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from hall.worktime import SHANGHAI, Day, DayKind, WorkCalendar

FILE = Path(__file__).parents[1] / "data" / "work_calendar_2025_2026.csv"
ONE = timedelta(days=1)
SESSIONS = ((time(8, 30), time(12)), (time(13, 30), time(17)))
FIRST, DAYS_LONG = date(2025, 1, 1), 640  # starts; forty working days later the notice still reaches


def listed_days() -> tuple[Day, ...]:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Day(date.fromisoformat(row["date"]), DayKind(row["kind"]), row["name"]) for row in csv.DictReader(file)
        )


@dataclass(frozen=True)
class Questions:
    """`starts` are working days in opening hours, which all libraries understand alike; `anytime` are nights and rest days too."""

    calendar: WorkCalendar
    works: dict[date, bool]
    starts: list[datetime]
    anytime: list[datetime]
    rest_days: list[date]  # every one of the listed years and of the two after them


def drawn(count: int) -> Questions:
    days = listed_days()
    calendar = WorkCalendar(days, {2025, 2026})
    random = Random(20251009)
    anytime: list[datetime] = []
    starts: list[datetime] = []
    while len(anytime) < count or len(starts) < count:
        day = FIRST + timedelta(days=random.randrange(DAYS_LONG))
        at = datetime.combine(day, time(random.randrange(24), random.randrange(60)), SHANGHAI)
        anytime.append(at)
        if calendar.is_workday(day) and any(opens <= at.time() < closes for opens, closes in SESSIONS):
            starts.append(at)
    every_day = (FIRST + timedelta(days=number) for number in range(4 * 366))
    rest_days = [day for day in every_day if not calendar.is_workday(day)]
    works = {day.date: day.kind in (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY) for day in days}
    return Questions(calendar, works, starts[:count], anytime[:count], rest_days)


class HandLoop:
    """The loop that everybody writes first: a dictionary of listed days, Monday to Friday beyond it, a day at a time."""

    def __init__(self, works: dict[date, bool]):
        self.works = works

    def is_workday(self, day: date) -> bool:
        listed = self.works.get(day)
        return day.weekday() < 5 if listed is None else listed

    def closing_after(self, at: datetime, n: int) -> datetime:
        day = at.date()
        if not self.is_workday(day) or at.time() > SESSIONS[-1][1]:
            n += 1  # received on the next working day
        while n:
            day += ONE
            if self.is_workday(day):
                n -= 1
        return datetime.combine(day, SESSIONS[-1][1], at.tzinfo)

    def add_minutes(self, at: datetime, minutes: int) -> datetime:
        left, day = timedelta(minutes=minutes), at.date()
        while True:
            if self.is_workday(day):
                for opens, closes in SESSIONS:
                    begins = max(at, datetime.combine(day, opens, at.tzinfo))
                    ends = datetime.combine(day, closes, at.tzinfo)
                    if begins < ends:
                        if left <= ends - begins:
                            return begins + left
                        left -= ends - begins
            day += ONE

    def minutes_between(self, a: datetime, b: datetime) -> float:
        passed, day = timedelta(), a.date()
        while day <= b.date():
            if self.is_workday(day):
                for opens, closes in SESSIONS:
                    begins = max(a, datetime.combine(day, opens, a.tzinfo))
                    ends = min(b, datetime.combine(day, closes, a.tzinfo))
                    passed += max(ends - begins, timedelta())
            day += ONE
        return passed.total_seconds() / 60
