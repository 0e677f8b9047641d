"""
The deadline calculator: questions about dates in, answers with their arithmetic out. Plain data, no case, nothing stored.

A question: ``{"id", "unit", "quantity", "start", "pauses"?, "direction"?}``. An answer: ``{"id", "due_at",
"counted_from", "provisional", "explanation"}``, or ``{"id", "error"}``. docs/calculator.md describes both.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, BinaryIO, cast

from hall.identifiers import is_text, readable
from hall.worktime import (
    CalendarRangeError,
    Due,
    Limit,
    Span,
    Unit,
    WorkCalendar,
    days_apart,
    due,
    due_before,
    explain,
    explain_before,
    is_provisional_between,
)

FIELDS = ("id", "unit", "quantity", "start", "pauses", "direction")
DIRECTIONS = ("forward", "backward")
MOST_PAUSES = 100
PUBLIC_YEARS = 10  # how far the public doors count: a far date is quick to find and long to explain
# All questions of one request to a public door together: a day is a step of the explanation, and asks each pause (decision 30)
PUBLIC_DAYS = 100_000
PUBLIC_PAUSES = 1_000
MOST_QUANTITY = 10_000_000  # more than any calendar has minutes for
LONGEST_ID = 200  # characters
LONGEST_LINE = 65_536  # bytes; a longer line is refused without being kept in memory
MOST_NAMES = 10  # unknown fields that one answer names

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
INSTANT = re.compile(DATE.pattern + r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?")
TWICE = "写了不止一次，留一个"
A_DATE = "写日期，如 2025-09-26"
AN_INSTANT = "写时刻或日期，如 2025-09-26T17:01:00+08:00 或 2025-09-26"


class BadQuestion(ValueError):
    """
    A question that cannot be answered.

    :param faults: a sentence for each field; under "" what belongs to the whole question.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("；".join(f"{field}：{sentence}" if field else sentence for field, sentence in faults.items()))


class TooMuch(ValueError):
    """Questions that are each in order, and together more than one request may ask."""


class Allowance:
    """What is left of the work that one request may ask of a public door, spent before the work is done."""

    def __init__(self) -> None:
        self.days, self.pauses = PUBLIC_DAYS, PUBLIC_PAUSES

    def take_pauses(self, question: Any) -> None:
        """:raises TooMuch: with the pauses of this question there are too many in all."""
        pauses = question.get("pauses") if isinstance(question, Mapping) else None
        self.pauses -= len(pauses) if isinstance(pauses, list) else 0
        if self.pauses < 0:
            raise TooMuch(f"各问的暂停合计最多 {PUBLIC_PAUSES:,} 段，分几次推算")

    def take_days(self, start: date, end: date) -> None:
        """:raises TooMuch: with the days of this question there are too many in all."""
        self.days -= days_apart(start, end)
        if self.days < 0:
            raise TooMuch(f"各问从起点到结果的天数合计最多 {PUBLIC_DAYS:,} 天，分几次推算")


# One question


def answer(
    question: Any, calendar: WorkCalendar, *, within_years: int | None = None, allowance: Allowance | None = None
) -> dict[str, Any]:
    """
    Return the answer to one question.

    :param within_years: how far the result may lie from the start; None: as far as the calendar reaches.
    :param allowance: what the request that it is one of may still ask; None: without bound.
    :raises BadQuestion: naming each field that has to be corrected.
    :raises TooMuch: if it is more than is left.
    """
    if allowance:
        allowance.take_pauses(question)
    fields = _read(question, calendar)
    ends = _result(fields, calendar)
    if within_years is not None and abs(ends.year - fields["start"].year) > within_years:
        raise BadQuestion({"quantity": f"最远推算 {within_years} 年"})
    if allowance:
        allowance.take_days(fields["start"], ends)
    return {"id": fields["id"], **_explained(fields, calendar)}


def answer_or_error(
    question: Any, calendar: WorkCalendar, *, within_years: int | None = None, allowance: Allowance | None = None
) -> dict[str, Any]:
    """
    Return the answer, or ``{"id", "error"}`` with the id as far as it can be read.

    :raises TooMuch: if it is more than is left of the allowance; nothing else.
    """
    try:
        return answer(question, calendar, within_years=within_years, allowance=allowance)
    except BadQuestion as bad:
        return {"id": id_of(question), "error": str(bad)}


def id_of(question: Any) -> str | int | None:
    value = question.get("id") if isinstance(question, Mapping) else None
    return value if _id_fault(value) is None else None


def _result(fields: dict[str, Any], calendar: WorkCalendar) -> date:
    """Return the day on which the limit ends. :raises BadQuestion: if the calendar does not reach so far."""
    limit, start, pauses = fields["limit"], fields["start"], fields["pauses"]
    try:
        if fields["direction"] == "backward":
            return due_before(limit, start, calendar)
        return cast(Due, due(limit, start, calendar, pauses)).due_at  # every pause of a question ends
    except CalendarRangeError as error:
        raise BadQuestion({_what_reaches_too_far(fields, calendar): str(error)}) from error


def _what_reaches_too_far(fields: dict[str, Any], calendar: WorkCalendar) -> str:
    if not fields["pauses"]:
        return "quantity"
    try:
        due(fields["limit"], fields["start"], calendar)
    except CalendarRangeError:
        return "quantity"
    return "pauses"


def _explained(fields: dict[str, Any], calendar: WorkCalendar) -> dict[str, Any]:
    limit, start = fields["limit"], fields["start"]
    if fields["direction"] == "backward":
        before = explain_before(limit, start, calendar)
        sentences, ends, counted_from = before.sentences(), before.result, start
        provisional = is_provisional_between(ends, start, calendar)
    else:
        explanation = explain(limit, start, calendar, fields["pauses"])
        ends, _, counted_from, provisional = cast(Due, explanation.result)
        sentences = explanation.sentences()
    return {
        "due_at": ends.isoformat(),
        "counted_from": counted_from.isoformat(),
        "provisional": provisional,
        "explanation": "\n".join(sentences),
    }


# Reading a question: every fault is told at once


def _read(question: Any, calendar: WorkCalendar) -> dict[str, Any]:
    if not isinstance(question, Mapping):
        raise BadQuestion({"": "一问要是一个 JSON 对象"})
    faults = {readable(name): "没有这一项" for name in [name for name in question if name not in FIELDS][:MOST_NAMES]}
    if fault := _id_fault(question.get("id")):
        faults["id"] = fault
    fields: dict[str, Any] = {"id": question.get("id")}

    def take(field: str, reader: Callable[..., Any], *more: Any) -> None:
        value = question.get(field)
        if value is _Twice:
            faults[field] = TWICE
            return
        try:
            fields[field] = reader(value, *more)
        except (CalendarRangeError, _Fault) as fault:
            faults[field] = str(fault)

    take("direction", _direction)
    backward = fields.get("direction") == "backward"
    take("unit", _unit, backward)
    take("quantity", _quantity)
    take("start", _day if backward else _instant, calendar)
    take("pauses", _pauses, backward)
    if faults:
        raise BadQuestion(faults)
    fields["limit"] = Limit(fields.pop("unit"), fields.pop("quantity"))
    return fields


class _Fault(ValueError):
    """What is wrong with one field."""


class _Twice:
    """Stands for the value of a field that a line gives more than once."""


def _id_fault(value: Any) -> str | None:
    if value is _Twice:
        return TWICE
    if value is None or value == "":
        return "写上这一问的编号"
    if isinstance(value, bool) or not isinstance(value, str | int):
        return "要是文字或整数"
    if isinstance(value, str) and (len(value) > LONGEST_ID or not is_text(value)):
        return f"最多 {LONGEST_ID} 个字，不能有写不出来的字符"
    if isinstance(value, int) and abs(value) >= 10**LONGEST_ID:
        return f"最多 {LONGEST_ID} 位"
    return None


def _direction(value: Any) -> str:
    if value is None:
        return "forward"
    if value not in DIRECTIONS:
        raise _Fault("写 forward（往后数）或 backward（往前数）")
    return value


def _unit(value: Any, backward: bool) -> Unit:
    if not isinstance(value, str) or value not in list(Unit):
        raise _Fault(f"写 {'、'.join(Unit)} 中的一个")
    if backward and value == Unit.WORKING_MINUTE:
        raise _Fault("按工作分钟计的时限不能往前数，写 working_day、natural_day 或 month")
    return Unit(value)


def _quantity(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _Fault("要是大于 0 的整数")
    if value > MOST_QUANTITY:
        raise _Fault(f"最大是 {MOST_QUANTITY}")
    return value


def _instant(value: Any, calendar: WorkCalendar) -> datetime:
    """A start: a time without an offset is the hall's; a date alone is that day at opening."""
    if not isinstance(value, str):
        raise _Fault(AN_INSTANT)
    if DATE.fullmatch(value):
        return calendar.opens(_day(value, calendar))
    if not INSTANT.fullmatch(value):
        raise _Fault(AN_INSTANT)
    try:
        at = datetime.fromisoformat(value)
        at = at.replace(tzinfo=calendar.zone) if at.tzinfo is None else calendar.local(at)
    except (ValueError, OverflowError):
        raise _Fault("没有这个时刻，核对年月日、时分秒和时差") from None
    calendar.day(at.date())
    return at


def _day(value: Any, calendar: WorkCalendar) -> date:
    return calendar.day(_date(value, A_DATE)).date


def _date(value: Any, sentence: str) -> date:
    if not isinstance(value, str) or not DATE.fullmatch(value):
        raise _Fault(sentence)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _Fault(f"没有 {value} 这一天") from None


def _pauses(value: Any, backward: bool) -> tuple[Span, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _Fault('写成 [["2025-11-05", "2025-11-18"]]，每段两个日期，头尾都算')
    if backward and value:
        raise _Fault("往前数的没有暂停，去掉这一项")
    if len(value) > MOST_PAUSES:
        raise _Fault(f"最多 {MOST_PAUSES} 段")
    return tuple(_pause(number, pair) for number, pair in enumerate(value, 1))


def _pause(number: int, pair: Any) -> Span:
    sentence = f"第 {number} 段要有开始和结束两个日期，如 2025-11-05 和 2025-11-18"
    if not isinstance(pair, list) or len(pair) != 2:
        raise _Fault(sentence)
    starts_on, ends_on = (_date(each, sentence) for each in pair)
    if ends_on < starts_on:
        raise _Fault(f"第 {number} 段的结束日 {ends_on} 早于开始日 {starts_on}")
    return Span(starts_on, ends_on)


# Many questions, one on a line


def answers(
    lines: Iterable[bytes],
    calendar: WorkCalendar,
    *,
    within_years: int | None = None,
    allowance: Allowance | None = None,
) -> Iterator[str]:
    """
    Yield a line of JSON for every line that is not blank, in the same order, whatever the line holds.

    :raises TooMuch: at the line that is more than is left of the allowance.
    """
    for number, line in enumerate(lines, 1):
        if reply := _answer_line(number, line, calendar, within_years, allowance):
            yield json.dumps(reply, ensure_ascii=False)


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; of a line that is too long only its beginning, which is too long as well."""
    while line := file.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE + 1)
        yield line


def _answer_line(
    number: int, line: bytes, calendar: WorkCalendar, within_years: int | None, allowance: Allowance | None
) -> dict[str, Any] | None:
    line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
    if not line.strip():
        return None
    try:
        question = _question_on(line)
    except BadQuestion as bad:
        return {"id": None, "error": f"第 {number} 行：{bad}"}
    reply = answer_or_error(question, calendar, within_years=within_years, allowance=allowance)
    if reply["id"] is None:
        reply["error"] = f"第 {number} 行：{reply['error']}"
    return reply


def _question_on(line: bytes) -> Any:
    if len(line) > LONGEST_LINE:
        raise BadQuestion({"": f"太长，一行最多 {LONGEST_LINE} 个字节"})
    try:
        return json.loads(line.decode("utf-8"), parse_int=_whole, object_pairs_hook=_once_each)
    except UnicodeDecodeError:
        raise BadQuestion({"": "不是 UTF-8 文字"}) from None
    except (ValueError, RecursionError):
        raise BadQuestion({"": "不是正确的 JSON"}) from None


def _whole(digits: str) -> int:
    """Return a number, of which the end is cut off when it is far beyond anything asked for: Python reads 4,300 digits at most."""
    return int(digits[: 2 * LONGEST_ID])


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    question = dict(pairs)
    if len(question) < len(pairs):
        names: set[str] = set()
        question |= {name: _Twice for name, _ in pairs if name in names or names.add(name)}  # type: ignore[func-returns-value]
    return question
