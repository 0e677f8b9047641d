"""The arithmetic behind a due moment, in plain sentences that a citizen can check. Built only when asked for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from hall.worktime.calendar import DayKind, WorkCalendar
from hall.worktime.counting import Due, Limit, Unit, due, last_natural_day, month_later
from hall.worktime.spans import Span
from hall.worktime.wording import clock, is_festive, length, ordinals, rest_name, say, say_in_full, say_run, weekday

ONE_BY_ONE = 10  # up to so many working days each counted day has its own line
DAY = timedelta(days=1)


class LineKind(StrEnum):
    START = "start"
    COUNTED = "counted"
    SKIPPED = "skipped"
    MAKEUP = "makeup"
    PAUSED = "paused"
    ROLLED = "rolled"
    EXTENDED = "extended"  # written by whoever knows of the extension, not here
    RESULT = "result"
    PROVISIONAL = "provisional"


@dataclass(frozen=True)
class Line:
    """One step: its days (both included), its sentence, and how much of the limit it uses, in the limit's unit."""

    kind: LineKind
    starts_on: date
    ends_on: date
    text: str
    counted: float = 0


@dataclass(frozen=True)
class Explanation:
    """How `result` came about, step by step; without a result the clock stands still."""

    start: datetime
    lines: tuple[Line, ...]
    result: Due | None

    def sentences(self) -> list[str]:
        return [line.text for line in self.lines]


def explain(
    limit: Limit,
    started_at: datetime,
    calendar: WorkCalendar,
    pauses: Sequence[Span] = (),
    event: str = "收到",
    to_the_half_day: bool = False,
) -> Explanation:
    """
    Return the steps from the start to the due moment, or to the pause that has not ended. `event` names the start.

    :param to_the_half_day: of the start only its half-day is known (`WorkCalendar.half_day_begins`): no minute is said.
    """
    story = _Story(limit, calendar.local(started_at), calendar, tuple(pauses), event)
    story.started = calendar.part_of_day(started_at) if to_the_half_day else clock(story.start)
    lines = [*_start_lines(story), *_STEPS[limit.unit](story), *_end_lines(story)]
    return Explanation(start=story.start, lines=tuple(lines), result=story.result)


class _Story:
    """What is known before the first sentence: the facts given, the result, and where the telling ends."""

    def __init__(self, limit: Limit, start: datetime, calendar: WorkCalendar, pauses: tuple[Span, ...], event: str):
        self.limit, self.start, self.calendar, self.pauses, self.event = limit, start, calendar, pauses, event
        self.started = clock(start)  # the time of the start, in words
        self.result = due(limit, start, calendar, pauses)
        stops = [pause.starts_on for pause in pauses if pause.is_open]
        self.stopped_on = min(stops) if stops else None
        if limit.unit is Unit.WORKING_MINUTE:
            self.runs_from = calendar.local(calendar.next_office_moment(start))
            self.zero = self.runs_from.date()
        else:
            self.zero = calendar.received_on(start)

    def pause_on(self, day: date) -> Span | None:
        return next((pause for pause in self.pauses if pause.covers(day)), None) if self.pauses else None

    def days(self, first: date, last: date | None = None) -> Iterator[date]:
        """Yield the days from `first` to `last` (or to the due day), but none after the day on which the clock stopped."""
        ends = [day for day in (last, self.result and self.result.due_at.date(), self.stopped_on) if day]
        for ordinal in range(first.toordinal(), min(ends).toordinal() + 1):
            yield date.fromordinal(ordinal)

    def say(self, day: date) -> str:
        return say(day, self.start.year)

    def say_run(self, run: Sequence[date]) -> str:
        return say_run(run, self.start.year)

    def line(self, kind: LineKind, run: Sequence[date], text: str, counted: float = 0) -> Line:
        return Line(kind, run[0], run[-1], text, counted)


# The start


def _start_lines(story: _Story) -> Iterator[Line]:
    day = story.start.date()
    happened = f"{story.say(day)} {weekday(day)} {story.started} {story.event}"
    if story.limit.unit is Unit.WORKING_MINUTE:
        yield story.line(LineKind.START, [day, story.zero], happened + _when_minutes_begin(story))
        return
    if story.zero != day:
        happened += f"，{_why_not_today(story)}，按下一工作日 {_next_workday(story)}计"
    yield story.line(LineKind.START, [day, story.zero], happened)
    yield story.line(LineKind.START, [story.zero], f"{story.say(story.zero)} 当日不计{_how_days_count(story)}")


def _how_days_count(story: _Story) -> str:
    rest_days_too = story.limit.unit is not Unit.WORKING_DAY
    days = (day for day in story.days(story.zero + DAY) if rest_days_too or story.calendar.is_workday(day))
    first = next((day for day in days if not story.pause_on(day)), None)
    begins = f"，从 {story.say(first)} 起算" if first else ""
    return f"{begins}，休息日也计入" if rest_days_too else f"{begins}，只计工作日"


def _when_minutes_begin(story: _Story) -> str:
    if story.runs_from == story.start:
        return "，当时开始计时"
    begins = clock(story.runs_from)
    if story.zero == story.start.date():
        return f"，不在上班时间，从 {begins} 开始计时"
    return f"，{_why_not_today(story)}，从下一工作日 {_next_workday(story)}{begins} 开始计时"


def _next_workday(story: _Story) -> str:
    """The next working day; of one at a weekend it is said why it is one."""
    words = story.say(story.zero)
    if story.calendar.day(story.zero).kind is DayKind.MAKEUP_WORKDAY:
        return f"{words}（{weekday(story.zero)}，调休上班）"
    return f"{words} "


def _why_not_today(story: _Story) -> str:
    day = story.calendar.day(story.start.date())
    if story.calendar.is_workday(day.date):
        return "已过下班时间"
    if day.kind is not DayKind.HOLIDAY:
        return f"当天是{weekday(day.date)}"
    return f"当天是{day.name}假期" if is_festive(day) else f"当天{day.name}"


# The steps of each unit


def _working_day_steps(story: _Story) -> Iterator[Line]:
    number = 0
    for (kind, reason), run in _runs(story, story.days(story.zero + DAY)):
        if kind in (LineKind.SKIPPED, LineKind.PAUSED):
            yield _left_out(story, reason, run)
            continue
        for part in [run] if story.limit.quantity > ONE_BY_ONE else [[day] for day in run]:
            yield counted_days(kind, part, number, story.start.year)
            number += len(part)


def counted_days(kind: LineKind, run: Sequence[date], before: int, year: int) -> Line:
    """Return the line of days that are counted one by one, so many having been counted before."""
    days = say_run(run, year) if len(run) > 1 else f"{say(run[0], year)} {weekday(run[0])}"
    makeup = " 调休上班" if kind is LineKind.MAKEUP else ""
    return Line(kind, run[0], run[-1], f"{days}{makeup}，计入：{ordinals(before, len(run))}", len(run))


def _working_minute_steps(story: _Story) -> Iterator[Line]:
    for (kind, reason), run in _runs(story, story.days(story.zero)):
        if kind in (LineKind.SKIPPED, LineKind.PAUSED):
            yield _left_out(story, reason, run)
            continue
        for length_of_day, days in groupby(run, key=lambda day: _whole_day(story, day)):
            yield from _counted_minutes(story, kind, list(days), length_of_day)


def _whole_day(story: _Story, day: date) -> int:
    """Return how many seconds a day in the midst of a long count has; 0 of the first and the last, told by the clock."""
    ends = story.result.due_at.date() if story.result else story.stopped_on
    if ends is None or not story.zero < day < ends or story.calendar.workdays_between(story.zero, ends) <= ONE_BY_ONE:
        return 0
    return story.calendar.seconds_before(day + DAY) - story.calendar.seconds_before(day)


def _counted_minutes(story: _Story, kind: LineKind, days: Sequence[date], length_of_day: int) -> Iterator[Line]:
    if length_of_day and len(days) > 1:
        seconds = length_of_day * len(days)
        text = f"{story.say_run(days)} 每天 {length(length_of_day)}，计 {length(seconds)}"
        yield story.line(kind, days, text, seconds / 60)
        return
    for day in days:
        yield from _minutes_of_a_day(story, kind, day)


def _minutes_of_a_day(story: _Story, kind: LineKind, day: date) -> Iterator[Line]:
    sessions = story.calendar.sessions_of(day)
    first, last = story.runs_from, story.result.due_at if story.result else sessions[-1][1]
    parts = [(max(opens, first), min(closes, last)) for opens, closes in sessions]
    parts = [(opens, closes) for opens, closes in parts if opens < closes]
    if not parts:
        return
    seconds = sum(int(closes.timestamp()) - int(opens.timestamp()) for opens, closes in parts)
    hours = "、".join(f"{clock(opens)} 至 {clock(closes)}" for opens, closes in parts)
    makeup = "调休上班，" if kind is LineKind.MAKEUP else ""
    text = f"{story.say(day)} {weekday(day)} {makeup}{hours}，计 {length(seconds)}"
    yield story.line(kind, [day], text, seconds / 60)


def _natural_day_steps(story: _Story) -> Iterator[Line]:
    last = None
    if story.result:
        last = last_natural_day(story.zero, story.limit.quantity, story.calendar, story.pauses)
    number = 0
    for pause, run in _natural_runs(story, last):
        if pause:
            yield _paused(story, pause, run)
            continue
        yield story.line(LineKind.COUNTED, run, f"{story.say_run(run)}，计入：{ordinals(number, len(run))}", len(run))
        number += len(run)
    yield from _rolled(story, last)


def _month_steps(story: _Story) -> Iterator[Line]:
    end = month_later(story.zero, story.limit.quantity)
    missing = f"，{end.month}月没有 {story.zero.day} 日，到月末为止" if end.day != story.zero.day else ""
    text = f"{story.say(story.zero)} 起 {story.limit.quantity} 个月，到 {story.say(end)}{missing}"
    yield story.line(LineKind.COUNTED, [story.zero + DAY, end], text, story.limit.quantity)
    last = None
    if story.result:
        last = last_natural_day(story.zero, (end - story.zero).days, story.calendar, story.pauses)
    for pause, run in _natural_runs(story, last):
        if pause:
            yield _paused(story, pause, run)
    if last and last != end:
        text = f"扣除暂停的 {(last - end).days} 日，顺延到 {story.say(last)}"
        yield story.line(LineKind.ROLLED, [end, last], text)
    yield from _rolled(story, last)


_STEPS = {
    Unit.WORKING_DAY: _working_day_steps,
    Unit.WORKING_MINUTE: _working_minute_steps,
    Unit.NATURAL_DAY: _natural_day_steps,
    Unit.MONTH: _month_steps,
}


# Runs of days that have the same thing to say


def _runs(story: _Story, days: Iterable[date]) -> Iterator[tuple[tuple, list[date]]]:
    for key, run in groupby(days, key=lambda day: _working_key(story, day)):
        yield key, list(run)


def _working_key(story: _Story, day: date) -> tuple:
    pause = story.pause_on(day)
    return (LineKind.PAUSED, pause) if pause else working_key(day, story.calendar)


def working_key(day: date, calendar: WorkCalendar) -> tuple:
    """What a day has in common with its neighbours; a make-up day stands alone, rest days are told by kind and name."""
    entry = calendar.day(day)
    if entry.kind is DayKind.WORKDAY:
        return LineKind.COUNTED, ""
    if entry.kind is DayKind.MAKEUP_WORKDAY:
        return LineKind.MAKEUP, day
    return LineKind.SKIPPED, (entry.kind, is_festive(entry))


def _natural_runs(story: _Story, last: date | None) -> Iterator[tuple[Span | None, list[date]]]:
    for pause, run in groupby(story.days(story.zero + DAY, last), key=story.pause_on):
        yield pause, list(run)


def _left_out(story: _Story, reason: Span | tuple, run: Sequence[date]) -> Line:
    if isinstance(reason, Span):
        return _paused(story, reason, run)
    return rest_days(run, story.start.year, story.calendar)


def rest_days(run: Sequence[date], year: int, calendar: WorkCalendar) -> Line:
    text = f"{say_run(run, year)} {rest_name([calendar.day(day) for day in run])}，不计"
    return Line(LineKind.SKIPPED, run[0], run[-1], text)


def _paused(story: _Story, pause: Span, run: Sequence[date]) -> Line:
    why = pause.why or "暂停计时"
    if pause.is_open:
        return story.line(LineKind.PAUSED, run, f"{story.say(run[0])}起 {why}，尚未结束，不计")
    return story.line(LineKind.PAUSED, run, f"{story.say_run(run)} {why}，不计")


def _rolled(story: _Story, last: date | None) -> Iterator[Line]:
    """Say over which rest days and pauses the end of a natural-day limit is carried to the next working day."""
    end = story.result.due_at.date() if story.result else None
    if last is None or end is None or end == last:
        return
    between = list(story.days(last, end - DAY))
    for pause, run in groupby(between[1:], key=story.pause_on):
        if pause:
            yield _paused(story, pause, list(run))
    rest = rest_name([day for day in map(story.calendar.day, between) if not story.calendar.is_workday(day.date)])
    makeup = " 调休上班" if story.calendar.day(end).kind is DayKind.MAKEUP_WORKDAY else ""
    paused = "（扣除暂停）" if any(story.pause_on(day) for day in between) else ""
    text = f"最后一日 {story.say(last)} 逢{rest}，顺延到下一工作日{paused} {story.say(end)} {weekday(end)}{makeup}"
    yield story.line(LineKind.ROLLED, [last, end], text)


# The end


def _end_lines(story: _Story) -> Iterator[Line]:
    if story.result is None:
        since = story.stopped_on or story.zero
        yield story.line(LineKind.RESULT, [since], "计时暂停中，暂停结束后再推算到期时间")
        return
    end = story.result.due_at
    text = f"到期时间：{say_in_full(end)} {clock(end)}"
    yield story.line(LineKind.RESULT, [end.date()], text)
    if story.result.provisional:
        yield provisional_line(story.start.year, end.year, story.calendar, "到期时间")


def provisional_line(first_year: int, last_year: int, calendar: WorkCalendar, what: str) -> Line:
    """Return the sentence that names the years whose holidays are not announced yet; there is at least one."""
    years = [year for year in range(first_year, last_year + 1) if not calendar.is_official(year)]
    named = "、".join(f"{year}年" for year in years)
    # rules.md T8: what is not announced is counted from Monday to Friday, New Year's Day too; so the sentence says it
    if any(map(calendar.is_listed, years)):
        announced, counted = "尚未完整公布", "其余日子按周一至周五推算"
    else:
        announced, counted = "尚未公布", "按周一至周五推算，元旦等法定假日还没有扣除"
    text = f"{named}的放假安排{announced}，{counted}，{what}为暂定，公布后重新计算"
    return Line(LineKind.PROVISIONAL, date(years[0], 1, 1), date(years[-1], 12, 31), text)
