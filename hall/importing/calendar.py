"""Writes the official working calendar: whole years, each under its notice."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from hall import calendar as in_force
from hall.calendar_changes import put_in_force, set_default_hours
from hall.calendar_facts import notice_content
from hall.importing import days
from hall.importing.meter import Progress, silent
from hall.importing.one_at_a_time import hold
from hall.models import CalendarChange, WorkCalendarDay
from hall.worktime import Day

KIND = CalendarChange.Kind.NOTICE


@dataclass(frozen=True)
class Summary:
    """What a load did: the years of the file, days written, whether opening hours had to be set."""

    years: tuple[int, ...]
    days: int
    written: int
    hours_set: bool

    def __str__(self) -> str:
        years = "、".join(map(str, self.years))
        hours = "，对外时间设为 08:30–12:00、13:30–17:00" if self.hours_set else ""
        return f"工作日历 {years} 年，{self.days} 天，写入 {self.written}，未变 {self.days - self.written}{hours}"


def load(
    source: str | Path | BinaryIO,
    *,
    at: datetime,
    at_the_beginning: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """
    Load the years of a calendar file; a second run with the same file writes nothing.

    :param at_the_beginning: the hall has no case yet: no clock was ever counted otherwise.
    :param progress: called with (years done, years in all).
    :raises BadFile: with every problem of the file; nothing was changed.
    """
    return _write(days.read_years(source), at, at_the_beginning, progress or silent)


@transaction.atomic
def _write(years: dict[int, list[Day]], at: datetime, at_the_beginning: bool, progress: Progress) -> Summary:
    hold()
    changes = []
    for done, (year, of_year) in enumerate(years.items(), 1):
        if _differs(year, of_year):
            changes.append(_change(year, of_year, at))
        progress(done, len(years))
    hours_set = set_default_hours()
    written = put_in_force(changes, by=None, at=at, at_the_beginning=at_the_beginning) if changes else 0
    if hours_set and not changes:
        in_force.changed(at=at)
    return Summary(tuple(years), sum(map(len, years.values())), written, hours_set)


def _differs(year: int, days: list[Day]) -> bool:
    days_stored = WorkCalendarDay.objects.filter(notice__year=year).values_list("date", "kind", "name")
    return set(days_stored) != {(day.date, day.kind.value, day.name) for day in days}


def _change(year: int, days: list[Day], at: datetime) -> CalendarChange:
    content = notice_content(title(year), days)
    return CalendarChange(kind=KIND, key=str(year), title=title(year), content=content, proposed_at=at)


def title(year: int) -> str:
    return f"《国务院办公厅关于{year}年部分节假日安排的通知》"
