"""
What if: the hall's past judged by another policy, clock by clock, by the function that the nightly check derives every verdict with
(cases.reconcile.derive). First the present policy, which must give what is stored; then the other one. Nothing of a case is written.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.models import Case, CaseKind
from cases.queries import midnight
from cases.reconcile.derive import Calendars, Course, course
from cases.reconcile.facts import CaseFacts, ClockFacts
from cases.reconcile.ledger import calendars_in_force
from cases.reconcile.reading import with_clocks_and_pauses
from cases.rules import Lamp, Rule, Verdict
from cases.troubles import SHARED
from hall import calendar
from hall.models import CalendarChange, Department, ServiceItem, User
from hall.refusals import BadInput
from hall.shortening import THIRD, shortened
from hall.worktime import CalendarRangeError, Unit, WorkCalendar, days_later
from oversight.models import WhatIf, WhatIfClock

log = logging.getLogger(__name__)

BATCH = 500  # cases; each batch is a transaction and a step of the progress
AT_A_TIME = 20.0  # seconds of one call of the timers
MOST_NAMED = 50
LONGEST_PROMISE = 60  # working days
BROKEN = (int(Lamp.RED), int(Lamp.DEEP_RED))


@dataclass(frozen=True, slots=True)
class Judged:
    """One clock under both policies. `differs`: the present one does not give what is stored."""

    clock: ClockFacts
    department: int | None
    differs: bool
    was_late: bool
    would_be_late: bool
    would_be_due_at: datetime


@transaction.atomic
def ask(
    *,
    first: date,
    last: date,
    promise: str,
    days: int | None = None,
    closed_on: date | None = None,
    department: Department | None = None,
    item: ServiceItem | None = None,
    by: User,
    at: datetime,
) -> WhatIf:
    """:raises BadInput: nothing would be another, the period runs backwards or into days to come, the day is no working day."""
    if last < first:
        raise BadInput("结束的日子不能早于开始的日子", field="last")
    if last > timezone.localdate(at):
        raise BadInput("只能推演已经过去的日子", field="last")
    if promise == WhatIf.Promise.DAYS and not (days and 0 < days <= LONGEST_PROMISE):
        raise BadInput(f"填写 1 到 {LONGEST_PROMISE} 个工作日", field="days")
    if promise == WhatIf.Promise.SAME and closed_on is None:
        raise BadInput("承诺时限不变，就填写多停办的一天", field="promise")
    if closed_on is not None:
        _must_be_worked(closed_on)
    run = WhatIf(
        first=first, last=last, promise=promise, days=days if promise == WhatIf.Promise.DAYS else None, closed_on=closed_on,
        department=department, item=item, by=by, asked_at=at,
    )  # fmt: skip
    run.cases = _cases(run).count()
    run.save()
    return run


def _must_be_worked(day: date) -> None:
    try:
        worked = calendar.current().is_workday(day)
    except CalendarRangeError as error:
        raise BadInput(str(error), field="closed_on") from None
    if not worked:
        raise BadInput("这一天本来就休息，停办什么也不改变", field="closed_on")


def carry_on(*, at: datetime, seconds: float = AT_A_TIME) -> None:
    """
    Work off what was asked for, the oldest first, a batch at a time: any number of workers, and a killed one loses nothing.

    :param seconds: after so many no further batch is begun; the next call goes on. A worker is not to be held for minutes.
    """
    until = time.monotonic() + seconds
    for pk in WhatIf.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True):
        while step(pk, at=at):
            if time.monotonic() >= until:
                return


@transaction.atomic
def step(pk: int, *, at: datetime) -> bool:
    """Judge the next cases of one; whether any may be left that nobody else is at."""
    run = WhatIf.objects.select_for_update(skip_locked=True).filter(pk=pk, finished_at=None).first()
    if run is None:
        return False
    keys = list(_cases(run).filter(pk__gt=run.place).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not keys:
        run.finished_at = at
        run.save(update_fields=["finished_at"])
        return False
    in_force, other = calendars_in_force(), _other_calendar(run)
    changed: list[WhatIfClock] = []
    for case in with_clocks_and_pauses(Case.objects.filter(pk__in=keys).order_by("pk")):
        try:
            judged = list(judge(case, run, at=run.asked_at, in_force=in_force, other=other))
        except SHARED:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with one case, the others are judged; it is named and counted
            log.error("what if %s: passed over %s: %s", run.pk, case.number, type(fault).__name__)
            run.unread += 1
            continue
        changed += _count(run, case, judged)
    WhatIfClock.objects.bulk_create(changed)
    run.place, run.judged = keys[-1], run.judged + len(keys)
    run.save(update_fields=["place", "judged", "unread", "differs", "differing", "units"])
    return True


def judge(
    case: CaseFacts, run: WhatIf, *, at: datetime, in_force: Calendars, other: WorkCalendar | None
) -> Iterator[Judged]:
    """Each clock of a case that the other policy touches, under both."""
    for clock in case.clocks:
        if clock.superseded_at is not None or clock.verdict == Verdict.VOID:
            continue
        if run.closed_on is None and clock.rule != Rule.PROMISE:
            continue
        present = course(clock, case, at=at, calendars=in_force)
        stored = clock.verdict == Verdict.LATE if clock.met_at else clock.lamp in BROKEN
        differs = present.broken not in (None, stored) or (not present.stopped and present.due.due_at != clock.due_at)
        would = _otherwise(clock, case, present, run, at=at, other=other)
        yield Judged(clock, clock.department, differs, stored, bool(would.broken), would.due.due_at)


def _otherwise(
    clock: ClockFacts, case: CaseFacts, present: Course, run: WhatIf, *, at: datetime, other: WorkCalendar | None
) -> Course:
    days = other or present.calendar
    under = replace(clock, quantity=_quantity(clock, run))
    return course(under, case, at=at, calendars=lambda _ended_at: [(days, days)])


def _quantity(clock: ClockFacts, run: WhatIf) -> int:
    """The promised limit by the other policy; only promises in working days are shortened."""
    if clock.rule != Rule.PROMISE or clock.unit != Unit.WORKING_DAY:
        return clock.quantity
    if run.promise == WhatIf.Promise.DAYS:
        return min(clock.quantity, run.days or clock.quantity)
    if run.promise == WhatIf.Promise.THIRD:
        return shortened(clock.quantity, THIRD)
    return clock.quantity


def _count(run: WhatIf, case: CaseFacts, judged: list[Judged]) -> Iterator[WhatIfClock]:
    for each in judged:
        unit = run.units.setdefault(str(each.department or 0), [0, 0, 0])
        unit[0] += 1
        unit[1] += each.was_late
        unit[2] += each.would_be_late
        if each.differs:
            run.differs += 1
            if len(run.differing) < MOST_NAMED and case.number not in run.differing:
                run.differing.append(case.number)
        if each.was_late != each.would_be_late:
            yield WhatIfClock(
                run=run, case_id=case.pk, rule=each.clock.rule, due_at=each.clock.due_at,
                would_be_due_at=each.would_be_due_at, would_be_late=each.would_be_late,
            )  # fmt: skip


def _other_calendar(run: WhatIf) -> WorkCalendar | None:
    """The calendar with the day more on which nobody would have worked; None: those of the time."""
    if run.closed_on is None:
        return None
    content = {"name": "推演停办", "document": "推演"}
    return calendar.proposed(
        [CalendarChange(kind=CalendarChange.Kind.CLOSURE, key=str(run.closed_on), content=content)]
    )


def _cases(run: WhatIf) -> QuerySet[Case]:
    chosen = Q(kind=CaseKind.APPLICATION, opened_at__gte=midnight(run.first))
    chosen &= Q(opened_at__lt=midnight(days_later(run.last, 1)))
    if run.department_id:
        chosen &= Q(department=run.department_id)
    if run.item_id:
        chosen &= Q(application__item_version__item=run.item_id)
    return Case.objects.filter(chosen)


@dataclass(frozen=True)
class OfUnit:
    """What the other policy would have made of one unit's clocks; department None: of all."""

    department: Department | None
    clocks: int
    late: int
    would_be_late: int


def of_units(run: WhatIf) -> list[OfUnit]:
    """The whole first, then each unit, those with most more late ones first."""
    departments = Department.objects.in_bulk([int(key) for key in run.units if key != "0"])
    units = [OfUnit(departments.get(int(key)), *numbers) for key, numbers in run.units.items()]
    units.sort(key=lambda unit: (unit.late - unit.would_be_late, unit.department.code if unit.department else ""))
    whole = [sum(numbers) for numbers in zip(*run.units.values(), strict=True)] or [0, 0, 0]
    return [OfUnit(None, *whole), *units]
