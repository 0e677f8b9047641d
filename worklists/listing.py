"""
Lists of the cases of one kind, read so that a page costs the same among a hundred open cases and among a hundred thousand.

In the order of due moments a list has two parts: cases with a clock that runs, read along the index of running clocks
(department, due, case), each case at its earliest clock; behind them the cases without one. Nothing sorts the whole list,
and nothing counts it beyond COUNTED. A list narrowed to COUNTED or fewer is read whole and sorted here: what it holds may
lie far apart on that index.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from heapq import merge
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case as Switch
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from cases.models import Case, Deadline
from cases.rules import Lamp
from cases.tables.clocks import DeadlineQuerySet
from hall.plans import Plan, flat, planned
from hall.prepared import LeftOpen, is_stand_in

COUNTED = 1_000  # more than these are “1,000+”: to count a hundred thousand takes longer than to show fifty
HIGHEST_ID = 2**63 - 1
TAB_COUNTED = 200  # so far on a tab, of which a page has nine


@dataclass(frozen=True)
class Place:
    """Where a case stands in an order: its key (None: no clock runs), and its id among equals."""

    key: datetime | None
    case: int

    def __str__(self) -> str:
        return f"{self.key.isoformat() if self.key else ''}~{self.case}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place that a text of `__str__` means; None for what is no place, or beyond what the database can hold."""
        key, _, number = text.partition("~")
        try:
            at, case = datetime.fromisoformat(key) if key else None, int(number)
            # PostgreSQL knows no offset beyond sixteen hours; ISO 8601 does
            moment = at and at.astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        return cls(moment, case) if (at is None or at.tzinfo) and 0 <= case <= HIGHEST_ID else None


@dataclass(frozen=True)
class Narrowed:
    """
    What a list holds: conditions on the case, and on its earliest due moment (from, to).

    :param running: False for one person's list, which shows the closed ones too.
    """

    where: Q = field(default_factory=Q)
    due: tuple[datetime | None, datetime | None] | None = None
    running: bool = True

    def also(self, where: Q) -> "Narrowed":
        return Narrowed(self.where & where, self.due, self.running)


class Listing:
    """
    The cases of one list in its order.

    :param kind: the only kind of case on it.
    :param cases: those of that kind that the person may handle.
    :param departments: whose cases these are; None among them for cases of no department, such as a complaint about nobody.
    :param works_for: departments from which the person may see nothing that is hidden from them, as a complaint is from the one
        that it is about; None on a list of what is hidden from nobody.
    :param sort: due, opened or acted; with a "-" before it backward.
    """

    def __init__(
        self,
        kind: str,
        cases: QuerySet[Case],
        departments: Iterable[int | None],
        narrowed: Narrowed,
        *,
        sort: str,
        works_for: Iterable[int] | None = None,
    ) -> None:
        self.kind = kind
        self.works_for = None if works_for is None else list(works_for)
        self._cases_of_theirs = cases
        self.departments, self.narrowed = sorted(departments, key=lambda each: each or 0), narrowed
        self.backward = sort.startswith("-")
        self.number: int | None = None  # how many it holds, for whoever has counted it already
        # the rows of `whole`, `in_order`, `by_field` of a list that is opened often: their SQL was written before
        self.kept: Callable[..., list[tuple]] | None = None
        self.field = {"due": "", "opened": "opened_at", "acted": "acted_at"}[sort.lstrip("-")]

    @cached_property
    def all(self) -> QuerySet[Case]:
        """Whatever list it is of, running or not as its cases are."""
        return self._cases_of_theirs.running() if self.narrowed.running else self._cases_of_theirs  # type: ignore[attr-defined]

    def places(self, limit: int, *, offset: int = 0, after: Place | None = None) -> list[Place]:
        """The next places of the order, at most `limit`."""
        return self._read(limit, offset=offset, after=after, backward=self.backward)

    def next_to(self, case: Case) -> tuple[int | None, int | None]:
        """The ids of the cases before and behind a case, which need not be on the list any more."""
        here = self.place_of(case)
        if self.is_short:
            order = self._order(here)
            earlier = [place for place in self._whole if self._order(place) < order]
            later = [place for place in self._whole if self._order(place) > order]
            return (earlier[-1].case if earlier else None), (later[0].case if later else None)
        if self.field == "" and self.backward and here.key is None:  # without a clock they stand last either way
            before = self._undated(1, after=here, backward=True) or self._dated(1, backward=False)
        else:
            before = self._read(1, after=here, backward=not self.backward, turned=True)
        behind = self.places(1, after=here)
        return (before[0].case if before else None), (behind[0].case if behind else None)

    def place_of(self, case: Case) -> Place:
        if self.field:
            return Place(getattr(case, self.field), case.pk)
        clocks = lit_clocks().filter(case=case)
        return Place(clocks.order_by("due_at").values_list("due_at", flat=True).first(), case.pk)

    def counted(self, most: int) -> QuerySet[Any]:
        """What is counted for this list: one row a case, `most` and one more at most."""
        if self.narrowed.due is not None:
            return self._clocks(self.departments).values("pk")[: most + 1]
        return self._cases().values("pk")[: most + 1]

    @cached_property
    def is_short(self) -> bool:
        """Whether a narrowed list holds so few that it is read whole; the list of everything is never asked."""
        if self.field or not (self.narrowed.where or self.narrowed.due):
            return False
        number = self.counted(COUNTED).count() if self.number is None else self.number
        return number <= COUNTED

    # Reading

    @cached_property
    def _whole(self) -> list[Place]:
        rows = self.kept("whole") if self.kept else self.whole()
        return sorted((Place(*row) for row in rows), key=self._order)

    def whole(self) -> QuerySet[Any]:
        """All cases of the list with their due moments, as they come."""
        clocks = lit_clocks().filter(case=OuterRef("pk"))
        due = Subquery(clocks.order_by("due_at").values("due_at")[:1])
        return self._cases().annotate(key=due).values_list("key", "pk")

    def _order(self, place: Place) -> tuple[bool, float, int]:
        """The sort key of a place. Cases without a clock come last in either direction."""
        if place.key is None:
            return True, 0, place.case
        sign = -1 if self.backward else 1
        return False, sign * place.key.timestamp(), sign * place.case

    def _read(
        self, limit: int, *, backward: bool, offset: int = 0, after: Place | None = None, turned: bool = False
    ) -> list[Place]:
        """`turned`: from a place towards the beginning, so that cases without a clock come before those with one."""
        if self.field:
            return self._plain(limit, offset=offset, after=after, backward=backward)
        if self.is_short:
            places = [place for place in self._whole if after is None or self._order(place) > self._order(after)]
            return places[offset : offset + limit]
        if turned:
            undated = self._undated(limit, after=after, backward=True) if after and after.key is None else []
            return undated or self._dated(limit, after=after if after and after.key else None, backward=backward)
        if after is not None and after.key is None:
            return self._undated(limit, after=after)
        dated = self._dated(limit + offset, after=after, backward=backward)
        places = dated[offset:]
        if len(places) < limit:
            places += self._undated(limit - len(places), offset=max(0, offset - len(dated)))
        return places

    def _dated(self, limit: int, *, backward: bool, after: Place | None = None) -> list[Place]:
        streams = [self._stream(each, limit, after, backward) for each in self.departments]
        merged = merge(*streams, key=lambda place: (place.key, place.case), reverse=backward)
        return [place for place, _count in zip(merged, range(limit), strict=False)]

    def _stream(self, department: int | None, limit: int, after: Place | None, backward: bool) -> list[Place]:
        if after is None and self.kept:
            return [Place(*row) for row in self.kept("in_order", department, limit, backward)]
        return [Place(*row) for row in self.in_order(department, limit, backward, after)]

    def in_order(self, department: int | None, limit: int, backward: bool, after: Place | None = None) -> QuerySet[Any]:
        """Due moments and cases of a department, the first ones or those behind a place."""
        clocks = self._clocks([department])
        if after is not None and after.key is not None:
            step = "lt" if backward else "gt"
            clocks = clocks.filter(
                Q(**{f"due_at__{step}": after.key}) | Q(due_at=after.key, **{f"case_id__{step}": after.case})
            )
            clocks = clocks.filter(**{f"due_at__{step}e": after.key})  # said again: this one bounds the index
        order = ("-due_at", "-case_id") if backward else ("due_at", "case_id")
        return clocks.order_by(*order).values_list("due_at", "case_id")[:limit]

    def _clocks(self, departments: Sequence[int | None]) -> QuerySet[Deadline]:
        """The earliest running clock of each case on the list."""
        earlier = lit_clocks().filter(
            Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk")),
            case=OuterRef("case"),
        )
        closed = Q(case__closed_at=None) if self.narrowed.running else Q()
        clocks = lit_clocks().filter(closed, self._visible(), of_a_case(self.narrowed.where), case__kind=self.kind)
        begin, end = self.narrowed.due or (None, None)
        within = (Q(due_at__gte=begin) if begin else Q()) & (Q(due_at__lt=end) if end else Q())
        # asked of each clock in turn: as a join, the planner takes it that few are left, and sorts them all for the first fifty
        later = When(Exists(earlier), then=Value(False))
        return clocks.filter(within, _among(departments), Switch(later, default=Value(True)))

    def _visible(self) -> Q:
        """Which clocks are those of `cases`, said without asking for every case."""
        hidden_from_nobody = Q(case__hidden_from=None)
        if self.works_for is None:
            return hidden_from_nobody
        if not self.works_for:
            return Q()  # nothing is hidden from whoever works for no department
        return hidden_from_nobody | (Q(case__hidden_from__isnull=False) & ~Q(case__hidden_from__in=self.works_for))

    def _cases(self) -> QuerySet[Case]:
        """The cases of the list, however they stand."""
        cases = self.all.filter(self.narrowed.where)
        if self.narrowed.due is not None:
            cases = cases.filter(pk__in=self._clocks(self.departments).values("case"))
        return cases

    def _undated(
        self, limit: int, *, offset: int = 0, after: Place | None = None, backward: bool = False
    ) -> list[Place]:
        if self.narrowed.due is not None:
            return []
        clocks = lit_clocks().filter(case=OuterRef("pk"))
        cases = self._cases().filter(~Exists(clocks))
        if after is not None:
            cases = cases.filter(**{"pk__lt" if backward else "pk__gt": after.case})
        rows = cases.order_by("-pk" if backward else "pk").values_list("pk", flat=True)
        return [Place(None, pk) for pk in rows[offset : offset + limit]]

    def _plain(self, limit: int, *, offset: int, after: Place | None, backward: bool) -> list[Place]:
        if after is None and self.kept:
            return [Place(*row) for row in self.kept("by_field", limit, backward, offset)]
        return [Place(*row) for row in self.by_field(limit, backward, offset, after)]

    def by_field(self, limit: int, backward: bool, offset: int = 0, after: Place | None = None) -> QuerySet[Any]:
        """Cases in the order of a moment of their own, with it."""
        cases, step, sign = self._cases(), "lt" if backward else "gt", "-" if backward else ""
        if after is not None and after.key is not None:
            beyond = Q(**{f"{self.field}__{step}": after.key})
            cases = cases.filter(beyond | Q(**{self.field: after.key, f"pk__{step}": after.case}))
        rows = cases.order_by(f"{sign}{self.field}", f"{sign}pk").values_list(self.field, "pk")
        return rows[offset : offset + limit]


@dataclass(frozen=True)
class Written:
    """
    A question as a statement and its values, in which something may be left open (hall.prepared): a member of LeftOpen or a stand-in
    for an id stands there.
    """

    sql: str
    values: tuple[Any, ...]

    def rows(self, later: Mapping[Any, Any]) -> list[tuple]:
        """The answer. `later` has what was left open."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [_filled(value, later) for value in self.values])
            return cursor.fetchall()

    def kept_rows(self, later: Mapping[Any, Any]) -> list[tuple]:
        """The answer to a question that is asked again and again in these words."""
        plan, left_open = _plan_of(self)
        return plan.rows(*(later[each] for each in left_open))


def _is_open(value: Any) -> bool:
    return isinstance(value, LeftOpen) or is_stand_in(value)


def _filled(value: Any, later: Mapping[Any, Any]) -> Any:
    if isinstance(value, tuple):  # an array
        return [_filled(each, later) for each in value]
    return later[value] if _is_open(value) else value


@lru_cache(maxsize=256)
def _plan_of(written: Written) -> tuple[Plan, list[Any]]:
    left_open = list(dict.fromkeys(filter(_is_open, flat(written.values))))
    return planned(written.sql, written.values, left_open), left_open


def written(question: QuerySet[Any]) -> Written:
    try:
        sql, values = question.query.sql_with_params()
    except EmptyResultSet:  # Django sees by itself that nothing can match
        return Written("SELECT 1 WHERE false", ())
    return Written(sql, tuple(tuple(value) if isinstance(value, list) else value for value in values))


def counting(listing: Listing, most: int) -> Written:
    """How a list is counted up to a number; one more than that number means “more”."""
    return written(listing.counted(most))


def count(lists: Mapping[str, Written], later: Mapping[Any, Any], *, kept: bool = False) -> dict[str, int]:
    """
    Count several lists in one question. `later` has what was left open in their values.

    :param kept: they are counted again and again in these words.
    """
    each = tuple(lists.values())
    [numbers] = _kept_together(each).kept_rows(later) if kept else _together(each).rows(later)
    return dict(zip(lists, numbers, strict=True))


def _together(lists: tuple[Written, ...]) -> Written:
    parts = (f"(SELECT count(*) FROM ({each.sql}) counted)" for each in lists)  # noqa: S608 - Django's own statements
    return Written(f"SELECT {', '.join(parts)}", tuple(value for each in lists for value in each.values))


_kept_together = lru_cache(maxsize=256)(_together)


def lit_clocks() -> DeadlineQuerySet:
    """The clocks that run and do not stand still."""
    return Deadline.objects.running().filter(lamp__gt=Lamp.GREY)


def _among(departments: Sequence[int | None]) -> Q:
    """Clocks of these departments' cases; one alone is named by itself, for the index to be read in its order."""
    if len(departments) == 1:
        return Q(department=departments[0])
    named = Q(department__in=[each for each in departments if each is not None])
    return named | Q(department=None) if None in departments else named


def of_a_case(where: Q) -> Q:
    """The same condition on a clock: each name begins at its case."""
    prefixed = Q(_connector=where.connector, _negated=where.negated)
    for part in where.children:
        if isinstance(part, Q):
            prefixed.children.append(of_a_case(part))
        else:
            name, value = cast(tuple[str, Any], part)
            prefixed.children.append((f"case__{name}", value))
    return prefixed
