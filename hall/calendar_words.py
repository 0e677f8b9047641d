"""How the days of a notice, and what a change moves among them, are said to the administrator. Nothing here asks or decides."""

from collections.abc import Sequence
from datetime import date

from hall.calendar_facts import Content, special_days, whole_year
from hall.worktime import Day, DayKind
from hall.worktime.spans import stretches

NO_MAKEUP_DAY = "没有一天调休上班，历年的通知都有：核对这是国务院公布的安排，不是推算的"
REST = "休息"
WORDS = {DayKind.HOLIDAY: REST, DayKind.MAKEUP_WORKDAY: "调休上班", DayKind.WEEKEND: REST, DayKind.WORKDAY: "上班"}


def days_words(stretch: Sequence[date]) -> str:
    """``1月1日至3日``, ``12月31日``."""
    first, last = stretch[0], stretch[-1]
    if first == last:
        return f"{first.month}月{first.day}日"
    month = "" if first.month == last.month else f"{last.month}月"
    return f"{first.month}月{first.day}日至{month}{last.day}日"


def notice_lines(content: Content) -> list[str]:
    """A notice in its own manner: ``元旦：1月1日至3日休息；1月4日上班``."""
    days = sorted(special_days(content), key=lambda day: day.date) if content else []
    special = [day for kind in (DayKind.HOLIDAY, DayKind.MAKEUP_WORKDAY) for day in days if day.kind is kind]
    names = dict.fromkeys(day.name for day in special)  # by the first day of the holiday
    return [_holiday(name, [day for day in days if day.name == name]) for name in names]


def _holiday(name: str, days: list[Day]) -> str:
    rests = [day.date for day in days if day.kind is DayKind.HOLIDAY]
    worked = [day.date for day in days if day.kind is DayKind.MAKEUP_WORKDAY]
    parts = [f"{days_words(stretch)}休息" for stretch in stretches(rests)]
    parts += ["、".join(days_words([on]) for on in worked) + "上班"] if worked else []
    return f"{name or '调休'}：{'；'.join(parts)}"


def changed_lines(year: int, before: Content, content: Content) -> list[str]:
    """Each day of a year that stood otherwise: ``12月31日：上班改为休息（元旦）``."""
    pairs = zip(_whole(year, before), _whole(year, content), strict=True)
    return [
        f"{days_words([new.date])}：{_words(old)}改为{_words(new)}" for old, new in pairs if _words(old) != _words(new)
    ]


def has_no_makeup_day(content: Content) -> bool:
    return not any(day.kind is DayKind.MAKEUP_WORKDAY for day in special_days(content or {"days": {}}))


def _whole(year: int, content: Content) -> list[Day]:
    return whole_year(year, special_days(content) if content else [])


def _words(day: Day) -> str:
    return WORDS[day.kind] + (f"（{day.name}）" if day.name else "")
