"""
The office's list of running cases, the worst first, walked and not sorted (decisions 71 and 146).

A page reads the index of running clocks (lamp, due, case), each case at its worst clock, and stops after its fifty; behind them come
the cases whose clocks all stand still, or that have none. A short list is read whole and sorted: what it holds may lie far apart.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from cases.models import Card, CardState, Case, Figure
from cases.rules import Lamp
from cases.tables.cards import CardQuerySet
from cases.tables.case import CaseQuerySet
from hall.access import Grant
from oversight.foremost import listed, listed_of
from oversight.lists import STANDING, fitting, lamps_of, narrowed
from oversight.tally import LAMPS, Tally
from worklists.listing import COUNTED, lit_clocks

COUNTED_CARDS = {"level", "state", "department"}  # the filters of cards by which the timers count
COUNTED_BY_UNIT = {"lamp", "department"}  # the filters by which the board counts too


def is_walked(chosen: Mapping[str, str]) -> bool:
    return not chosen.get("sort") and not chosen.get("state")


class Counted:
    """
    The cards that fit what is chosen, a list that Paginator counts: by what the timers have counted, where they count such and these
    are many.

    :param cards: those of `chosen`, in order. :param kept: as for `Walked`.
    """

    def __init__(self, cards: CardQuerySet, chosen: Mapping[str, str], *, kept: Tally | None) -> None:
        self.cards, self.chosen, self.kept = cards, chosen, kept

    @property
    def counted_at(self) -> datetime | None:
        """As of when its number is; None: now."""
        return self.kept.counted_at if self.kept and self._figures and self._kept_number > COUNTED else None

    def count(self) -> int:
        return self._kept_number if self.counted_at else self._number

    def __getitem__(self, part: slice) -> list[Card]:
        return list(self.cards[part])

    @cached_property
    def _number(self) -> int:
        return self.cards.count()

    @cached_property
    def _kept_number(self) -> int:
        return self.kept.sum(*self._figures) if self.kept else 0

    @cached_property
    def _figures(self) -> list[Figure]:
        """The figures that are of just these cards; none where the timers count no such."""
        if not COUNTED_CARDS.issuperset(self.chosen):
            return []
        figures = _CARDS_OF.get(self.chosen.get("state", ""), ())
        return [figure for figure in figures if figure.startswith(self.chosen.get("level", ""))]


_STANDING, _VOID = (Figure.YELLOW_CARD, Figure.RED_CARD), (Figure.YELLOW_VOID, Figure.RED_VOID)
_CARDS_OF: dict[str, tuple[Figure, ...]] = {"": _STANDING + _VOID, STANDING: _STANDING, CardState.WITHDRAWN: _VOID}


class Walked:
    """
    The running cases that fit what is chosen: a list that Paginator counts, and of which it takes a part.

    :param cases: those that the reader may see. :param kept: what the timers have counted for this reader, and of which unit.
    """

    grant: Grant | None = (
        None  # where `cases` are those of a grant of BOARD_VIEW: their rows are then asked for in kept words
    )

    def __init__(self, cases: CaseQuerySet, chosen: Mapping[str, str], *, kept: Tally | None, at: datetime) -> None:
        self.cases, self.chosen, self.kept, self.at = cases, chosen, kept, at

    @property
    def counted_at(self) -> datetime | None:
        """As of when its number is; None: now."""
        return self.kept.counted_at if self.kept and self._kept_number > COUNTED else None

    def count(self) -> int:
        return self._number

    def __getitem__(self, part: slice) -> list[Case]:
        """The cases of a part, as `listed` loads them."""
        if self._number <= COUNTED:
            return list(listed(narrowed(self.cases, self.chosen, at=self.at))[part])
        places = self._places(part.start, part.stop)
        loaded = {case.pk: case for case in self._loaded(places)}
        return [loaded[place] for place in places if place in loaded]

    def _loaded(self, places: list[int]) -> Iterable[Case]:
        return listed_of(self.grant, places) if self.grant else listed(self.cases.filter(pk__in=places))

    @cached_property
    def _number(self) -> int:
        if self.counted_at:
            return self._kept_number
        return fitting(self.cases, self.chosen, at=self.at).count()

    @cached_property
    def _kept_number(self) -> int:
        """What the board says of these cases; 0 where it says nothing of them."""
        if self.kept is None or not COUNTED_BY_UNIT.issuperset(self.chosen):
            return 0
        lamp = self.chosen.get("lamp")
        return self.kept.sum(*(LAMPS[each] for each in lamps_of(lamp)) if lamp else LAMPS)

    def _places(self, start: int, stop: int) -> list[int]:
        """The ids of the cases from one place to another."""
        lit = self._lit()
        places = list(lit[start:stop])
        if len(places) < stop - start and self._has(Lamp.GREY):
            before = start + len(places) if places or not start else lit.count()  # how many are lit
            rest = self._unlit()[max(start - before, 0) : max(stop - before, 0)]  # more may be lit by now
            places += rest
        return places

    def _has(self, lamp: Lamp) -> bool:
        chosen = self.chosen.get("lamp")
        return not chosen or lamp in lamps_of(chosen)

    def _lit(self):
        """The ids of the cases with a clock that runs and does not stand still, in the order of the worst one."""
        worse = lit_clocks().filter(
            Q(lamp__gt=OuterRef("clock__lamp"))
            | Q(lamp=OuterRef("clock__lamp"), due_at__lt=OuterRef("clock__due_at"))
            | Q(lamp=OuterRef("clock__lamp"), due_at=OuterRef("clock__due_at"), pk__lt=OuterRef("clock")),
            case=OuterRef("pk"),
        )
        others = {name: value for name, value in self.chosen.items() if name != "lamp"}
        lamps = lamps_of(self.chosen["lamp"]) if self.chosen.get("lamp") else [int(lamp) for lamp in Lamp]
        runs = Q(deadlines__met_at=None, deadlines__superseded_at=None)
        cases = fitting(self.cases, others, at=self.at).alias(clock=FilteredRelation("deadlines", condition=runs))
        cases = cases.filter(
            ~Exists(worse), clock__lamp__gt=int(Lamp.GREY), clock__lamp__gte=min(lamps), clock__lamp__lte=max(lamps)
        )
        return cases.order_by("-clock__lamp", "clock__due_at", "pk").values_list("pk", flat=True)

    def _unlit(self):
        cases = fitting(self.cases, self.chosen, at=self.at).filter(~Exists(lit_clocks().filter(case=OuterRef("pk"))))
        return cases.order_by("pk").values_list("pk", flat=True)
