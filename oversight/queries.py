"""
Questions of the board. Every number and every list starts from the same predicate: the cases that a grant of BOARD_VIEW
reaches, as Case.objects.allowed has it for a person. The numbers come from oversight.tally; what is listed is read now.

"Late" is what the sweep has written on the clocks; nothing here compares a due moment with the wall clock inside a count.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import (
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases import deadlines
from cases.models import Card, CardState, Case, Deadline, Figure, Recomputation
from cases.queries import midnight
from cases.reconcile.standing import Standing
from cases.reconcile.standing import standing as standing_of_check
from cases.rules import Lamp
from cases.sight import leaves_out
from cases.sweep import Signs, signs_of_life
from cases.tables.case import CaseQuerySet
from hall import calendar, clock
from hall.access import Grant
from hall.models import CalendarChange, Department, ReadingChange, StrayClock
from hall.prepared import ANY_MOMENT, ANY_NUMBERS, Among, Prepared, of_its_shape
from hall.worktime import Due
from oversight import foremost
from oversight.foremost import Reach
from oversight.tally import ALIVE, CAN_BREAK, LAMPS, REPEATED_WITHIN, Tally, tally
from permits.models import Application

CALENDAR_NEWS = timedelta(days=7)  # a change of the calendar, or of a reading, stands on the board so long
OF_UNITS = (*LAMPS, Figure.YELLOW_CARD, Figure.RED_CARD)
NONE: tuple[int, None] = (0, None)  # no appeals, and so no first one


@dataclass(frozen=True)
class Figures:
    """Running cases, each counted once by the worst lamp of its running clocks. No running clock counts as grey."""

    grey: int = 0
    green: int = 0
    yellow: int = 0
    red: int = 0
    deep_red: int = 0

    @property
    def running(self) -> int:
        return self.grey + self.green + self.yellow + self.red + self.deep_red

    @property
    def overdue(self) -> int:
        return self.red + self.deep_red

    @property
    def overdue_rate(self) -> float:
        """Share of the running cases that are red or deep red, 0–1; 0 without any."""
        return self.overdue / self.running if self.running else 0.0


@dataclass(frozen=True)
class Unit:
    """One liable unit's row: a department, or (department None) the complaint centre. Cards without the withdrawn ones."""

    department: Department | None
    figures: Figures
    yellow_cards: int
    red_cards: int
    appeals: int = 0  # that wait for the office's ruling
    appealed_at: datetime | None = None  # the first of them


@dataclass(frozen=True)
class Severe:
    """A case whose clock has used more than SEVERE times its limit; `share` is that multiple, in working time."""

    case: Case
    deadline: Deadline
    share: float

    @property
    def times(self) -> float:
        return round(self.share, 2)


@dataclass(frozen=True)
class Board:
    """The office's board at one instant; its figures as of `counted_at`, a few minutes before at most."""

    at: datetime
    counted_at: datetime
    department: Department | None
    figures: Figures
    units: list[Unit]
    severe: list[Severe]
    due_today: list[Case]
    due_today_count: int
    recent_cards: list[Card]
    signs: Signs
    check: Standing
    made_again: int  # within REPEATED_WITHIN days
    late_ratings: int  # corrections of bad ratings that are overdue
    late_complaints: int
    leaves_out: bool  # complaints about departments that the reader works for, and their cards: in no figure here

    # what the page shows and the API does not say is read when it is asked for

    @cached_property
    def strays(self) -> list[StrayClock]:
        return _STRAYS.rows()

    @cached_property
    def calendar_changes(self) -> list[Recomputation]:
        return _CALENDAR_CHANGES.rows(self.at - CALENDAR_NEWS)

    @cached_property
    def readings(self) -> list[ReadingChange]:
        return _READINGS.rows(self.at - CALENDAR_NEWS)

    @property
    def appeals(self) -> int:
        """Appeals against cards that wait for a ruling."""
        return sum(unit.appeals for unit in self.units)

    @property
    def ruling_due(self) -> Due | None:
        """By when the first of them is to be ruled on; None without one."""
        first = min((unit.appealed_at for unit in self.units if unit.appealed_at), default=None)
        return deadlines.ruling_due(appealed_at=first, calendar=calendar.current()) if first else None

    @property
    def ruling_is_late(self) -> bool:
        return self.ruling_due is not None and self.at > self.ruling_due.due_at


@dataclass(frozen=True)
class Narrowed:
    """Of what is within a board's reach the running cases that fit its filters, and how many these are: counted now, and not kept."""

    cases: CaseQuerySet
    counted: Tally


def board(
    grant: Grant,
    at: datetime,
    department: Department | None = None,
    narrowed: Narrowed | None = None,
    *,
    names_cases: bool = True,
) -> Board:
    """
    Return the board of what a grant of BOARD_VIEW reaches, or of one department within it.

    :param at: the instant read at the door; it decides what is due today and whether the sweep is stale.
    :param narrowed: by more than the department: cards and appeals, which are not narrowed with the cases, are then left out.
    :param names_cases: whether any case or card is named one by one; else figures alone.
    """
    reach = Reach(grant, department.pk if department else None)
    counted = narrowed.counted if narrowed else tally(grant, at=at)
    if department is not None:
        counted = counted.of(department.pk)
    units = _units(counted, reach, whole=narrowed is None)
    within = narrowed.cases if narrowed else None
    severe: list[tuple[int, int, float]] = []
    today: list[int] = []
    loaded: dict[int, Case] = {}
    if names_cases:
        severe = foremost.severe(reach, at=at, calendar_now=calendar.current(), within=within)
        today = foremost.first_today(reach, at=at, within=within)
        loaded = foremost.cases_of(reach, [*(case for case, _clock, _share_used in severe), *today])
    return Board(
        at=at,
        counted_at=counted.counted_at,
        department=department,
        figures=_sum(unit.figures for unit in units),
        units=units,
        # handed over to another department since its id was read: no row of this board any more
        severe=[
            Severe(loaded[case], late, share)
            for case, pk, share in severe
            if case in loaded and (late := _clock_of(loaded[case], pk))
        ],
        due_today=[loaded[case] for case in today if case in loaded],
        due_today_count=counted.sum(Figure.TODAY),
        recent_cards=[] if narrowed or not names_cases else foremost.recent_cards(reach),
        signs=signs_of_life(at=at),
        check=standing_of_check(at=at),
        made_again=counted.sum(Figure.AGAIN),
        late_ratings=counted.sum(Figure.RATING_LATE),
        late_complaints=counted.sum(Figure.TICKET_LATE),
        leaves_out=leaves_out(grant),
    )


def _clock_of(case: Case, pk: int) -> Deadline | None:
    """One of the running clocks of a case that is `filled`; None if it has just ended."""
    return next((clock for clock in case.clocks if clock.pk == pk), None)  # type: ignore[attr-defined]


def _calendar_changes(*, since: datetime) -> QuerySet[Recomputation]:
    """
    What changes of the calendar have lately done to dates and cards: all of them, those that withdrew cards first, the newest first.
    Each with the `change` whose page lists what it moved; None of one that nobody wrote down.
    """
    own = CalendarChange.objects.filter(stamp=OuterRef("stamp"), part_of=None).order_by("pk").values("pk")[:1]
    lately = Recomputation.objects.filter(finished_at__gt=since).exclude(moved=0, withdrawn=0)
    without_cards = models.Case(When(withdrawn=0, then=Value(1)), default=Value(0))
    return lately.annotate(change=Subquery(own)).order_by(without_cards, "-pk")


def _readings(*, since: datetime) -> QuerySet[ReadingChange]:
    """How the 日 of a law has lately come to be read otherwise: of every later case of the item the limit is another."""
    lately = ReadingChange.objects.filter(changed_at__gt=since)
    return lately.select_related("version", "item", "entered_by", "changed_by")


_STRAYS = Prepared(clock.strays)
_CALENDAR_CHANGES = Prepared(lambda: _calendar_changes(since=ANY_MOMENT), ANY_MOMENT)
_READINGS = Prepared(lambda: _readings(since=ANY_MOMENT), ANY_MOMENT)


def made_again(cases: CaseQuerySet, *, at: datetime) -> CaseQuerySet:
    """
    Applications of the last REPEATED_WITHIN days that follow one of the same matter, which ended without a licence: by law every
    limit begins anew with them, so that what was late or due there stands on no list of late ones (decisions 119 and 132).
    """
    earlier = Application.objects.filter(taken_up_by=OuterRef("pk"))
    since = midnight(timezone.localdate(at) - timedelta(days=REPEATED_WITHIN))
    return cases.filter(Exists(earlier), opened_at__gte=since)


def earlier_ones(cases: Iterable[Case]) -> Mapping[int | None, list[Application]]:
    """By the key of a case the applications that it takes up, with their cases and clocks; in two queries."""
    ended = Application.objects.filter(taken_up_by__in=[case.pk for case in cases])
    ended = ended.select_related("case", "decision").only(
        *(f"case__{name}" for name in ("number", "state", "opened_at", "closed_at")),
        *("decision__result", "decision__at", "taken_up_by"),
    )
    by_case: dict[int | None, list[Application]] = {}
    for each in ended.prefetch_related("case__deadlines").order_by("case__opened_at", "pk"):
        by_case.setdefault(each.taken_up_by_id, []).append(each)
    return by_case


def departments_of(grant: Grant) -> QuerySet[Department]:
    return Department.objects.filter(grant.as_filter("pk"))


def departments_with_cases(grant: Grant) -> list[Department]:
    """The same, each with `has_cases`: whether a list of cases or cards of it can hold anything."""
    return _departments_with_cases(grant).rows()


@of_its_shape
def _departments_with_cases(grant: Grant) -> Prepared[Department]:
    of_it = {"department": OuterRef("pk")}
    running = Case.objects.running().filter(**of_it)
    concluded = Case.objects.filter(concluded_at__isnull=False, **of_it)
    cards = Card.objects.filter(**of_it)
    has_cases = Exists(running) | Exists(concluded) | Exists(cards)
    return Prepared(lambda: departments_of(grant).annotate(has_cases=has_cases))


def first_due_today(case: Case, *, at: datetime) -> Deadline | None:
    """The clock that put a case that is `filled` on the list of what turns red today; None if it has just moved on."""
    today = timezone.localdate(at)
    still = (
        clock
        for clock in case.clocks  # type: ignore[attr-defined]
        if clock.lamp in ALIVE
        and clock.rule in CAN_BREAK
        and clock.due_at >= at
        and timezone.localdate(clock.due_at) == today
    )
    return next(still, None)


def with_worst_lamp(cases: CaseQuerySet) -> CaseQuerySet:
    """Annotate `worst`: the largest lamp of the running clocks, grey without one."""
    worst = Deadline.objects.running().filter(case=OuterRef("pk")).order_by("-lamp").values("lamp")[:1]
    return cases.annotate(worst=Coalesce(Subquery(worst), int(Lamp.GREY)))


def with_worst_due(cases: CaseQuerySet) -> CaseQuerySet:
    """Annotate `worst_due`: the earliest due moment among the clocks of the worst lamp; None where all stand still."""
    lit = Deadline.objects.running().filter(case=OuterRef("pk"), lamp__gt=int(Lamp.GREY))
    return cases.annotate(worst_due=Subquery(lit.order_by("-lamp", "due_at").values("due_at")[:1]))


def _units(counted: Tally, reach: Reach, *, whole: bool = True) -> list[Unit]:
    """One row for each unit with running cases or cards, the worst rate first; the centre last, hall-wide always. Not `whole`: without appeals."""
    appeals = {pk: (n, first) for pk, n, first in _appeals(reach).rows()} if whole else {}
    named = {unit for unit, figure in counted.numbers if figure in OF_UNITS} | set(appeals)
    named |= {None} if reach.whole and whole else set()
    departments: Mapping[int | None, Department] = {
        each.pk: each for each in _DEPARTMENTS.rows([pk for pk in named if pk is not None])
    }
    units = [
        Unit(
            department=departments[pk] if pk is not None else None,
            figures=Figures(**{str(lamp): counted.numbers[pk, lamp] for lamp in LAMPS}),
            yellow_cards=counted.numbers[pk, Figure.YELLOW_CARD],
            red_cards=counted.numbers[pk, Figure.RED_CARD],
            appeals=appeals.get(pk, NONE)[0],
            appealed_at=appeals.get(pk, NONE)[1],
        )
        for pk in named
    ]
    return sorted(units, key=_worst_first)


@of_its_shape
def _appeals(reach: Reach) -> Prepared[Any]:
    """Of each department the appeals that wait for a ruling, and since when the first one does."""
    waiting = reach.cards.filter(state=CardState.APPEALED).order_by().values_list("department")
    return Prepared(lambda: waiting.annotate(Count("pk"), Min("appealed_at")))


_DEPARTMENTS = Prepared(lambda: Department.objects.filter(Among(F("pk"), ANY_NUMBERS)), ANY_NUMBERS)


def _worst_first(unit: Unit) -> tuple:
    code = unit.department.code if unit.department else ""
    return unit.department is None, -unit.figures.overdue_rate, -unit.figures.overdue, code


def _sum(several) -> Figures:
    total = Counter[str]()
    for figures in several:
        total.update(vars(figures))
    return Figures(**total)
