"""
Who had a case in hand, half-day by half-day, and which of these stretches used most of a limit that was broken: read from the history.

A stretch ends where the case passes to somebody else or to another state. The applicant has it while corrections are owed, nobody while
a special procedure stops the clocks, the department while a request of the window waits for its answer; else whoever is responsible.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.clocks import spans_among
from cases.models import Case, Deadline, Event, Pause
from cases.ownership import CHANGED
from cases.rules import RULES, Lamp, Verdict
from hall.worktime import HALF_DAY_MINUTES, CalendarRangeError, WorkCalendar
from permits.models import HandUp
from permits.states import CORRECTION_REQUESTED, ENQUIRED, SUSPENDED

APPLICANT, NOBODY, DEPARTMENT = "申请人", "暂停计时，不在谁手里", "部门（窗口上交的）"
WAITS = {CORRECTION_REQUESTED: APPLICANT, ENQUIRED: APPLICANT, SUSPENDED: NOBODY}

Asked = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Stretch:
    """From one instant to another (`until` None: still) in one person's hand, after the event with the number `after`."""

    since: datetime
    until: datetime | None
    holder: str
    state: str
    after: int

    def minutes(self, calendar: WorkCalendar, *, first: datetime, last: datetime, pauses: Sequence = ()) -> float:
        """Its working minutes between two instants, without the pauses."""
        begins, ends = max(self.since, first), min(self.until or last, last)
        return calendar.minutes_between(begins, ends, pauses) if begins < ends else 0.0


@dataclass(frozen=True)
class Late:
    """A broken limit: which stretch used most of the time from its start to its end, or until now, and in which it ran out."""

    clock: Deadline
    longest: Stretch
    minutes: float
    ran_out: Stretch | None


def asked_of_the_department(case: Case) -> list[Asked]:
    """Since when what the window has handed up, or asked an approval for, waited, and until when."""
    asked = HandUp.objects.filter(application=case.pk, kind__in=(HandUp.Kind.BEFORE, HandUp.Kind.REQUEST))
    return list(asked.values_list("handed_at", "answered_at"))


def stretches(case: Case, events: Iterable[Event], asked: Iterable[Asked] = ()) -> list[Stretch]:
    """
    Of a case from its first line to its conclusion, or until now.

    :param events: all of them, by number. :param asked: of asked_of_the_department.
    """
    events = list(events)
    owner = next(
        (str(each.facts.get("handler_before", "")) for each in events if each.verb == CHANGED), str(case.owner or "")
    )
    state, found = "", list[Stretch]()
    for event in events:
        state = event.to_state or state
        if event.verb == CHANGED:
            owner = str(event.facts.get("handler", ""))
        if case.concluded_at is not None and event.at >= case.concluded_at:
            break
        holder = WAITS.get(state) or (DEPARTMENT if _waits(asked, event.at) else owner) or "没有责任人"
        if found and (found[-1].holder, found[-1].state) == (holder, state):
            continue
        if found:
            found[-1] = _ended(found[-1], event.at)
        found.append(Stretch(event.at, None, holder, state, event.seq))
    if found and case.concluded_at is not None:
        found[-1] = _ended(found[-1], case.concluded_at)
    return [each for each in found if each.until is None or each.since < each.until]


def _waits(asked: Iterable[Asked], at: datetime) -> bool:
    return any(since <= at and (until is None or at < until) for since, until in asked)


def _ended(stretch: Stretch, at: datetime) -> Stretch:
    return Stretch(stretch.since, at, stretch.holder, stretch.state, stretch.after)


def half_days(stretch: Stretch, calendar: WorkCalendar, *, at: datetime) -> float | None:
    """How long it was, in half working days to one place; None where the calendar does not reach."""
    try:
        return round(stretch.minutes(calendar, first=stretch.since, last=at) / HALF_DAY_MINUTES, 1)
    except CalendarRangeError:  # a row that no act has written takes no page away (decision 91)
        return None


def late_ones(
    clocks: Iterable[Deadline],
    of_case: Sequence[Stretch],
    pauses: Sequence[Pause],
    calendar: WorkCalendar,
    *,
    at: datetime,
) -> list[Late]:
    """Each limit that was broken, or is: by its due moment; none of the time outside the stretches, after a conclusion."""
    late = []
    for clock in sorted(filter(_is_broken, clocks), key=lambda each: (each.due_at, each.pk)):
        try:
            used = [
                (
                    each.minutes(
                        calendar, first=clock.started_at, last=clock.met_at or at, pauses=spans_among(pauses, clock)
                    ),
                    each,
                )
                for each in of_case
                if each.holder != NOBODY
            ]
        except CalendarRangeError:
            continue
        minutes, longest = max(used, key=lambda each: each[0], default=(0.0, None))
        if longest is not None and minutes > 0:
            late.append(Late(clock, longest, minutes, _at(of_case, clock.due_at)))
    return late


def _is_broken(clock: Deadline) -> bool:
    if clock.superseded_at is not None or not RULES[clock.rule].card:
        return False
    return clock.verdict == Verdict.LATE or (clock.runs and clock.lamp in (Lamp.RED, Lamp.DEEP_RED))


def _at(of_case: Sequence[Stretch], at: datetime) -> Stretch | None:
    return next((each for each in of_case if each.since <= at and (each.until is None or at < each.until)), None)
