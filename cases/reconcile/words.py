"""How a stored and a derived value read beside each other. Pure."""

from collections.abc import Iterable
from datetime import datetime

from cases.reconcile.facts import ANYBODY
from hall.worktime import Unit, WorkCalendar

NONE = "没有"
MOST = 5  # instants side by side
UNITS: dict[str, str] = {
    Unit.WORKING_DAY: "个工作日",
    Unit.NATURAL_DAY: "个自然日",
    Unit.MONTH: "个月",
    Unit.WORKING_MINUTE: "个工作分钟",
}


def moment(at: datetime | None, calendar: WorkCalendar) -> str:
    """``2026年11月20日 17:00:01``: to the second, for a second is what a breach may hang on."""
    if at is None:
        return NONE
    local = calendar.local(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"


def moments(several: Iterable[datetime], calendar: WorkCalendar) -> str:
    """The latest of them, with the earlier ones before it, as far as there is room (Discrepancy.derived)."""
    return "、".join(moment(at, calendar) for at in sorted(set(several))[-MOST:]) or NONE


def length(unit: str, quantity: int) -> str:
    return f"{quantity} {UNITS[unit]}"


def provisional(marked: bool) -> str:
    return "暂定" if marked else "不是暂定"


def minutes(count: int | None) -> str:
    return NONE if count is None else f"{count} 个工作分钟"


def person(key: int | None) -> str:
    """By the number of the account: the check names nobody."""
    return NONE if key is None else f"账号 {key}"


def liable(owner: int | None, department: int | None) -> str:
    return f"{person(owner)}，{'投诉举报中心' if department is None else f'部门 {department}'}"


def cards(count: int) -> str:
    return f"{count} 张" if count else NONE


def deed(name: str, at: datetime | None, by: int | None, calendar: WorkCalendar) -> str:
    """``准予，2025年11月3日 15:00:00，账号 7``: an act, its instant as far as it is kept, and who did it (ANYBODY: that is not kept)."""
    who = "" if by == ANYBODY else "系统" if by is None else person(by)
    return "，".join(filter(None, (name, moment(at, calendar) if at else "", who)))
