"""
Which days of a year are holidays by law, so that a year's arrangement can be asked what it lacks. Pure.

《全国年节及纪念日放假办法》第二条 names the festivals on which everybody rests, with their days: those of the common calendar by
date, the others (春节, 清明节, 端午节, 中秋节) by the farmer's calendar, so a sheet is asked for them by name. 第六条: what falls on a
Saturday or Sunday is given on a working day instead; the notice of the State Council moves days, it takes none away.

| in force from | 元旦 | 春节 | 清明节 | 劳动节 | 端午节 | 中秋节 | 国庆节 | days |
|---|---|---|---|---|---|---|---|---|
| 1999-09-18 | 1 | 3 | – | 3 | – | – | 3 | 10 |
| 2008-01-01 | 1 | 3 | 1 | 1 | 1 | 1 | 3 | 11 |
| 2025-01-01 | 1 | 4 | 1 | 2 | 1 | 1 | 3 | 13 |

The revision of 2014 changed which three days 春节 has, not how many.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hall.worktime import Day, DayKind
from hall.worktime.calendar import WORKED, plain_day
from hall.worktime.spans import days_of

NEW_YEAR, SPRING, TOMB_SWEEPING, LABOUR = "元旦", "春节", "清明节", "劳动节"
DRAGON_BOAT, MID_AUTUMN, NATIONAL = "端午节", "中秋节", "国庆节"
SINCE_2008 = TOMB_SWEEPING, DRAGON_BOAT, MID_AUTUMN
# A make-up day that nobody has named belongs to 元旦 from the first of these days of December or up to the last of January.
NEW_YEAR_FROM, NEW_YEAR_UP_TO = (12, 25), (1, 10)


@dataclass(frozen=True)
class Festival:
    """A festival of the law: so many days, from a day of the common calendar (month, day), or by its name only."""

    name: str
    days: int
    begins: tuple[int, int] | None = None

    def lacking(self, holidays: Sequence[Day], year: int) -> str:
        """What of it is no holiday: ``劳动节5月2日``, ``春节4天（只有3天）``; "" if nothing."""
        if self.begins:
            month, first = self.begins
            rests = {day.date for day in holidays}
            dates = [date(year, month, first + more) for more in range(self.days)]
            days = [f"{on.month}月{on.day}日" for on in dates if on not in rests]
            return self.name + "、".join(days) if days else ""
        named = sum(self.name[:2] in day.name for day in holidays)  # 清明 is said for 清明节
        if named >= self.days:
            return ""
        return f"{self.name}{self.days}天" + (f"（只有{named}天）" if named else "")


def _law(spring: int, labour: int, *, three_more: bool = True) -> tuple[Festival, ...]:
    clear, dragon_boat, moon = ((Festival(name, 1),) if three_more else () for name in SINCE_2008)
    new_year, national = Festival(NEW_YEAR, 1, (1, 1)), Festival(NATIONAL, 3, (10, 1))
    return new_year, Festival(SPRING, spring), *clear, Festival(LABOUR, labour, (5, 1)), *dragon_boat, *moon, national


# The law by the first year of each version, the latest first
VERSIONS = {2025: _law(4, 2), 2008: _law(3, 1), 2000: _law(3, 3, three_more=False)}


def festivals(year: int) -> tuple[Festival, ...]:
    """The festivals of a year, by the version of the law in force in it."""
    return next((law for since, law in VERSIONS.items() if year >= since), VERSIONS[2000])


def lacking(year: int, days: Iterable[Day]) -> str:
    """
    Say which holidays of the law a year's days do not hold, in one line; "" if none lacks: the year can be official.

    :param days: the year's days; plain ones may be left out.
    """
    of_year = [day for day in days if day.date.year == year]
    holidays = [day for day in of_year if day.kind is DayKind.HOLIDAY]
    law = festivals(year)
    missing = [words for festival in law if (words := festival.lacking(holidays, year))]
    if not missing and (owed := sum(each.days for each in law if each.name != NEW_YEAR) - _free(of_year)) > 0:
        missing = [f"适逢周末的补假{owed}天"]
    return "、".join(missing)


def _free(days: Iterable[Day]) -> int:
    """
    How many working days a year's arrangement leaves out, make-up days taken off: each day of the law is one of them, wherever
    it was moved. 元旦 is left aside: its days may be moved into the year before.
    """
    own = [day for day in days if not _is_of_new_year(day)]
    rests = sum(day.kind is DayKind.HOLIDAY and plain_day(day.date).kind in WORKED for day in own)
    return rests - sum(day.kind is DayKind.MAKEUP_WORKDAY for day in own)


def _is_of_new_year(day: Day) -> bool:
    at_the_turn = not (NEW_YEAR_UP_TO < (day.date.month, day.date.day) < NEW_YEAR_FROM)
    return NEW_YEAR in day.name or (not day.name and at_the_turn)


def impossible(year: int, days: Iterable[Day]) -> str:
    """Say why these can be the days of no year at all: nothing is worked, or nothing is a holiday; "" if they can."""
    of_year = {**{on: plain_day(on) for on in days_of(year)}, **{day.date: day for day in days}}
    kinds = {day.kind for day in of_year.values()}
    if DayKind.HOLIDAY not in kinds:
        return f"{year}年没有一天放假，这不是一年的安排"
    return "" if kinds & WORKED else f"{year}年没有一天上班，这不是一年的安排"
