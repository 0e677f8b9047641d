"""
What a clock must look like at an instant, from its raw intervals and the rules alone. Pure.

Nothing that is stored as a result is read here: not the due moment, not the lamp. Days are counted by hall.worktime, as
everywhere.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from cases.reconcile.facts import CaseFacts, ClockFacts, PauseFacts
from cases.rules import RULES, Lamp
from hall.worktime import Due, Limit, Span, Unit, WorkCalendar, due

A_SECOND = timedelta(seconds=1)  # the due moment itself is still in time (rules T5)
GIVE = timedelta(minutes=2)  # the sweep speaks every 30 seconds: what came about later than this may not be said yet

# The calendars that a clock may have been counted by, given the instant at which it ended (None: it runs), the likeliest first;
# and with each the one that its lateness was counted by.
Calendars = Callable[[datetime | None], Iterable[tuple[WorkCalendar, WorkCalendar]]]


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of a running clock's life: its lamp, and the instant at which the sweep will change it next."""

    lamp: Lamp
    next_alert_at: datetime | None


@dataclass(frozen=True, slots=True)
class Course:
    """
    How a clock runs by its intervals.

    :param due: its moments; of a stopped clock those that held when it stopped.
    :param stopped: a pause that has not ended holds it.
    :param broken: whether its due moment has passed; None where that came about within GIVE, or will.
    :param calendar: the one that its lateness is counted by.
    :param annulled: its case should never have been opened: it is void, whatever its moments.
    """

    clock: ClockFacts
    due: Due
    stopped: bool
    broken: bool | None
    calendar: WorkCalendar
    annulled: bool = False

    @property
    def breaks_at(self) -> datetime:
        """The first instant that is too late."""
        return self.due.due_at + A_SECOND

    @property
    def late_by_minutes(self) -> int:
        """Working minutes from the due moment to the end, begun ones counted whole, at least 1."""
        ended_at = self.clock.ended_at or self.breaks_at
        return max(1, ceil(self.calendar.minutes_between(self.due.due_at, ended_at)))

    @property
    def fits(self) -> bool:
        """Whether the ended clock was counted by these calendars: all that they give is what is stored."""
        clock, due = self.clock, self.due
        moments = (due.due_at, due.warn_at, due.provisional) == (clock.due_at, clock.warn_at, clock.provisional)
        return moments and clock.late_by_minutes in (None, self.late_by_minutes)


def course(clock: ClockFacts, case: CaseFacts, *, at: datetime, calendars: Calendars) -> Course:
    """
    Replay a clock over its pauses and judge it: at its end, or at `at` while it runs. By the first of its calendars, or by another
    one if that gives all that is stored.

    :raises ValueError: if no due moment follows from its start and length (CalendarRangeError among others).
    """
    runs = (_by(days, late_by, clock, case, at) for days, late_by in calendars(clock.ended_at))
    first = next(runs)
    if clock.ended_at is None or first.fits:
        return first
    return next((run for run in runs if run.fits), first)


def _by(days: WorkCalendar, late_by: WorkCalendar, clock: ClockFacts, case: CaseFacts, at: datetime) -> Course:
    moments, stopped = _replayed(clock, case.pauses, days)
    broken = False if stopped else _broken(moments.due_at + A_SECOND, clock.ended_at, at)
    return Course(clock, moments, stopped, broken, late_by)


def phases(run: Course, *, at: datetime) -> list[Phase]:
    """The stretches that a running clock may be in at `at`: more than one only where a boundary lies within GIVE of it."""
    if run.stopped:
        return [Phase(Lamp.GREY, None)]
    terms = RULES[run.clock.rule]
    broken = Phase(terms.broken, None)
    # the lamp of a quiet one stays grey until it is broken; it warns all the same
    calm, warned = (Lamp.GREY, Lamp.GREY) if terms.quiet else (Lamp.GREEN, Lamp.YELLOW)
    warns_at = min(run.due.warn_at, run.breaks_at)
    life = [
        (None, warns_at, Phase(calm, warns_at)),
        (warns_at, run.breaks_at, Phase(warned, run.breaks_at)),
        (run.breaks_at, None, broken),
    ]
    return [
        phase
        for begins, ends, phase in life
        if (begins is None or begins <= at + GIVE) and (ends is None or ends > at - GIVE)
    ]


def _replayed(clock: ClockFacts, pauses: Iterable[PauseFacts], calendar: WorkCalendar) -> tuple[Due, bool]:
    """
    The clock's moments, and whether an open pause holds it. Pauses come in the order in which they began; one that began
    when the clock was broken, or over, does not touch it.
    """
    limit = Limit(Unit(clock.unit), clock.quantity)
    moments = _moments(limit, clock, calendar, ())
    if not RULES[clock.rule].pausable:
        return moments, False
    counted: list[Span] = []
    for pause in pauses:
        over = clock.ended_at is not None and pause.started_at >= clock.ended_at
        if over or pause.started_at >= moments.due_at + A_SECOND:
            break
        if pause.ends_on is None:
            return moments, True
        if pause.never_began:
            continue
        counted.append(Span(pause.starts_on, pause.ends_on))
        moments = _moments(limit, clock, calendar, counted)
    return moments, False


def _moments(limit: Limit, clock: ClockFacts, calendar: WorkCalendar, pauses: Sequence[Span]) -> Due:
    moments = due(limit, clock.started_at, calendar, pauses)
    if moments is None:
        raise ValueError("only pauses that have ended are replayed")
    return moments


def _broken(breaks_at: datetime, ended_at: datetime | None, at: datetime) -> bool | None:
    if ended_at is not None:
        return ended_at >= breaks_at
    if breaks_at <= at - GIVE:
        return True
    return None if breaks_at <= at + GIVE else False
