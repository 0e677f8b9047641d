"""
What the board names one by one: the worst of what is late, what turns red today, the last cards; and what a row of a case shows.

All of it is read now. Django writes each question once for a reach, not at each asking (hall.prepared).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Extract
from django.utils import timezone

from cases.clocks import limit_of, spans_among
from cases.models import Card, Case, CaseKind, Deadline, Pause
from cases.queries import midnight_after
from cases.rules import Lamp
from cases.tables.cards import CardQuerySet
from cases.tables.case import REACHES, CaseQuerySet
from cases.tables.clocks import DeadlineQuerySet
from complaints.queries import reclassified
from hall.access import Grant
from hall.models import Department
from hall.permissions import Permission
from hall.prepared import ANY_MOMENT, ANY_NUMBERS, DEPARTMENT, Among, Prepared, Roles, of_its_places, of_its_shape
from hall.worktime import Unit, WorkCalendar, elapsed_share
from oversight.tally import ALIVE, BROKEN, CAN_BREAK

SEVERE = 3  # times the limit
MOST_ROWS = 20  # rows of a list on the board
MOST_CARDS = 10
CANDIDATES = 300  # overdue clocks weighed exactly, the longest overdue first
# how much natural time one unit of a limit usually takes, for picking the candidates only
NATURAL_SECONDS = {
    Unit.WORKING_MINUTE: 288,
    Unit.WORKING_DAY: 120_960,
    Unit.NATURAL_DAY: 86_400,
    Unit.MONTH: 2_592_000,
}


@dataclass(frozen=True)
class Reach:
    """Of what a grant reaches, all or one department: what the questions of a board depend on besides the time."""

    grant: Grant
    department: int | None = None

    def in_general(self, roles: Roles) -> "Reach":
        """The same with stand-ins: see hall.prepared.of_its_shape."""
        return Reach(self.grant.in_general(roles), roles.of_one(DEPARTMENT, self.department))

    @property
    def cases(self) -> CaseQuerySet:
        return Case.objects.reached_by(self.grant).filter(self._within)

    @property
    def cards(self) -> CardQuerySet:
        return Card.objects.reached_by(self.grant).filter(self._within)

    @property
    def _within(self) -> Q:
        return Q() if self.department is None else Q(department=self.department)

    @property
    def whole(self) -> bool:
        """Whether it is the whole hall."""
        return self.grant.everywhere and self.department is None


def cases_of(reach: Reach, wanted: list[int]) -> dict[int, Case]:
    """These cases by their ids, with what a row shows and when each is due (`due`)."""
    return {case.pk: case for case in filled(_cases(reach).rows(wanted))}


@of_its_shape
def _cases(reach: Reach) -> Prepared[Case]:
    return Prepared(lambda: listed(with_due(reach.cases)).filter(Among(F("pk"), ANY_NUMBERS)), ANY_NUMBERS)


def recent_cards(reach: Reach) -> list[Card]:
    return _recent_cards(reach).rows()


@of_its_places
def _recent_cards(reach: Reach) -> Prepared[Card]:
    return Prepared(
        lambda: reach.cards.with_liable().select_related("deadline").order_by("-issued_at", "-pk")[:MOST_CARDS]
    )


def late_of_units(grant: Grant, department: Department | None, *, at: datetime) -> list[Case]:
    """
    The corrections, answers and commitments that units owe and are late with, of those that a grant of BOARD_VIEW reaches, or of one
    department's; the longest first. `due`: since when.
    """
    return _late_of_units(Reach(grant, department.pk if department else None)).rows(at)


@of_its_places
def _late_of_units(reach: Reach) -> Prepared[Case]:
    clock = {"deadlines__met_at": None, "deadlines__superseded_at": None, "deadlines__due_at__lt": ANY_MOMENT}
    late = listed(reach.cases.running().filter(kind=CaseKind.CONDUCT, **clock)).annotate(due=F("deadlines__due_at"))
    return Prepared(lambda: late.order_by("due", "pk")[:MOST_ROWS], ANY_MOMENT)


def first_today(reach: Reach, *, at: datetime, within: CaseQuerySet | None = None) -> list[int]:
    """The ids of the first cases that turn red today; of those `within`, if that is given."""
    first = _first_today(reach).rows(at, midnight_after(at)) if within is None else _walked_today(within, at=at)
    return [case for _due, case in sorted(first)[:MOST_ROWS]]


@of_its_places
def _first_today(reach: Reach) -> Prepared[Any]:
    return Prepared(lambda: _walked_today(reach.cases, at=ANY_MOMENT), ANY_MOMENT, midnight_after(ANY_MOMENT))


def _walked_today(cases: CaseQuerySet, *, at: datetime) -> QuerySet[Any]:
    """Each lamp is walked along the index of running clocks, (lamp, due, case), each case at its earliest one: (due, case)."""
    today = clocks_due_today(at)
    earlier = today.filter(
        Q(due_at__lt=OuterRef("clock__due_at")) | Q(due_at=OuterRef("clock__due_at"), pk__lt=OuterRef("clock")),
        case=OuterRef("pk"),
    )
    due = cases.running().alias(clock=FilteredRelation("deadlines", condition=due_today(at, "deadlines__")))
    # one call of filter: of a second one the clock would be another join
    green, yellow = (
        due.filter(~Exists(earlier), clock__lamp=lamp)
        .order_by("clock__due_at", "pk")
        .values_list("clock__due_at", "pk")[:MOST_ROWS]
        for lamp in ALIVE
    )
    return green.union(yellow, all=True)


def clocks_due_today(at: datetime) -> DeadlineQuerySet:
    """Running clocks that will turn red or deep red on the day of `at`, if nobody acts. A stopped clock is not among them."""
    return Deadline.objects.filter(due_today(at))


def due_today(at: datetime, clock: str = "") -> Q:
    """The same as a condition; `clock` leads to it."""
    terms = {
        "met_at": None,
        "superseded_at": None,
        "lamp__in": ALIVE,
        "rule__in": CAN_BREAK,
        "due_at__gte": at,
        "due_at__lt": midnight_after(at),
    }
    return Q(**{f"{clock}{name}": value for name, value in terms.items()})


def with_due(cases: CaseQuerySet) -> CaseQuerySet:
    """Annotate `due`: the earliest due moment among the clocks that are not stopped; None without one."""
    due = (
        Deadline.objects.running()
        .filter(case=OuterRef("pk"), lamp__gt=int(Lamp.GREY))
        .order_by("due_at")
        .values("due_at")[:1]
    )
    return cases.annotate(due=Subquery(due))


def listed(cases: CaseQuerySet) -> CaseQuerySet:
    """Load with each case whom a row of a list names: unit, window, owner."""
    return cases.select_related("department", "window", "owner")


def filled(cases: Iterable[Case]) -> list[Case]:
    """The same cases with what else a row shows: running clocks (`clocks`), pauses (`paused`), cards (`carded`)."""
    cases = list(cases)
    for name, question in _OF_ROWS.items():
        of_case = defaultdict(list)
        for each in question.rows([case.pk for case in cases]):
            of_case[each.case_id].append(each)
        for case in cases:
            setattr(case, name, of_case[case.pk])
    return cases


_OF_ROWS: dict[str, Prepared[Any]] = {
    name: Prepared(lambda rows=rows: rows.filter(Among(F("case"), ANY_NUMBERS)), ANY_NUMBERS)  # type: ignore[misc]
    for name, rows in {
        "clocks": Deadline.objects.running().order_by("due_at", "id"),
        "paused": Pause.objects.all(),
        "carded": Card.objects.all(),
    }.items()
}


def _allowed(grant: Grant) -> CaseQuerySet:
    """As Case.objects.allowed has it of whoever holds this grant of BOARD_VIEW."""
    return Case.objects.reached_by(grant).filter(kind__in=REACHES[Permission.BOARD_VIEW])


def listed_of(grant: Grant, wanted: list[int]) -> list[Case]:
    """Of these cases those that a grant of BOARD_VIEW reaches, as `listed` loads them."""
    return _listed(grant).rows(wanted)


@of_its_shape
def _listed(grant: Grant) -> Prepared[Case]:
    return Prepared(lambda: listed(_allowed(grant)).filter(Among(F("pk"), ANY_NUMBERS)), ANY_NUMBERS)


def reclassified_of(grant: Grant) -> int:
    """How many of the complaints that a grant of BOARD_VIEW reaches are of another kind since two people agreed to it."""
    return next(iter(_reclassified(grant).rows()), 0)


@of_its_shape
def _reclassified(grant: Grant) -> Prepared[Any]:
    counted = reclassified(_allowed(grant)).order_by().annotate(n=Window(Count("*")))
    return Prepared(lambda: counted.values_list("n", flat=True)[:1])


def severe(
    reach: Reach, *, at: datetime, calendar_now: WorkCalendar, within: CaseQuerySet | None = None
) -> list[tuple[int, int, float]]:
    """
    The worst cases of more than SEVERE times their limit, each once, by its worst clock: (case, clock, multiple). Of those `within`,
    if that is given.

    The database picks CANDIDATES by natural time, each unit at its usual length; working time, without pauses, decides.
    """
    candidates = _candidates(reach, at=at) if within is None else list(_late_within(within, at=at))
    pauses: dict[int, list[Pause]] = {}
    for pause in _OF_ROWS["paused"].rows(list({each.case_id for each in candidates})):
        pauses.setdefault(pause.case_id, []).append(pause)
    worst: dict[int, tuple[float, int]] = {}
    for each in candidates:
        share = _share(each, pauses.get(each.case_id, ()), at=at, calendar_now=calendar_now)
        if share > max(SEVERE, worst.get(each.case_id, (0.0, 0))[0]):
            worst[each.case_id] = (share, each.pk)
    first = sorted(worst.items(), key=lambda each: (-each[1][0], each[1][1]))[:MOST_ROWS]
    return [(case, clock, share) for case, (share, clock) in first]


def _candidates(reach: Reach, *, at: datetime) -> list[Any]:
    """The longest overdue clocks of these cases: rows of what their multiple is computed of."""
    if reach.whole:  # of thousands of late clocks, only those that are picked are held against their cases
        picked = _LONGEST_OVERDUE.rows(at)
        wanted = {each.case_id for each in picked}
        if len(_running(reach).rows(list(wanted))) == len(wanted):
            return picked
    return _longest_overdue(reach).rows(at)


def _overdue_longest(at: datetime, narrow: Callable[[DeadlineQuerySet], DeadlineQuerySet]) -> QuerySet[Any]:
    seconds = models.Case(*(When(unit=str(unit), then=Value(length)) for unit, length in NATURAL_SECONDS.items()))
    elapsed = models.ExpressionWrapper(Value(at) - F("started_at"), output_field=models.DurationField())
    natural = Extract(elapsed, "epoch", output_field=models.FloatField())
    broken = narrow(Deadline.objects.running().filter(lamp__in=BROKEN, due_at__lt=at))
    broken = broken.annotate(times=natural / (F("quantity") * seconds)).order_by("-times", "pk")
    columns = ("pk", "case_id", "rule", "unit", "quantity", "started_at", "due_at")
    return broken.values_list(*columns, named=True)[:CANDIDATES]


_LONGEST_OVERDUE: Prepared[Any] = Prepared(lambda: _overdue_longest(ANY_MOMENT, lambda clocks: clocks), ANY_MOMENT)


@of_its_places
def _longest_overdue(reach: Reach) -> Prepared[Any]:
    of_running = reach.cases.running()
    return Prepared(lambda: _overdue_longest(ANY_MOMENT, lambda clocks: clocks.filter(case__in=of_running)), ANY_MOMENT)


def _late_within(cases: CaseQuerySet, *, at: datetime) -> QuerySet[Any]:
    of_running = cases.running().order_by().values("pk")
    return _overdue_longest(at, lambda clocks: clocks.filter(case__in=of_running))


@of_its_shape
def _running(reach: Reach) -> Prepared[Any]:
    return Prepared(lambda: reach.cases.running().filter(Among(F("pk"), ANY_NUMBERS)).values_list("pk"), ANY_NUMBERS)


def _share(clock: Any, pauses: Iterable[Pause], *, at: datetime, calendar_now: WorkCalendar) -> float:
    """Working time used over the limit. A pause that is still open lasts until the day of `at`."""
    today = timezone.localdate(at)
    counted = spans_among(pauses, clock)
    closed = [replace(span, ends_on=max(span.starts_on, today)) if span.is_open else span for span in counted]
    return elapsed_share(limit_of(clock), clock.started_at, at, calendar_now, closed) or 0.0
