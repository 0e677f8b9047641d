"""
授权到位率: what share of the decisions was made at the window, and which steps left it (rules W4; A-29, B-09).

A decision counts once, by the step that it stands on: one that was taken back (撤回办结) counts no more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from cases.models import Case
from cases.queries import midnight
from hall.access import Grant
from hall.delegated import DECIDING
from hall.models import Department
from hall.roles import Step
from permits.models import HandUp, StepTaken

WINDOW, OFFICE, HANDED_UP, SPECIAL = "window", "office", "handed_up", "special"
AT_WINDOW = Q(delegation__isnull=False)  # by a window's instrument, not by the department itself
BEFORE = Q(kind=HandUp.Kind.BEFORE)
STANDS = ~Q(step__in=DECIDING) | Q(at=F("application__decision__at"))  # a decision that was taken back counts no more
DECISION = "decision"  # of the steps: granted or refused
BY_WORDS = {WINDOW: "窗口办的", OFFICE: "部门办的（离开窗口）", HANDED_UP: "上交的", SPECIAL: "先办后报的"}


@dataclass(frozen=True)
class InPlace:
    """One department's figures; department None: all of them together."""

    department: Department | None
    at_window: int = 0
    decided: int = 0
    handed_up: int = 0
    special: int = 0

    @property
    def rate(self) -> float | None:
        """Share of the decisions made at the window, 0–1; None without any decision."""
        return self.at_window / self.decided if self.decided else None


@dataclass(frozen=True)
class OfStep:
    """One step: how often the window took it, how often the department did, how often it was handed up."""

    step: Step
    window: int
    office: int
    handed_up: int


def within(grant: Grant, department: Department) -> Grant:
    """The grant, narrowed to one department that it reaches."""
    return Grant(departments=frozenset({department.pk}), works_for=grant.works_for)


def steps_of(grant: Grant, span: tuple[date, date]) -> QuerySet[StepTaken]:
    """Steps within what the grant reaches, from the first day to before the second; of decisions those that stand."""
    first, after = map(midnight, span)
    steps = StepTaken.objects.filter(STANDS, at__gte=first, at__lt=after)
    return steps.filter(application__case__in=Case.objects.reached_by(grant))


def hand_ups_of(grant: Grant, span: tuple[date, date]) -> QuerySet[HandUp]:
    first, after = map(midnight, span)
    # an approval that a window asks for was never the window's: it is no lack of power
    return HandUp.objects.exclude(kind=HandUp.Kind.REQUEST).filter(
        handed_at__gte=first, handed_at__lt=after, application__case__in=Case.objects.reached_by(grant)
    )


def in_place(grant: Grant, span: tuple[date, date]) -> list[InPlace]:
    """One row for each department with a decision or something handed up, the lowest rate first."""
    of_unit = {"unit": F("application__case__department")}
    decisions: QuerySet[Any, Any] = steps_of(grant, span).filter(step__in=DECIDING).order_by().values(**of_unit)
    hand_ups: QuerySet[Any, Any] = hand_ups_of(grant, span).order_by().values(**of_unit)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for row in [
        *decisions.annotate(at_window=Count("id", filter=AT_WINDOW), decided=Count("id")),
        *hand_ups.annotate(handed_up=Count("id", filter=BEFORE), special=Count("id", filter=~BEFORE)),
    ]:
        counts[row.pop("unit")] |= row
    departments = Department.objects.in_bulk(counts)
    rows = [InPlace(departments[pk], **of_department) for pk, of_department in counts.items()]
    return sorted(
        rows, key=lambda row: (row.rate is None, row.rate or 0, row.department.code if row.department else "")
    )


def together(rows: Iterable[InPlace]) -> InPlace:
    total: Counter[str] = Counter()
    for row in rows:
        total.update({name: getattr(row, name) for name in ("at_window", "decided", "handed_up", "special")})
    return InPlace(None, **total)


def by_step(grant: Grant, span: tuple[date, date]) -> list[OfStep]:
    """Which steps left the window, in the order of an application's life."""
    steps: QuerySet[Any, Any] = steps_of(grant, span).order_by().values_list("step")
    steps = steps.annotate(window=Count("pk", filter=AT_WINDOW), office=Count("pk", filter=~AT_WINDOW))
    counts = {step: (window, office) for step, window, office in steps}
    hand_ups = dict(hand_ups_of(grant, span).filter(BEFORE).order_by().values_list("step").annotate(n=Count("pk")))
    return [OfStep(step, *counts.get(step, (0, 0)), hand_ups.get(step, 0)) for step in Step]


def behind(grant: Grant, span: tuple[date, date], *, by: str, step: str = "") -> QuerySet[StepTaken] | QuerySet[HandUp]:
    """
    The list behind a figure, loaded for its rows.

    :param by: one of BY_WORDS. :param step: only this one; DECISION: only decisions, whichever way; "" for all.
    """
    if by in (HANDED_UP, SPECIAL):
        kind = BEFORE if by == HANDED_UP else ~BEFORE
        rows: QuerySet = hand_ups_of(grant, span).filter(kind).select_related("window", "handed_by")
        rows = rows.order_by("-handed_at", "-pk")
    else:
        rows = steps_of(grant, span).filter(~AT_WINDOW if by == OFFICE else AT_WINDOW)
        rows = rows.select_related("taken_by", "delegation", "acts_for__user").order_by("-at", "-pk")
    if step:
        rows = rows.filter(step__in=DECIDING if step == DECISION else [step])
    return rows.select_related("application__case__department")
