"""
What a calendar makes of the open clocks: read in batches, derived in memory, compared with what is stored. Writes nothing.

The preview of a change and the job that carries it out (cases.recompute) both ask here, so they cannot differ. Instants
are whole seconds since 1970 in here: a million of them are compared and sent back without being parsed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from cases.clocks import A_SECOND, counted, placed, span_of
from cases.models import Pause
from cases.rules import RULES, Lamp
from hall.worktime import Due, Limit, Span, Unit, WorkCalendar

BATCH = 2_000  # cases

_CASES = """
SELECT DISTINCT case_id FROM cases_deadline WHERE met_at IS NULL AND superseded_at IS NULL AND case_id > %s
ORDER BY case_id LIMIT %s
"""
_CLOCKS = """
SELECT id, case_id, rule, unit, quantity, started_at, extract(epoch FROM warn_at)::bigint, extract(epoch FROM due_at)::bigint,
       extract(epoch FROM next_alert_at)::bigint, lamp, provisional
FROM cases_deadline WHERE met_at IS NULL AND superseded_at IS NULL AND case_id = ANY(%s) ORDER BY case_id, due_at, id
"""


class OpenClock(NamedTuple):
    """A clock that has not ended, as it is stored. `alert` None: nothing left to say, or (lamp grey) stopped."""

    id: int
    case: int
    rule: str
    unit: str
    quantity: int
    started_at: datetime
    warn: int
    due: int
    alert: int | None
    lamp: int
    provisional: bool

    @property
    def is_stopped(self) -> bool:
        return self.lamp == Lamp.GREY and self.alert is None

    @property
    def is_broken(self) -> bool:
        """Whether the sweep has spoken of its breach."""
        return self.alert is None and not self.is_stopped


@dataclass(frozen=True, slots=True)
class Move:
    """A clock that the new calendar changes, with its new moments. `stopped`: it stands still in a pause."""

    clock: OpenClock
    warn: int
    due: int
    alert: int | None
    lamp: int
    provisional: bool
    stopped: bool

    @property
    def moved(self) -> bool:
        """Whether the due moment itself is another one; else only the warning, or the mark 暂定."""
        return self.due != self.clock.due

    def same_breach(self, at: int) -> bool:
        """Whether a breach that was spoken of stays one, at another instant: it keeps its card, or what was ruled on it (decision 138)."""
        return self.clock.is_broken and self.is_overdue(at)

    def becomes_overdue(self, at: int) -> bool:
        return not self._was_overdue(at) and self.is_overdue(at)

    def stops_being_overdue(self, at: int) -> bool:
        return self._was_overdue(at) and not self.is_overdue(at)

    def is_overdue(self, at: int) -> bool:
        """Whether it is late by its new moment."""
        return not self.stopped and at > self.due

    def _was_overdue(self, at: int) -> bool:
        return not self.clock.is_stopped and at > self.clock.due


def case_ids(*, after: int, batch: int = BATCH) -> list[int]:
    """The next cases with an open clock, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [after, batch])
        return [row[0] for row in cursor.fetchall()]


def open_clocks(cases: Sequence[int]) -> list[OpenClock]:
    with connection.cursor() as cursor:
        cursor.execute(_CLOCKS, [list(cases)])
        return [OpenClock(*row) for row in cursor.fetchall()]


def moves(clocks: Iterable[OpenClock], calendar: WorkCalendar, *, at: datetime) -> Iterator[Move]:
    """Yield the clocks that this calendar changes, with their new moments. Their pauses are read in one query."""
    clocks = list(clocks)
    pauses = _pauses({clock.case for clock in clocks if RULES[clock.rule].pausable})
    for clock in clocks:
        move = _move(clock, pauses.get(clock.case, ()), calendar, at=at)
        if move is not None:
            yield move


def _move(clock: OpenClock, pauses: Sequence[Pause], calendar: WorkCalendar, *, at: datetime) -> Move | None:
    answer, stopped = replay(clock, pauses if RULES[clock.rule].pausable else (), calendar)
    lamp, alert = _lamp(clock, answer, stopped, at=at)
    move = Move(clock, _seconds(answer.warn_at), _seconds(answer.due_at), alert, lamp, answer.provisional, stopped)
    after = (move.warn, move.due, move.alert, move.lamp, move.provisional)
    return move if after != (clock.warn, clock.due, clock.alert, clock.lamp, clock.provisional) else None


def replay(clock: OpenClock, pauses: Sequence[Pause], calendar: WorkCalendar) -> tuple[Due, bool]:
    """
    Derive a clock from its start and the pauses that began before it was broken, in their order.

    Returns when it runs out and whether it stands still; then it is the moment by which the open pause had to begin.
    """
    limit = Limit(Unit(clock.unit), clock.quantity)
    intervals: list[Span] = []
    answer = counted(limit, clock.started_at, calendar, intervals)
    for pause in pauses:
        # Begun when the clock was broken already: it stops nothing, nor do the later ones.
        if pause.started_at >= answer.due_at + A_SECOND:
            break
        if pause.ends_on is None:  # open: the clock stands still in it
            return answer, True
        intervals.append(span_of(pause))
        answer = counted(limit, clock.started_at, calendar, intervals)
    return answer, False


def _lamp(clock: OpenClock, answer: Due, stopped: bool, *, at: datetime) -> tuple[int, int | None]:
    """
    The lamp and the next alert. Where the due moment stays, what has been said stays said; a warning not yet given moves. A breach
    stays said wherever its moment goes, as long as that is past.
    """
    if stopped:
        return int(Lamp.GREY), None
    if clock.is_broken and at >= answer.due_at + A_SECOND:
        return clock.lamp, None
    unmoved = _seconds(answer.due_at) == clock.due and not clock.is_stopped
    if unmoved and (clock.alert is None or _seconds(answer.warn_at) == clock.warn):
        return clock.lamp, clock.alert
    warned = clock.alert == clock.due + 1  # a quiet clock shows no yellow lamp
    if unmoved and warned and at >= answer.warn_at:
        return clock.lamp, clock.alert
    lamp, alert = placed(clock.rule, answer)
    return int(lamp), _seconds(alert)


def _pauses(cases: Iterable[int]) -> dict[int, list[Pause]]:
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(case__in=list(cases), never_began=False).order_by("started_at", "id"):
        pauses[pause.case_id].append(pause)
    return pauses


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
