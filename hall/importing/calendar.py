"""Writes the official working calendar: whole years, each under its notice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from hall import calendar as in_force
from hall.importing import days
from hall.importing.one_at_a_time import hold
from hall.importing.sheet import read
from hall.models import CalendarNotice, OpeningHours, WorkCalendarDay
from hall.worktime import DEFAULT_HOURS, Day


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


def load(source: str | Path | BinaryIO, *, at: datetime, progress: Callable[[int, int], None] | None = None) -> Summary:
    """
    Load the years of a calendar file; a second run with the same file writes nothing.

    :param progress: called with (years done, years in all).
    :raises BadFile: with every problem of the file; nothing was changed.
    """
    return _write(days.check(read(source, required=days.COLUMNS)), at, progress or _silent)


@transaction.atomic
def _write(years: dict[int, list[Day]], at: datetime, progress: Callable[[int, int], None]) -> Summary:
    hold()
    written = 0
    for done, (year, given) in enumerate(years.items(), 1):
        written += _write_year(year, given, at)
        progress(done, len(years))
    hours_set = _set_default_hours()
    if written or hours_set:
        in_force.changed(at=at)
    return Summary(tuple(years), sum(map(len, years.values())), written, hours_set)


def _write_year(year: int, given: list[Day], at: datetime) -> int:
    """Write the days that differ and return how many; a complete year gets its notice with the first of them."""
    stored = {
        on: (kind, name)
        for on, kind, name in WorkCalendarDay.objects.filter(notice__year=year).values_list("date", "kind", "name")
    }
    differing = [day for day in given if stored.get(day.date) != (day.kind.value, day.name)]
    if differing:
        notice, _ = CalendarNotice.objects.update_or_create(year=year, defaults={"title": title(year), "loaded_at": at})
        WorkCalendarDay.objects.bulk_create(
            [WorkCalendarDay(date=day.date, kind=day.kind.value, name=day.name, notice=notice) for day in differing],
            update_conflicts=True,
            unique_fields=["date"],
            update_fields=["kind", "name", "notice"],
        )
    return len(differing)


def title(year: int) -> str:
    return f"《国务院办公厅关于{year}年部分节假日安排的通知》"


def _set_default_hours() -> bool:
    if OpeningHours.objects.exists():
        return False
    morning, afternoon = DEFAULT_HOURS.sessions
    OpeningHours.objects.create(
        valid_from=DEFAULT_HOURS.valid_from,
        morning_opens=morning.opens,
        morning_closes=morning.closes,
        afternoon_opens=afternoon.opens,
        afternoon_closes=afternoon.closes,
    )
    return True


def _silent(_done: int, _total: int) -> None:
    """Progress for a caller who asked for none."""
