"""How days, times and lengths are said to a citizen."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from hall.worktime.calendar import Day, DayKind

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
# Of a name that is celebrated; a closure's name says itself what it is.
FESTIVE_ENDINGS = ("节", "元旦", "假", "假期", "纪念日")


def say(day: date, year: int) -> str:
    """Return 10月11日, with the year when it is not the one that the reader has in mind."""
    return f"{'' if day.year == year else f'{day.year}年'}{day.month}月{day.day}日"


def say_run(run: Sequence[date], year: int) -> str:
    """Return 10月1日至10月8日; the year stands where it is not the one before it."""
    first, last = run[0], run[-1]
    return say(first, year) if first == last else f"{say(first, year)}至{say(last, first.year)}"


def in_full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def say_in_full(day: date) -> str:
    return f"{in_full(day)} {weekday(day)}"


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def clock(at: datetime) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分钟"


def ordinals(before: int, count: int) -> str:
    """Return which of the counted days these are: 第 3 日, 第 3 至 7 日."""
    return f"第 {before + 1} 日" if count == 1 else f"第 {before + 1} 至 {before + count} 日"


def is_festive(day: Day) -> bool:
    """Tell whether a rest day is celebrated (国庆节) and not a closure of the hall (大雪停办), by how its name ends."""
    return not day.name or day.name.endswith(FESTIVE_ENDINGS)


def rest_name(days: Sequence[Day]) -> str:
    """Return why rest days are not worked, each reason once: 国庆节、中秋节放假, 周六、周日, 大雪停办, 元旦放假、周六、周日."""
    parts = []
    for (kind, festive), run in groupby(days, key=lambda day: (day.kind, is_festive(day))):
        rests = list(run)
        if kind is not DayKind.HOLIDAY:
            parts += [weekday(day.date) for day in rests]
            continue
        parts.append("、".join(dict.fromkeys(day.name for day in rests if day.name)) + ("放假" if festive else ""))
    return "、".join(dict.fromkeys(parts))
