"""Writes the working calendar of a file: whole years, each under its notice, or the days that a notice names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from hall import calendar as in_force
from hall.calendar_changes import (
    CalendarMoved,
    YearsLackHolidays,
    changes_of,
    lacks_of,
    put_in_force,
    set_default_hours,
)
from hall.importing import days
from hall.importing.meter import Progress, silent
from hall.importing.one_at_a_time import hold
from hall.models import User
from hall.worktime import Day
from hall.worktime.spans import days_of


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


def load(source: str | Path | BinaryIO, *, at: datetime, **more: Any) -> Summary:
    """
    Load the years of a calendar file; a second run with the same file writes nothing. `more`: see `write`.

    :raises BadFile: with every problem of the file; nothing was changed.
    """
    return write(days.read_years(source), at=at, **more)


@transaction.atomic
def write(
    years: Mapping[int, Sequence[Day]],
    *,
    at: datetime,
    at_the_beginning: bool = False,
    progress: Progress | None = None,
    by: User | None = None,
    seen: str | None = None,
) -> Summary:
    """
    Put the days of a file in force.

    :param at_the_beginning: the hall has no case yet: no clock was ever counted otherwise.
    :param progress: called with (years done, years in all).
    :param by: who takes over years that lack holidays of the law, having been shown which; they stay 暂定.
    :param seen: the stamp of the calendar that the person was shown the effects of.
    :raises YearsLackHolidays: such years, and nobody who takes them over. :raises CalendarMoved: another calendar than `seen`.
    """
    hold()
    if seen not in (None, str(in_force.version())):
        raise CalendarMoved
    changes = []
    for done, change in enumerate(changes_of(years, at=at), 1):
        changes += [change] if change else []
        (progress or silent)(done, len(years))
    if (sentence := lacks_of(changes)) and by is None:
        raise YearsLackHolidays(sentence)
    hours_set = set_default_hours()
    written = put_in_force(changes, by=by, at=at, at_the_beginning=at_the_beginning) if changes else 0
    if hours_set and not changes:
        in_force.changed(at=at)
    return Summary(tuple(sorted(years)), sum(len(days_of(year)) for year in years), written, hours_set)
