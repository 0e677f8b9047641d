"""How far from today a day may lie that somebody types: beyond that it is a slip of the pen, most often of the year."""

from argparse import ArgumentTypeError
from datetime import date, timedelta

from hall import calendar
from hall.refusals import Refused
from hall.worktime.wording import in_full

AHEAD = timedelta(days=366)  # what begins later is entered when its year comes


def typed_day(text: str) -> date:
    """The day that an option of a command names. :raises ArgumentTypeError: it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”不是日期，写成 2026-12-01") from None


def is_far_ahead(day: date, *, today: date) -> bool:
    """Whether a day lies more than a year ahead."""
    return day > today + AHEAD


def must_begin_in_calendar(day: date, *, field: str, refusal: type[Refused]) -> None:
    """:raises Refused: a day, of the kind `refusal`, outside the years that the working calendar covers."""
    years = calendar.current().years
    if day.year not in years:
        raise refusal(f"{in_full(day)}不在工作日历的 {years[0]} 至 {years[-1]} 年之间，核对年份", field=field)


def must_begin_in_sight(day: date, *, today: date, field: str, refusal: type[Refused]) -> None:
    """:raises Refused: the first day of something lies outside the calendar, or more than a year ahead."""
    must_begin_in_calendar(day, field=field, refusal=refusal)
    if is_far_ahead(day, today=today):
        raise refusal(f"{in_full(day)}离今天一年以上，核对年份；真要那么晚开始的，到时候再填", field=field)
