"""Due moments: a limit, a start, a calendar and the pauses in, the moment out. Derived anew each time, never added to."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, overload

from hall.worktime.calendar import CalendarRangeError, WorkCalendar
from hall.worktime.spans import Span, advance, blocks_of, measure

WARN_TENTHS = 9  # of ten: the lamp turns yellow when 90 % of the working time is used (rules §10)


class Unit(StrEnum):
    WORKING_DAY = "working_day"
    WORKING_MINUTE = "working_minute"
    NATURAL_DAY = "natural_day"
    MONTH = "month"


@dataclass(frozen=True)
class Limit:
    """A length of time in its unit, at least 1. Half a working day is `Limit(Unit.WORKING_MINUTE, 210)`."""

    unit: Unit
    quantity: int

    def __post_init__(self):
        object.__setattr__(self, "unit", Unit(self.unit))
        if self.quantity < 1 or self.quantity != int(self.quantity):
            raise ValueError(f"时限要是不小于 1 的整数，不是 {self.quantity}")


class Due(NamedTuple):
    """
    When a clock runs out.

    `due_at` is the last instant in time, `warn_at` the first yellow one, `counted_from` day zero: the day that is not
    counted (of a minute clock: the day on which it begins to run). `provisional` when a year on the way has no
    official calendar yet.
    """

    due_at: datetime
    warn_at: datetime
    counted_from: date
    provisional: bool


@overload
def due(limit: Limit, started_at: datetime, calendar: WorkCalendar) -> Due: ...


@overload
def due(limit: Limit, started_at: datetime, calendar: WorkCalendar, pauses: Sequence[Span]) -> Due | None: ...


def due(limit: Limit, started_at: datetime, calendar: WorkCalendar, pauses: Sequence[Span] = ()) -> Due | None:
    """
    Return when the limit runs out, or None while a pause has not ended: the clock stands still.

    Day zero is the day on which the start counts as received, and is not counted (民法典第二百零一条). Day limits end
    when business stops (第二百零三条第二款). Paused days are skipped, both ends included, overlaps once.

    :raises CalendarRangeError: if the calendar does not reach so far.
    """
    if pauses and any(pause.is_open for pause in pauses):
        return None
    start = calendar.local(started_at)
    if limit.unit is Unit.WORKING_MINUTE:
        return _minutes_due(limit, start, calendar, pauses)
    zero = calendar.received_rank(start)
    last = LAST_RANK[limit.unit](zero, limit.quantity, calendar, pauses)
    due_at = calendar.closing_at(last)
    return Due(
        due_at=due_at,
        warn_at=_last_day_or_ninety_percent(zero, last, calendar, pauses),
        counted_from=calendar.workday_at(zero),
        provisional=is_provisional_between(start, due_at, calendar),
    )


def due_before(limit: Limit, expires_on: date, calendar: WorkCalendar) -> date:
    """
    Return the last day that lies the whole limit before `expires_on`, which is not counted (rule T12).

    Natural days and months give the exact day, a rest day too: moving it would leave less than the limit.

    :raises ValueError: for working minutes, which have no backward rule.
    """
    if limit.unit is Unit.WORKING_DAY:
        return calendar.nth_workday_before(expires_on, limit.quantity)
    if limit.unit is Unit.NATURAL_DAY:
        return calendar.day_at(expires_on.toordinal() - limit.quantity)
    if limit.unit is Unit.MONTH:
        return calendar.day(month_later(expires_on, -limit.quantity)).date
    raise ValueError("按分钟计的时限不能倒推")


def elapsed_share(
    limit: Limit, started_at: datetime, at: datetime, calendar: WorkCalendar, pauses: Sequence[Span] = ()
) -> float | None:
    """Return the share of the working time that is used at `at`: 0 at first, 1 when due, more when late; None if paused."""
    answer = due(limit, started_at, calendar, pauses)
    if answer is None:
        return None
    if limit.unit is Unit.WORKING_MINUTE:
        start = calendar.seconds_at(started_at)
    else:
        start = calendar.seconds_before(answer.counted_from + timedelta(days=1))
    blocks = calendar.paused_seconds(pauses)
    used = measure(start, max(start, calendar.seconds_at(at)), blocks)
    return used / measure(start, calendar.seconds_at(answer.due_at), blocks)


def _minutes_due(limit: Limit, start: datetime, calendar: WorkCalendar, pauses: Sequence[Span]) -> Due:
    begins = calendar.seconds_at(start)
    length = limit.quantity * 60
    blocks = calendar.paused_seconds(pauses) if pauses else ()
    due_at = calendar.moment_after(advance(begins, length, blocks))
    return Due(
        due_at=due_at,
        warn_at=calendar.moment_after(advance(begins, length * WARN_TENTHS // 10, blocks)),
        counted_from=calendar.workday_at(calendar.running_rank(start)),
        provisional=is_provisional_between(start, due_at, calendar),
    )


# The rank of the working day on which a limit ends, from the rank of day zero


def _working_days_end(zero: int, quantity: int, calendar: WorkCalendar, pauses: Sequence[Span]) -> int:
    return advance(zero + 1, quantity, calendar.paused_ranks(pauses) if pauses else ()) - 1


def _natural_days_end(zero: int, quantity: int, calendar: WorkCalendar, pauses: Sequence[Span]) -> int:
    return _roll_forward(last_natural_day(calendar.workday_at(zero), quantity, calendar, pauses), calendar, pauses)


def _months_end(zero: int, quantity: int, calendar: WorkCalendar, pauses: Sequence[Span]) -> int:
    day = calendar.workday_at(zero)
    days = (month_later(day, quantity) - day).days
    return _roll_forward(last_natural_day(day, days, calendar, pauses), calendar, pauses)


LAST_RANK: dict[Unit, Callable[[int, int, WorkCalendar, Sequence[Span]], int]] = {
    Unit.WORKING_DAY: _working_days_end,  # 行政许可法第八十二条
    Unit.NATURAL_DAY: _natural_days_end,  # 民法典第二百零三条第一款：期间的最后一日是法定休假日的，顺延
    Unit.MONTH: _months_end,  # 民法典第二百零二条：没有对应日的，月末日为期间的最后一日
}


def last_natural_day(zero: date, quantity: int, calendar: WorkCalendar, pauses: Sequence[Span]) -> date:
    """Return the natural day on which the count is full, before it rolls forward."""
    return calendar.day_at(advance(zero.toordinal() + 1, quantity, blocks_of(pauses)) - 1)


def days_later(day: date, days: int) -> date:
    """Return the day so many natural days later, the first not counted. A rest day at the end stays one."""
    return day + timedelta(days=days)


def days_apart(a: date, b: date) -> int:
    """Return how many days the one lies from the other, whichever is first: no limit, but how long a count is to be told."""
    return abs(b.toordinal() - a.toordinal())


def month_later(day: date, months: int) -> date:
    """Return the corresponding day so many months later (or earlier), or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if not date.min.year <= year <= date.max.year:
        raise CalendarRangeError(f"{months} 个月的时限超出了工作日历范围")
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _roll_forward(day: date, calendar: WorkCalendar, pauses: Sequence[Span]) -> int:
    return advance(calendar.rank(day), 1, calendar.paused_ranks(pauses) if pauses else ()) - 1


def _last_day_or_ninety_percent(zero: int, last: int, calendar: WorkCalendar, pauses: Sequence[Span]) -> datetime:
    """Return the opening of the last day, or the instant at which 90 % of the working time is used, if that is earlier."""
    first = calendar.seconds_before_rank(zero + 1)
    last_closes = calendar.seconds_before_rank(last + 1)
    blocks = calendar.paused_seconds(pauses) if pauses else ()
    ninety = advance(first, measure(first, last_closes, blocks) * WARN_TENTHS // 10, blocks)
    if ninety > calendar.seconds_before_rank(last):
        return calendar.opens(calendar.workday_at(last))
    return calendar.moment_after(ninety)


def is_provisional_between(first: date, last: date, calendar: WorkCalendar) -> bool:
    """Tell whether a year from the first day to the last, both local, has no official calendar."""
    if first.year == last.year:
        return first.year not in calendar.official_years
    return any(year not in calendar.official_years for year in range(first.year, last.year + 1))
