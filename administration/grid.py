"""The twelve months of a year as a page shows them. Nothing here decides what a day is: hall.worktime does."""

import calendar as gregorian
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hall.calendar_words import WORDS
from hall.statutory_holidays import (
    DRAGON_BOAT,
    LABOUR,
    MID_AUTUMN,
    NATIONAL,
    NEW_YEAR,
    NEW_YEAR_FROM,
    SPRING,
    TOMB_SWEEPING,
)
from hall.worktime import Day, DayKind, WorkCalendar
from hall.worktime.spans import stretches

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
MARKS = {DayKind.HOLIDAY: "休", DayKind.MAKEUP_WORKDAY: "班", DayKind.WEEKEND: "", DayKind.WORKDAY: ""}
CLOSED = "closed"


@dataclass(frozen=True)
class Cell:
    """One day: `kind` names its look, `mark` is the sign in it (休 班 停), `words` say it in full; `rests` on a plain week."""

    on: date
    kind: str
    mark: str
    words: str
    rests: bool
    ticked: bool = False

    @property
    def value(self) -> str:
        return str(self.on)


@dataclass(frozen=True)
class Month:
    name: str
    weeks: list[list[Cell | None]]  # seven places, None where the day belongs to another month


def months(year: int, days: WorkCalendar, closed: dict[date, str], ticked: set[date] | None = None) -> list[Month]:
    """
    Return the months of a year.

    :param closed: closed days with their names. :param ticked: the days ticked in a form, or None for a page that only shows.
    """
    return [_month(year, month, days, closed, ticked or set()) for month in range(1, 13)]


def turn_of_the_year(year: int) -> list[date]:
    """The last days of the year before: those that a notice of this year may name."""
    return [date(year - 1, 12, day) for day in range(NEW_YEAR_FROM[1], 32)]


def before(year: int, days: WorkCalendar, ticked: set[date]) -> Month:
    """Return the December of the year before, with those days only."""
    december = _month(year - 1, 12, days, {}, ticked)
    offered = turn_of_the_year(year)
    weeks = [[cell if cell and cell.on in offered else None for cell in week] for week in december.weeks]
    return Month(december.name, [week for week in weeks if any(week)])


def _month(year: int, month: int, days: WorkCalendar, closed: dict[date, str], ticked: set[date]) -> Month:
    weeks = [
        [_cell(days.day(on), on in closed, ticked) if on.month == month else None for on in week]
        for week in gregorian.Calendar().monthdatescalendar(year, month)
    ]
    return Month(f"{month}月", weeks)


def _cell(day: Day, is_closed: bool, ticked: set[date]) -> Cell:
    rests = plain_rest(day.date)
    name = f"（{day.name}）" if day.name else ""
    if is_closed and day.kind is DayKind.HOLIDAY:
        return Cell(day.date, CLOSED, "停", f"停办{name}", rests, day.date in ticked)
    return Cell(day.date, day.kind.value, MARKS[day.kind], WORDS[day.kind] + name, rests, day.date in ticked)


def plain_rest(on: date) -> bool:
    """Whether a day rests in a plain week: Saturday and Sunday."""
    return on.weekday() >= gregorian.SATURDAY


def special(dates: Iterable[date], ticked: set[date], names: dict[date, str]) -> tuple[list[Day], list[list[date]]]:
    """
    Of the days of a grid, which come in order, return the special days that a ticked grid means, and the stretches of rest that have no name yet.

    A tick turns a day round: a weekday rests, a Saturday or Sunday is worked. A stretch of rest days with a ticked one in it
    is a holiday; its name stands in `names` under its first day. A make-up day gets the name of the nearest holiday.
    """
    stretches = [stretch for stretch in _rests(dates, ticked) if any(on in ticked for on in stretch)]
    unnamed = [stretch for stretch in stretches if not names.get(stretch[0])]
    holidays = [Day(on, DayKind.HOLIDAY, names.get(stretch[0], "")) for stretch in stretches for on in stretch]
    worked = [on for on in sorted(ticked) if plain_rest(on)]
    return holidays + [Day(on, DayKind.MAKEUP_WORKDAY, _nearest(on, holidays)) for on in worked], unnamed


def _rests(dates: Iterable[date], ticked: set[date]) -> list[list[date]]:
    """Every stretch of days that rest, in order."""
    return stretches(on for on in dates if plain_rest(on) is not (on in ticked))


def _nearest(on: date, holidays: list[Day]) -> str:
    return min(holidays, key=lambda day: abs((day.date - on).days)).name if holidays else ""


def likely_name(stretch: list[date]) -> str:
    """The holiday that a stretch of rest most likely is, by its month; a person confirms it."""
    first = stretch[0]
    if first.month == 1 and first.day <= 3:
        return NEW_YEAR
    return LIKELY.get(first.month, "")


LIKELY = {
    1: SPRING,
    2: SPRING,
    4: TOMB_SWEEPING,
    5: LABOUR,
    6: DRAGON_BOAT,
    9: MID_AUTUMN,
    10: NATIONAL,
    12: NEW_YEAR,
}
