"""
Questions of the board. Every number and every list starts from the same predicate: the cases that a grant of BOARD_VIEW
reaches, as Case.objects.allowed has it for a person.

"Late" is what the sweep has written on the clocks; nothing here compares a due moment with the wall clock inside a count.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, Extract
from django.utils import timezone

from cases import deadlines
from cases.clocks import limit_of, spans
from cases.models import Card, CardState, Case, Deadline, Recomputation
from cases.queries import midnight, midnight_after
from cases.reconcile.standing import Standing
from cases.reconcile.standing import standing as standing_of_check
from cases.rules import RULES, CardLevel, Lamp
from cases.sight import left_out
from cases.sweep import Signs, signs_of_life
from cases.tables.cards import CardQuerySet
from cases.tables.case import CaseQuerySet
from cases.tables.clocks import DeadlineQuerySet
from enquiries.deadlines import ATTACH_WITHIN
from hall import calendar, clock
from hall.access import Grant
from hall.models import CalendarChange, Department, ReadingChange, StrayClock
from hall.worktime import Due, WorkCalendar, elapsed_share
from hall.worktime import Unit as TimeUnit
from permits.models import Application

BROKEN = (int(Lamp.RED), int(Lamp.DEEP_RED))
ALIVE = (int(Lamp.GREEN), int(Lamp.YELLOW))
CAN_BREAK = [str(rule) for rule, terms in RULES.items() if terms.broken in BROKEN]
SEVERE = 3  # times the limit
MOST_ROWS = 20  # rows of a list on the board
MOST_CARDS = 10
REPEATED_WITHIN = ATTACH_WITHIN  # natural days: as long as an application takes up an earlier one (Q6)
CALENDAR_NEWS = timedelta(days=7)  # a change of the calendar, or of a reading, stands on the board so long
NONE: tuple[int, None] = (0, None)  # no appeals, and so no first one
CANDIDATES = 300  # overdue clocks weighed exactly, the longest overdue first
# how much natural time one unit of a limit usually takes, for picking the candidates only
NATURAL_SECONDS = {
    TimeUnit.WORKING_MINUTE: 288,
    TimeUnit.WORKING_DAY: 120_960,
    TimeUnit.NATURAL_DAY: 86_400,
    TimeUnit.MONTH: 2_592_000,
}


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
    """The office's board at one instant."""

    at: datetime
    department: Department | None
    figures: Figures
    units: list[Unit]
    severe: list[Severe]
    due_today: list[Case]
    due_today_count: int
    recent_cards: list[Card]
    signs: Signs
    check: Standing
    strays: QuerySet[StrayClock]
    made_again: int  # within REPEATED_WITHIN days
    calendar_changes: QuerySet[Recomputation]
    readings: QuerySet[ReadingChange]
    left_out_complaints: int  # about departments that the reader works for: in no figure here
    left_out_cards: int

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


def board(grant: Grant, at: datetime, department: Department | None = None) -> Board:
    """
    Return the board of what a grant of BOARD_VIEW reaches, or of one department within it.

    :param at: the instant read at the door; it decides what is due today and whether the sweep is stale.
    """
    cases, cards = Case.objects.reached_by(grant), Card.objects.reached_by(grant)
    if department is not None:
        cases, cards = cases.filter(department=department), cards.filter(department=department)
    units = _units(cases, cards, with_centre=grant.everywhere and department is None)
    severe = _severe(cases, at=at, calendar_now=calendar.current())
    due_today = _due_today(cases, at=at)
    loaded = listed(with_due(cases)).in_bulk([*(deadline.case_id for deadline, _share_used in severe), *due_today])
    hidden, hidden_cards = left_out(grant)
    return Board(
        at=at,
        department=department,
        figures=_sum(unit.figures for unit in units),
        units=units,
        # handed over to another department since its id was read: no row of this board any more
        severe=[Severe(loaded[each.case_id], each, share) for each, share in severe if each.case_id in loaded],
        due_today=[loaded[case] for case in due_today if case in loaded],
        due_today_count=next(iter(due_today.values()), 0),
        recent_cards=list(cards.with_liable().select_related("deadline").order_by("-issued_at", "-pk")[:MOST_CARDS]),
        signs=signs_of_life(at=at),
        check=standing_of_check(at=at),
        strays=clock.strays(),
        made_again=made_again(cases, at=at).count(),
        calendar_changes=_calendar_changes(at=at),
        readings=_readings(at=at),
        left_out_complaints=hidden,
        left_out_cards=hidden_cards,
    )


def _calendar_changes(*, at: datetime) -> QuerySet[Recomputation]:
    """
    What changes of the calendar have lately done to dates and cards: all of them, those that withdrew cards first, the newest first.
    Each with the `change` whose page lists what it moved; None of one that nobody wrote down.
    """
    own = CalendarChange.objects.filter(stamp=OuterRef("stamp"), part_of=None).order_by("pk").values("pk")[:1]
    lately = Recomputation.objects.filter(finished_at__gt=at - CALENDAR_NEWS).exclude(moved=0, withdrawn=0)
    without_cards = models.Case(When(withdrawn=0, then=Value(1)), default=Value(0))
    return lately.annotate(change=Subquery(own)).order_by(without_cards, "-pk")


def _readings(*, at: datetime) -> QuerySet[ReadingChange]:
    """How the 日 of a law has lately come to be read otherwise: of every later case of the item the limit is another."""
    lately = ReadingChange.objects.filter(changed_at__gt=at - CALENDAR_NEWS)
    return lately.select_related("version", "item", "entered_by", "changed_by")


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


def _due_today(cases: CaseQuerySet, *, at: datetime) -> dict[int, int]:
    """The ids of the first cases that turn red today, each with how many there are in all."""
    due = cases.running().filter(Exists(clocks_due_today(at).filter(case=OuterRef("pk"))))
    in_all = with_due(due).annotate(in_all=Window(Count("pk"))).order_by("due", "pk")  # type: ignore[misc]
    return dict(in_all.values_list("pk", "in_all")[:MOST_ROWS])


def departments_of(grant: Grant) -> QuerySet[Department]:
    return Department.objects.filter(grant.as_filter("pk"))


def departments_with_cases(grant: Grant) -> QuerySet[Department]:
    """The same, each with `has_cases`: whether a list of cases or cards of it can hold anything."""
    of_it = {"department": OuterRef("pk")}
    running = Case.objects.running().filter(**of_it)
    concluded = Case.objects.filter(concluded_at__isnull=False, **of_it)
    cards = Card.objects.filter(**of_it)
    return departments_of(grant).annotate(has_cases=Exists(running) | Exists(concluded) | Exists(cards))


def clocks_due_today(at: datetime) -> DeadlineQuerySet:
    """Running clocks that will turn red or deep red on the day of `at`, if nobody acts. A stopped clock is not among them."""
    not_yet = Deadline.objects.running().filter(lamp__in=ALIVE, rule__in=CAN_BREAK)
    return not_yet.filter(due_at__gte=at, due_at__lt=midnight_after(at))


def first_due_today(case: Case, *, at: datetime) -> Deadline | None:
    """The clock that put a case, loaded by `listed`, on the list of what turns red today; None if it has just moved on."""
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
    """Load with each case what a row of a list shows: unit, owner, running clocks (`clocks`), pauses, cards."""
    clocks = Prefetch("deadlines", queryset=Deadline.objects.running().order_by("due_at", "id"), to_attr="clocks")
    return cases.select_related("department", "window", "owner").prefetch_related(clocks, "pauses", "cards")


def _units(cases: CaseQuerySet, cards: CardQuerySet, *, with_centre: bool) -> list[Unit]:
    """One row for each unit with running cases or cards, the worst rate first; the centre last, hall-wide always."""
    lamps: dict[int | None, dict[str, int]] = {}
    counted = with_worst_lamp(cases.running()).order_by().values_list("department", "worst").annotate(n=Count("pk"))  # type: ignore[misc]
    for department, worst, n in counted:
        lamps.setdefault(department, {})[Lamp(worst).name.lower()] = n
    issued = Counter[tuple[int | None, str]]()
    appeals: dict[int | None, tuple[int, datetime | None]] = {}
    for department, level, state, n, first in (
        cards.standing()
        .order_by()
        .values_list("department", "level", "state")
        .annotate(n=Count("pk"), first=Min("appealed_at"))
    ):
        issued[department, level] += n
        if state == CardState.APPEALED:
            count, earliest = appeals.get(department, (0, None))
            appeals[department] = (count + n, min(filter(None, (earliest, first))))
    named = set(lamps) | {department for department, _level in issued} | ({None} if with_centre else set())
    departments: Mapping[int | None, Department] = Department.objects.in_bulk([pk for pk in named if pk is not None])
    units = [
        Unit(
            department=departments[pk] if pk is not None else None,
            figures=Figures(**lamps.get(pk, {})),
            yellow_cards=issued[pk, CardLevel.YELLOW],
            red_cards=issued[pk, CardLevel.RED],
            appeals=appeals.get(pk, NONE)[0],
            appealed_at=appeals.get(pk, NONE)[1],
        )
        for pk in named
    ]
    return sorted(units, key=_worst_first)


def _worst_first(unit: Unit) -> tuple:
    code = unit.department.code if unit.department else ""
    return unit.department is None, -unit.figures.overdue_rate, -unit.figures.overdue, code


def _sum(several) -> Figures:
    total = Counter[str]()
    for figures in several:
        total.update(vars(figures))
    return Figures(**total)


def _severe(cases: CaseQuerySet, *, at: datetime, calendar_now: WorkCalendar) -> list[tuple[Deadline, float]]:
    """
    The worst cases of more than SEVERE times their limit, each once, by its worst clock.

    The database picks CANDIDATES by natural time, each unit at its usual length; working time, without pauses, decides.
    """
    seconds = models.Case(*(When(unit=str(unit), then=Value(length)) for unit, length in NATURAL_SECONDS.items()))
    elapsed = models.ExpressionWrapper(Value(at) - F("started_at"), output_field=models.DurationField())
    natural = Extract(elapsed, "epoch", output_field=models.FloatField())
    broken = Deadline.objects.running().filter(case__in=cases.running(), lamp__in=BROKEN, due_at__lt=at)
    candidates = broken.annotate(times=natural / (F("quantity") * seconds)).order_by("-times", "pk")[:CANDIDATES]
    worst: dict[int, tuple[float, Deadline]] = {}
    for deadline in candidates.select_related("case").prefetch_related("case__pauses"):
        share = _share(deadline, at=at, calendar_now=calendar_now)
        if share > max(SEVERE, worst.get(deadline.case_id, (0.0, None))[0]):
            worst[deadline.case_id] = (share, deadline)
    first = sorted(worst.values(), key=lambda each: (-each[0], each[1].pk))[:MOST_ROWS]
    return [(deadline, share) for share, deadline in first]


def _share(deadline: Deadline, *, at: datetime, calendar_now: WorkCalendar) -> float:
    """Working time used over the limit. A pause that is still open lasts until the day of `at`."""
    today = timezone.localdate(at)
    closed = [replace(span, ends_on=max(span.starts_on, today)) if span.is_open else span for span in spans(deadline)]
    return elapsed_share(limit_of(deadline), deadline.started_at, at, calendar_now, closed) or 0.0
