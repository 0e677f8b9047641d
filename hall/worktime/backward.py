"""The arithmetic behind a day that lies a whole limit before another: "30 days before expiry" (rule T12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from hall.worktime.calendar import WorkCalendar
from hall.worktime.counting import Limit, Unit, due_before, is_provisional_between
from hall.worktime.explanation import Line, LineKind, counted_days, provisional_line, rest_days, working_key
from hall.worktime.wording import ordinals, rest_name, say, say_in_full, say_run


@dataclass(frozen=True)
class BackwardExplanation:
    """How `result` came about, counted backwards from `start`, which is not counted."""

    start: date
    lines: tuple[Line, ...]
    result: date

    def sentences(self) -> list[str]:
        return [line.text for line in self.lines]


def explain_before(limit: Limit, expires_on: date, calendar: WorkCalendar, event: str = "") -> BackwardExplanation:
    """Return the steps from the day on which something happens (`event`, e.g. 到期) back to the last day in time."""
    result = due_before(limit, expires_on, calendar)
    lines = [_start_line(limit, expires_on, event), *_STEPS[limit.unit](limit, expires_on, result, calendar)]
    lines.append(Line(LineKind.RESULT, result, result, f"最晚日期：{say_in_full(result)}"))
    if is_provisional_between(result, expires_on, calendar):
        lines.append(provisional_line(result.year, expires_on.year, calendar, "最晚日期"))
    return BackwardExplanation(expires_on, tuple(lines), result)


def _start_line(limit: Limit, day: date, event: str) -> Line:
    begins = f"{say_in_full(day)} {event}，往前数" if event else f"从 {say_in_full(day)} 往前数"
    text = f"{begins}，当日不计{_HOW_COUNTED[limit.unit]}"
    return Line(LineKind.START, day, day, text)


_HOW_COUNTED = {Unit.WORKING_DAY: "，只计工作日", Unit.NATURAL_DAY: "，休息日也计入", Unit.MONTH: "，按月对应"}


def _working_day_steps(limit: Limit, expires_on: date, result: date, calendar: WorkCalendar) -> Iterator[Line]:
    number = 0
    days = [date.fromordinal(day) for day in range(expires_on.toordinal() - 1, result.toordinal() - 1, -1)]
    for (kind, _reason), run in groupby(days, key=lambda day: working_key(day, calendar)):
        forwards = list(run)[::-1]
        if kind is LineKind.SKIPPED:
            yield rest_days(forwards, expires_on.year, calendar)
            continue
        yield counted_days(kind, forwards, number, expires_on.year)
        number += len(forwards)


def _natural_day_steps(limit: Limit, expires_on: date, result: date, calendar: WorkCalendar) -> Iterator[Line]:
    run = [result, date.fromordinal(expires_on.toordinal() - 1)]
    text = f"{say_run(run, expires_on.year)}，计入：{ordinals(0, limit.quantity)}"
    yield Line(LineKind.COUNTED, run[0], run[1], text, limit.quantity)
    yield from _not_moved(result, expires_on.year, calendar)


def _month_steps(limit: Limit, expires_on: date, result: date, calendar: WorkCalendar) -> Iterator[Line]:
    missing = f"，{result.month}月没有 {expires_on.day} 日，取月末" if result.day != expires_on.day else ""
    text = f"往前 {limit.quantity} 个月，对应 {say(result, expires_on.year)}{missing}"
    yield Line(LineKind.COUNTED, result, date.fromordinal(expires_on.toordinal() - 1), text, limit.quantity)
    yield from _not_moved(result, expires_on.year, calendar)


def _not_moved(result: date, year: int, calendar: WorkCalendar) -> Iterator[Line]:
    if calendar.is_workday(result):
        return
    text = f"{say(result, year)} 逢{rest_name([calendar.day(result)])}，不往后顺延：推后就不足规定的时间"
    yield Line(LineKind.SKIPPED, result, result, text)


_STEPS = {Unit.WORKING_DAY: _working_day_steps, Unit.NATURAL_DAY: _natural_day_steps, Unit.MONTH: _month_steps}
