"""What a change of the calendar would do to the open clocks, before anybody confirms it. Nothing is written."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cases.models import Card, Case
from cases.moves import Move, OpenClock, case_ids, moves, open_clocks
from hall import calendar
from hall.models import CalendarChange
from hall.worktime import WorkCalendar

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Row:
    """One clock whose due moment would be another one, with its case."""

    case: Case
    move: Move


@dataclass
class Preview:
    """
    Counts of clocks, and the rows of one page. `stamp` is the calendar that it was computed from.

    :param marks: clocks whose date stays and only loses or gets the mark 暂定.
    :param cards: standing cards that would be withdrawn. :param moved_cards: those that stand on, their clocks being late by the
        new date too.
    """

    stamp: UUID | None
    at: datetime
    clocks: int = 0
    moved: int = 0
    marks: int = 0
    cases: int = 0
    become_overdue: int = 0
    stop_being_overdue: int = 0
    cards: int = 0
    moved_cards: int = 0
    rows: list[Row] = field(default_factory=list)

    def counts(self) -> list[tuple[str, int]]:
        """Each count with its words."""
        return [
            ("到期时间改变的时限", self.moved),
            ("涉及的件", self.cases),
            ("变为超期", self.become_overdue),
            ("不再超期", self.stop_being_overdue),
            ("撤销的红黄牌", self.cards),
            ("改到新的到期时间的红黄牌", self.moved_cards),
            ("只改“暂定”标记", self.marks),
        ]


def preview(*changes: CalendarChange, at: datetime, start: int = 0, shown: int = 50) -> Preview:
    """Derive every open clock by the calendar with the changes, by the function that the job uses, and count."""
    totals = Preview(calendar.version(), at)
    days = calendar.proposed(changes)
    page: list[Move] = []
    last = 0
    while cases := case_ids(after=last):
        last = cases[-1]
        clocks = open_clocks(cases)
        totals.clocks += len(clocks)
        others = _moves(clocks, days, at=at)
        moved = [move for move in others if move.moved]
        page += moved[max(0, start - totals.moved) : max(0, start + shown - totals.moved)]
        _count(totals, others, moved, int(at.timestamp()))
    loaded = Case.objects.in_bulk([move.clock.case for move in page])
    totals.rows = [Row(loaded[move.clock.case], move) for move in page]
    return totals


def _moves(clocks: list[OpenClock], days: WorkCalendar, *, at: datetime) -> list[Move]:
    """A clock whose dates cannot be derived is left out; the job passes it over as well, and names it (decision 91)."""
    try:
        return list(moves(clocks, days, at=at))
    except Exception:  # noqa: BLE001 - one by one, to find which
        return [move for clock in clocks for move in _alone(clock, days, at=at)]


def _alone(clock: OpenClock, days: WorkCalendar, *, at: datetime) -> list[Move]:
    try:
        return list(moves([clock], days, at=at))
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with it
        log.error("clock %s of case id %s cannot be derived: %s", clock.id, clock.case, type(fault).__name__)
        return []


def _count(totals: Preview, others: list[Move], moved: list[Move], at: int) -> None:
    totals.moved += len(moved)
    totals.marks += sum(not move.moved and move.provisional != move.clock.provisional for move in others)
    totals.cases += len({move.clock.case for move in moved})
    totals.become_overdue += sum(move.becomes_overdue(at) for move in moved)
    totals.stop_being_overdue += sum(move.stops_being_overdue(at) for move in moved)
    stays = {move.clock.id: move.same_breach(at) for move in moved}
    cards = list(Card.objects.standing().filter(deadline__in=list(stays)).values_list("deadline", flat=True))
    standing = sum(stays[clock] for clock in cards if clock is not None)
    totals.moved_cards += standing
    totals.cards += len(cards) - standing
