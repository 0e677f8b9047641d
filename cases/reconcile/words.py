"""How a stored and a derived value read beside each other. Pure."""

from datetime import datetime

from hall.worktime import WorkCalendar

NONE = "没有"


def moment(at: datetime | None, calendar: WorkCalendar) -> str:
    """``2026年11月20日 17:00:01``: to the second, for a second is what a breach may hang on."""
    if at is None:
        return NONE
    local = calendar.local(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"


def provisional(marked: bool) -> str:
    return "暂定" if marked else "不是暂定"


def minutes(count: int | None) -> str:
    return NONE if count is None else f"{count} 个工作分钟"


def cards(count: int) -> str:
    return f"{count} 张" if count else NONE
