"""How clocks read on a screen: remaining time in half-days, and the panel that explains a date."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from cases.clocks import explanation, is_broken
from cases.models import Deadline
from cases.rules import LAMP_WORDS, RULES, VERDICT_WORDS, Lamp, Verdict
from hall import calendar
from hall.local_time import day_of, local
from hall.worktime import HALF_DAY_MINUTES, CalendarRangeError, Unit, WorkCalendar

REPLACED = "已被延长后的时限代替"
ENDS_TODAY = "今日到期"
HAS_ENDED = "已结束"
PROVISIONAL = "（暂定）"  # templates/_parts/provisional.html says the same with its reason
NO_LAMP = {"lamp": "", "word": "", "text": "", "provisional": False}  # of a case on which no clock runs
LAMPS = {int(lamp): lamp for lamp in Lamp}
NAMES = {lamp: lamp.name.lower() for lamp in Lamp}
BROKEN = {Lamp.RED, Lamp.DEEP_RED}
IS_PAST = "已过"  # a soft limit (a target, a paper promised by the applicant): past, and no violation


def moment(at: datetime) -> str:
    """``2026年11月20日 17:00``."""
    there = local(at)
    return f"{there.year}年{there.month}月{there.day}日 {there:%H:%M}"


def short_moment(at: datetime, *, seen_at: datetime | None = None) -> str:
    """``11月20日 17:00``, for a list of running clocks; with its year where it is seen in another one."""
    there = local(at)
    other = seen_at is not None and local(seen_at).year != there.year
    return f"{f'{there.year}年' if other else ''}{there.month}月{there.day}日 {there:%H:%M}"


def half_day(at: datetime) -> str:
    """``2026年11月20日 上午``, ``2026年11月20日 下班后``: of a complaint nobody reads more (decision 8)."""
    there = local(at)
    return f"{there.year}年{there.month}月{there.day}日 {calendar.current().part_of_day(at)}"


def moment_of(text: str) -> str:
    """An instant as it stands in an event's facts."""
    return moment(datetime.fromisoformat(text))


def moment_at(seconds: int) -> str:
    """An instant as cases.moves has it."""
    return moment(datetime.fromtimestamp(seconds, tz=UTC))


def marked(text: str, provisional: bool | None) -> str:
    """
    A due moment in a sentence, with （暂定） behind it while a year on the way has no official calendar. Whoever says that something is
    due before that moment asks `before`: the mark stands behind all of it.
    """
    return f"{text}{PROVISIONAL}" if provisional else text


def before(due_at: datetime, provisional: bool | None) -> str:
    """``2026年11月20日 17:00 前``, ``2027年1月11日 17:00 前（暂定）``: by when, as screens, letters to staff and papers say it."""
    return marked(f"{moment(due_at)} 前", provisional)


def mark_behind(text: str) -> str:
    """The same of a text whose template writes the 前 behind a marked moment."""
    return re.sub(f"{PROVISIONAL}( ?前)", rf"\1{PROVISIONAL}", text)


def remaining(deadline: Deadline, *, at: datetime, calendar_now: WorkCalendar | None = None) -> str:
    """
    ``剩 3 个半天``, ``今日到期``, ``超 2 个半天``, ``暂停``; a clock that has ended says how.

    :param calendar_now: a list reads the calendar once and gives it here, or each row would ask for it.
    """
    if deadline.met_at is not None:
        late = f" {half_days(deadline.late_by_minutes or 0)} 个半天" if deadline.verdict == Verdict.LATE else ""
        return VERDICT_WORDS[deadline.verdict] + late
    if deadline.superseded_at is not None:
        return REPLACED
    if deadline.is_stopped:
        return "暂停"
    calendar_now = calendar_now or calendar.current()
    try:
        between = calendar_now.minutes_between(min(deadline.due_at, at), max(deadline.due_at, at))
    except CalendarRangeError:  # a row that no act has written takes no list away (decision 91)
        return "算不出"
    return _left(deadline, between, at=at)


def _left(deadline: Deadline, left: float, *, at: datetime) -> str:
    """:param left: working minutes between now and the due moment, whichever is first."""
    if is_broken(deadline, at=at):
        return f"超 {half_days(left)} 个半天"
    if deadline.unit == Unit.WORKING_MINUTE:
        return f"剩 {math.ceil(left)} 分钟"
    if day_of(at) == day_of(deadline.due_at):
        return f"{ENDS_TODAY}，剩 {half_days(left)} 个半天"
    return f"剩 {half_days(left)} 个半天"


def half_days(minutes: float) -> int:
    """Working minutes as half working days of 210 minutes, begun ones counted whole, never less than one."""
    return max(1, math.ceil(minutes / HALF_DAY_MINUTES))


def lamp_at(deadline: Deadline, *, at: datetime) -> str:
    """
    The lamp's code name at an instant: what the sweep has written, or will write within the minute.

    A screen opened between the due moment and the next sweep must not show green.
    """
    return NAMES[_lamp(deadline, at=at)]


def _lamp(deadline: Deadline, *, at: datetime) -> Lamp:
    lamp = LAMPS[deadline.lamp]
    if lamp not in BROKEN and deadline.runs and not deadline.is_stopped:
        terms = RULES[deadline.rule]
        if is_broken(deadline, at=at):
            return terms.broken
        if at >= deadline.warn_at and not terms.quiet:
            return Lamp.YELLOW
    return lamp


def lamp_word(deadline: Deadline, *, at: datetime) -> str:
    """
    The word on a lamp. Colours are those of rules.md §10; where the word of a colour would contradict what stands beside it, the
    lamp says how the limit stands: what has ended, or a soft limit that is over, is no warning any more, and what ends today is not
    just 正常.
    """
    return _word(deadline, _lamp(deadline, at=at), at=at)


def _word(deadline: Deadline, lamp: Lamp, *, at: datetime) -> str:
    if lamp is Lamp.YELLOW and not deadline.runs:
        return HAS_ENDED
    if lamp is Lamp.YELLOW and is_broken(deadline, at=at):
        return IS_PAST
    if lamp is Lamp.GREEN and deadline.runs and day_of(at) == day_of(deadline.due_at):
        return ENDS_TODAY
    return LAMP_WORDS[lamp]


def lamp_of(deadline: Deadline, *, at: datetime, days: WorkCalendar | None = None) -> dict[str, Any]:
    """
    A running clock as a lamp, {lamp, word, text, provisional}: the text names the limit it speaks of, and what remains of it.

    :param days: a list reads the calendar once and gives it here.
    """
    words, lamp = RULES[deadline.rule].words, _lamp(deadline, at=at)
    word = _word(deadline, lamp, at=at)
    if deadline.is_stopped:
        return {"lamp": "grey", "word": word, "text": words, "provisional": False}
    left = remaining(deadline, at=at, calendar_now=days).removeprefix(f"{word}，")
    return {"lamp": NAMES[lamp], "word": word, "text": f"{words} {left}", "provisional": deadline.provisional}


def limit_panel(deadline: Deadline, *, at: datetime) -> dict[str, Any]:
    """What ``_parts/limits.html`` shows for one clock: both numbers, the article, and the arithmetic line by line."""
    sentences = explanation(deadline).sentences()
    return {
        "title": RULES[deadline.rule].title,
        "due": f"{moment(deadline.due_at)} 前" if not deadline.is_stopped else "暂停计时，恢复后重新推算",
        "lamp": lamp_at(deadline, at=at),
        "word": (word := lamp_word(deadline, at=at)),
        "text": remaining(deadline, at=at).removeprefix(f"{word}，"),
        "note": deadline.article,
        "runs": deadline.runs,
        "provisional": deadline.provisional,
        "lines": sentences[:-1],
        "result": sentences[-1] if sentences else "",
    }


def limit_panels(deadlines: list[Deadline], *, at: datetime) -> list[dict[str, Any]]:
    """Panels of the clocks that were not superseded, in the order of their due moments."""
    current = [deadline for deadline in deadlines if deadline.superseded_at is None]
    return [limit_panel(deadline, at=at) for deadline in sorted(current, key=lambda each: (each.due_at, each.pk))]


def in_dates(deadlines: list[Deadline], *, at: datetime) -> list[dict[str, Any]]:
    """The same panels for whoever is not of the hall: a running clock says its date only, half-days are the hall's own measure."""
    return [panel | {"text": ""} if panel["runs"] else panel for panel in limit_panels(deadlines, at=at)]


def worst_clock(deadlines: Iterable[Deadline], *, at: datetime) -> Deadline | None:
    """The running clock that stands for a case: the worst lamp, of these the one due first. None if none runs."""
    running = [deadline for deadline in deadlines if deadline.runs]
    if len(running) < 2:
        return running[0] if running else None
    return min(running, key=lambda each: (-_lamp(each, at=at), each.due_at, each.pk))


def headline(deadlines: Iterable[Deadline], *, at: datetime) -> dict[str, Any]:
    """The lamp beside the title of a case: the clock that stands for it; empty when none runs."""
    clock = worst_clock(deadlines, at=at)
    return lamp_of(clock, at=at) if clock else NO_LAMP


def limit_cell(deadlines: list[Deadline], *, counted: str, at: datetime, days: WorkCalendar) -> Any:
    """
    Of a case in a list the running clock, as a lamp with its due moment; of an ended case, how its last one ended.

    :param counted: the address of its arithmetic.
    """
    running = worst_clock(deadlines, at=at)
    if running is None:
        last = max(deadlines, key=lambda each: each.started_at, default=None)
        return remaining(last, at=at, calendar_now=days) if last else None
    return dated_lamp(running, at=at, days=days) | {"href": counted}


def dated_lamp(deadline: Deadline, *, at: datetime, days: WorkCalendar) -> dict[str, Any]:
    """The lamp of a clock in a list, with its due moment behind what remains."""
    lamp = lamp_of(deadline, at=at, days=days)
    return (
        lamp
        if deadline.is_stopped
        else lamp | {"text": f"{lamp['text']} · {short_moment(deadline.due_at, seen_at=at)}"}
    )
