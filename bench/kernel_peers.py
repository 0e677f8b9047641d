"""
The libraries that bench/kernel_side.py measures, each asked as its own documentation says.

A row is: name, how it is asked, starts in its own type, its answer as the kernel's (None: it does not answer the same
question), and the ratio aimed at, if any. Slow ones get fewer starts.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import businesstimedelta
import chinese_calendar
import holidays
import numpy
import pandas
from business_duration import businessDuration
from workalendar.asia import China
from workalendar.exceptions import CalendarError

from bench.kernel_questions import SESSIONS, Questions

PACKAGES = ("numpy", "pandas", "holidays", "chinesecalendar", "businesstimedelta", "business-duration", "workalendar")
EVERY_DAY = "1111111"  # the rest days are given one by one: a make-up Sunday fits into no week mask
FEW, FEWER = 200, 50

Row = tuple[str, Callable[[Any], Any], list[Any], Callable[[Any], Any] | None, float | None]


def days(asked: Questions, n: int) -> Iterator[Row]:
    dates = [at.date() for at in asked.starts]
    week = numpy.busdaycalendar(weekmask=EVERY_DAY, holidays=asked.rest_days)
    numbers = [numpy.datetime64(day) for day in dates]
    yield (
        "numpy.busday_offset",
        lambda day: numpy.busday_offset(day, n, busdaycal=week),
        numbers,
        lambda day: day.astype(object),
        None,
    )
    china = holidays.country_holidays("CN", years=range(2025, 2028))
    yield "holidays", lambda day: china.get_nth_working_day(day, n), dates, lambda day: day, 10
    step = pandas.offsets.CustomBusinessDay(n=n, weekmask=EVERY_DAY, holidays=asked.rest_days)
    stamps = [pandas.Timestamp(day) for day in dates]
    yield "pandas.CustomBusinessDay", lambda at: at + step, stamps[:FEW], lambda at: at.date(), None
    yield (
        "chinese_calendar.find_workday",
        lambda day: chinese_calendar.find_workday(n, day),
        dates[:FEW],
        lambda day: day,
        None,
    )


def silent(asked: Questions) -> str:
    """Return what workalendar says of the listed years: it has no row of its own, since it does not answer."""
    try:
        return f"workalendar answers {China().add_working_days(asked.starts[0].date(), 3)}"
    except CalendarError as error:
        return f"workalendar does not answer for {asked.starts[0].date()}: {error}"


def minutes(asked: Questions, n: int) -> Iterator[Row]:
    opens, closes = ([f"{moment:%H:%M}" for moment in moments] for moments in zip(*SESSIONS, strict=True))
    step = pandas.offsets.CustomBusinessHour(
        n=n // 60, start=opens, end=closes, weekmask=EVERY_DAY, holidays=asked.rest_days
    )
    stamps = [pandas.Timestamp(naive) for naive in _naive(asked)]
    yield "pandas.CustomBusinessHour", lambda at: at + step, stamps[:FEW], _as_start(asked), 50
    length = businesstimedelta.BusinessTimeDelta(_rules(), hours=n // 60)
    yield "businesstimedelta", lambda at: at + length, _naive(asked)[:FEWER], _as_start(asked), 150


def between(asked: Questions, ends: Mapping[dt.datetime, dt.datetime]) -> Iterator[Row]:
    naive = _naive(asked)
    until = {at.replace(tzinfo=None): end.replace(tzinfo=None) for at, end in ends.items()}
    opens, closes = SESSIONS[0][0], SESSIONS[-1][1]
    yield (
        "business-duration (knows no lunch)",
        lambda at: businessDuration(at, until[at], opens, closes, holidaylist=asked.rest_days, unit="min"),
        naive[:FEWER],
        None,
        None,
    )
    rules = _rules()
    yield "businesstimedelta", lambda at: rules.difference(at, until[at]), naive[:FEWER], _minutes, None


def _naive(asked: Questions) -> list[dt.datetime]:
    return [at.replace(tzinfo=None) for at in asked.starts]


def _as_start(asked: Questions) -> Callable[[dt.datetime], dt.datetime]:
    zone = asked.starts[0].tzinfo
    return lambda at: at.replace(tzinfo=zone)


def _minutes(length: Any) -> float:
    return length.hours * 60 + length.seconds / 60


def _rules() -> Any:
    (opens, lunch), (after_lunch, closes) = SESSIONS
    week = range(5)  # as its documentation shows it: make-up Sundays are unknown to it
    return businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(start_time=opens, end_time=closes, working_days=week),
            businesstimedelta.LunchTimeRule(start_time=lunch, end_time=after_lunch, working_days=week),
            businesstimedelta.HolidayRule(holidays.country_holidays("CN")),
        ]
    )
