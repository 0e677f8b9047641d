"""
Clocks that should run and do not: of cases that were under way when a release brought a new rule (decision 110).

The nightly check says which (cases.reconcile); each room says when such a clock began, from its own rows; here it is started as if
it had been running all the time. One whose moment has passed gets its lamp and its card at once, with the instant of the breach.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from cases import clocks, history, in_hand, troubles
from cases.models import Case, Deadline, Doing
from cases.reconcile import ledger
from cases.reconcile.facts import Rooms
from cases.reconcile.kinds import Kind
from cases.rules import Clock
from cases.troubles import Subject
from hall.models import Department, User

ADDED = "clock_added"


@dataclass(frozen=True)
class Start:
    """A clock as its room would have started it. :param liable: department and person that it runs for, if not the case's own."""

    clock: Clock
    started_at: datetime
    liable: tuple[Department, User | None] | None = None


# How a room derives the start of a rule's clock for a case; None: its rows do not say.
StartOf = Callable[[Case, str], Start | None]


@dataclass(frozen=True)
class Missing:
    """One clock that should run. `start` is None where it could not be derived; `clock` is what would be started, not saved."""

    case: int
    number: str
    rule: str
    start: Start | None = None
    clock: Deadline | None = field(default=None, compare=False)

    def is_late(self, at: datetime) -> bool:
        return self.clock is not None and clocks.is_broken(self.clock, at=at)


def missing(rooms: Rooms, starts: Mapping[str, StartOf], *, at: datetime) -> list[Missing]:
    """
    What the nightly check misses at `at`, and how each clock would be started. No clock is; a derivation that fails is noted (cases.troubles).

    :raises StillRecomputing: see cases.reconcile.ledger.
    """
    findings = [each for each in ledger.check(rooms, at=at).findings if each.difference.kind is Kind.NOT_RUNNING]
    return [_derived(each.case, each.number, each.difference.rule, starts, at=at) for each in findings]


def _derived(pk: int, number: str, rule: str, starts: Mapping[str, StartOf], *, at: datetime) -> Missing:
    def start() -> Missing:
        case = Case.objects.get(pk=pk)
        begun = starts[case.kind](case, rule)
        if begun is None:
            return Missing(pk, number, rule)
        clock = clocks.unstarted(case, begun.clock, started_at=begun.started_at)
        return Missing(pk, number, rule, begun, clock)

    return troubles.attempt(Doing.RECONCILIATION, Subject(pk, pk), start, at=at) or Missing(pk, number, rule)


def start_missing(clock: Missing, starts: Mapping[str, StartOf], *, reason: str, by: User | None, at: datetime) -> bool:
    """
    Start one of them and write why into the history, in a transaction of its own; whether it was started.

    One that runs by now, or whose case has gone on meanwhile, is left alone. One that fails is noted (cases.troubles), and the
    next goes on.
    """
    begin = partial(_begin, clock, starts, reason=reason, by=by, at=at)
    return bool(troubles.attempt(Doing.RECONCILIATION, Subject(clock.case, clock.case), begin, at=at))


def _begin(clock: Missing, starts: Mapping[str, StartOf], *, reason: str, by: User | None, at: datetime) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(pk=clock.case)
    in_hand.forget(case)
    start = starts[case.kind](case, clock.rule)
    if start is None or start != clock.start or clocks.running(case, clock.rule):
        return False
    deadline = clocks.unstarted(case, start.clock, started_at=start.started_at)
    if start.liable:
        deadline.department, deadline.owner = start.liable
    # the line before the lamp and the card that may follow from it
    history.record(
        case, verb=ADDED, by=by, at=at, rule=deadline.rule, started_at=deadline.started_at, reason=reason,
        due_at=None if deadline.is_stopped else deadline.due_at, provisional=deadline.provisional,
    )  # fmt: skip
    clocks.start_late(deadline, at=at)
    return True
