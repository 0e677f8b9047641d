"""
When each act of the demonstration is done. Pure: acts, an instant and a calendar in, instants out.

Days are counted back from today by the working calendar, so the demonstration looks the same on any day: something is
yellow, something red, something deep red, whatever the date.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from itertools import count, groupby, pairwise
from typing import Any

from hall.worktime import DEFAULT_HOURS, WorkCalendar
from hall.worktime.hours import Shift, second_of_day

USUAL = Shift(DEFAULT_HOURS)  # the opening hours that the story's times of day are told in


@dataclass(frozen=True)
class Act:
    """What is done with a case, so many working days before today at `clock`; the deed takes the instant."""

    case: str
    days_ago: int
    clock: time
    deed: Callable[[datetime], Any]


def plan(acts: Iterable[Act], *, now: datetime, calendar: WorkCalendar) -> list[tuple[datetime, Act]]:
    """
    Return every act with its instant, in the order of time, each before `now` and within opening hours.

    The acts of one case are one line: where one of them would not be past yet, all of them move back by the same number of
    working days. A single act never moves, so nothing happens to a case before it is opened.

    :raises ValueError: if the story itself does something to a case earlier than what it told of that case before.
    """
    by_case = sorted(acts, key=lambda act: act.case)  # stable: the acts of a case stay in the order of the story
    lines = [_line(list(line), now, calendar) for _case, line in groupby(by_case, key=lambda act: act.case)]
    return sorted((planned for line in lines for planned in line), key=lambda planned: planned[0])


def _line(acts: list[Act], now: datetime, calendar: WorkCalendar) -> list[tuple[datetime, Act]]:
    for earlier, later in pairwise(acts):
        if (-earlier.days_ago, earlier.clock) > (-later.days_ago, later.clock):
            raise ValueError(f"{later.case}: what is done {later.days_ago} days ago at {later.clock} is told too late")
    today = calendar.local(now).date()
    last = calendar.rank(today) - (
        not calendar.is_workday(today)
    )  # on a rest day the story ends the working day before
    shifts = ([_moment(last - shift - act.days_ago, act.clock, calendar) for act in acts] for shift in count())
    return list(zip(next(moments for moments in shifts if moments[-1] < now), acts, strict=True))


def _moment(rank: int, clock: time, calendar: WorkCalendar) -> datetime:
    """
    Return the instant of a working day at which as much of its opening hours is over as at `clock` of a usual one.

    Under the usual hours that is `clock` itself; under others an act still falls inside them, in the same order.
    """
    opens, closes = calendar.seconds_before_rank(rank), calendar.seconds_before_rank(rank + 1)
    return calendar.moment_after(opens + (closes - opens) * USUAL.used(second_of_day(clock)) // USUAL.total)
