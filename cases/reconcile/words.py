"""How a stored and a derived value read beside each other. Pure."""

from datetime import datetime

from cases.rules import CARD_WORDS, LAMP_WORDS, RULES, VERDICT_WORDS, CardLevel, Lamp, Verdict
from hall.worktime import WorkCalendar

NONE = "没有"


def moment(at: datetime | None, calendar: WorkCalendar) -> str:
    """``2026年11月20日 17:00:01``: to the second, for a second is what a breach may hang on."""
    if at is None:
        return NONE
    local = calendar.local(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"


def lamp(code: int) -> str:
    return LAMP_WORDS[Lamp(code)]


def level(code: str) -> str:
    return CARD_WORDS[CardLevel(code)]


def verdict(code: str) -> str:
    return VERDICT_WORDS[Verdict(code)]


def rule(code: str) -> str:
    return RULES[code].words


def provisional(marked: bool) -> str:
    return "暂定" if marked else "不是暂定"


def minutes(count: int | None) -> str:
    return NONE if count is None else f"{count} 个工作分钟"


def cards(count: int) -> str:
    return f"{count} 张" if count else NONE
