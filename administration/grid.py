"""The twelve months of a year as a page shows them. Nothing here decides what a day is: hall.worktime does."""

import calendar as gregorian
from dataclasses import dataclass
from datetime import date

from hall.worktime import Day, DayKind, WorkCalendar
from hall.worktime.spans import days_of, stretches

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
MARKS = {DayKind.HOLIDAY: "休", DayKind.MAKEUP_WORKDAY: "班", DayKind.WEEKEND: "", DayKind.WORKDAY: ""}
REST = "休息"
WORDS = {DayKind.HOLIDAY: REST, DayKind.MAKEUP_WORKDAY: "调休上班", DayKind.WEEKEND: REST, DayKind.WORKDAY: "上班"}
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
    weeks_of = gregorian.Calendar().monthdatescalendar
    return [
        Month(
            f"{month}月",
            [
                [_cell(days.day(on), on in closed, ticked or set()) if on.month == month else None for on in week]
                for week in weeks_of(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _cell(day: Day, is_closed: bool, ticked: set[date]) -> Cell:
    rests = plain_rest(day.date)
    name = f"（{day.name}）" if day.name else ""
    if is_closed and day.kind is DayKind.HOLIDAY:
        return Cell(day.date, CLOSED, "停", f"停办{name}", rests, day.date in ticked)
    return Cell(day.date, day.kind.value, MARKS[day.kind], WORDS[day.kind] + name, rests, day.date in ticked)


def plain_rest(on: date) -> bool:
    """Whether a day rests in a plain week: Saturday and Sunday."""
    return on.weekday() >= gregorian.SATURDAY


def special(year: int, ticked: set[date], names: dict[date, str]) -> tuple[list[Day], list[list[date]]]:
    """
    Return the special days that a ticked grid means, and the stretches of rest that have no name yet.

    A tick turns a day round: a weekday rests, a Saturday or Sunday is worked. A stretch of rest days with a ticked one in it
    is a holiday; its name stands in `names` under its first day. A make-up day gets the name of the nearest holiday.
    """
    stretches = [stretch for stretch in _rests(year, ticked) if any(on in ticked for on in stretch)]
    unnamed = [stretch for stretch in stretches if not names.get(stretch[0])]
    holidays = [Day(on, DayKind.HOLIDAY, names.get(stretch[0], "")) for stretch in stretches for on in stretch]
    worked = [on for on in sorted(ticked) if plain_rest(on)]
    return holidays + [Day(on, DayKind.MAKEUP_WORKDAY, _nearest(on, holidays)) for on in worked], unnamed


def _rests(year: int, ticked: set[date]) -> list[list[date]]:
    """Every stretch of days that rest, in order."""
    return stretches(on for on in days_of(year) if plain_rest(on) is not (on in ticked))


def _nearest(on: date, holidays: list[Day]) -> str:
    return min(holidays, key=lambda day: abs((day.date - on).days)).name if holidays else ""


def likely_name(stretch: list[date]) -> str:
    """The holiday that a stretch of rest most likely is, by its month; a person confirms it."""
    first = stretch[0]
    if first.month == 1 and first.day <= 3:
        return "元旦"
    return LIKELY.get(first.month, "")


LIKELY = {1: "春节", 2: "春节", 4: "清明节", 5: "劳动节", 6: "端午节", 9: "中秋节", 10: "国庆节", 12: "元旦"}
