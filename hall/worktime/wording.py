"""How days, times and lengths are said to a citizen."""

from collections.abc import Sequence
from datetime import date, datetime

from hall.worktime.calendar import Day, DayKind

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
FESTIVE_ENDINGS = (
    "节",
    "元旦",
    "假",
    "假期",
    "纪念日",
)  # of a name that is celebrated; a closure's name says itself what it is


def say(day: date, year: int) -> str:
    """Return 10月11日, with the year when it is not the one that the reader has in mind."""
    return f"{'' if day.year == year else f'{day.year}年'}{day.month}月{day.day}日"


def say_run(run: Sequence[date], year: int) -> str:
    return say(run[0], year) if run[0] == run[-1] else f"{say(run[0], year)}至{say(run[-1], year)}"


def say_in_full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日 {weekday(day)}"


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


def rest_name(days: Sequence[Day]) -> str:
    """Return why these rest days of one kind are not worked: 国庆节、中秋节放假, 周六、周日, 台风停止对外办公."""
    if days[0].kind is not DayKind.HOLIDAY:
        return "、".join(weekday(day.date) for day in days)
    names = list(dict.fromkeys(day.name for day in days if day.name))
    festive = not names or names[-1].endswith(FESTIVE_ENDINGS)
    return "、".join(names) + ("放假" if festive else "")
