"""What the nightly check reads of a case: plain values, no rows. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hall.worktime import WorkCalendar

NOTHING: frozenset = frozenset()
Occurrence = tuple[str, int, int]  # a breach that is not about time: its rule, its number, the department that broke it


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """One clock: what the law says (rule, unit, quantity, started_at), how it ended, and what is stored about it."""

    pk: int
    rule: str
    unit: str
    quantity: int
    started_at: datetime
    warn_at: datetime
    due_at: datetime
    next_alert_at: datetime | None
    lamp: int
    met_at: datetime | None
    verdict: str
    late_by_minutes: int | None
    epoch: int
    provisional: bool
    superseded_at: datetime | None
    supersedes: int | None
    department: int | None = None
    owner: int | None = None

    @property
    def ended_at(self) -> datetime | None:
        return self.met_at or self.superseded_at


@dataclass(frozen=True, slots=True)
class PauseFacts:
    starts_on: date
    ends_on: date | None
    started_at: datetime
    ended_at: datetime | None
    started_by: int | None = None
    ended_by: int | None = None
    declared_days: int = 0
    never_began: bool = False


@dataclass(frozen=True, slots=True)
class CardFacts:
    """One card; without a clock it is known by its occurrence."""

    pk: int
    deadline: int | None
    rule: str
    level: str
    epoch: int
    occurrence: int
    breached_at: datetime
    issued_at: datetime
    withdrawn_at: datetime | None
    department: int | None = None
    across_units: bool = False  # red by a rule of before (decision 118): it stands
    escalated: bool = False
    withdrawn_by: int | None = None

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class LineFacts:
    """
    One line of the history, which is chained: what was done, at which instant, by whom (None: by itself, or from the street), and
    what the line says besides.
    """

    verb: str
    at: datetime
    actor: int | None
    facts: Mapping[str, Any]

    def moment(self, name: str) -> datetime:
        """An instant that the line names. There it is kept to the millisecond."""
        return datetime.fromisoformat(self.facts[name])


ANYBODY = 0  # the row does not keep who it was


@dataclass(frozen=True, slots=True)
class Deed:
    """
    A row that an act leaves beside its line. Both are of one instant and one person; neither stands alone.

    :param verbs: the acts that may have left it. :param at: None where the row does not keep the instant of its act.
    :param says: facts that the line has in the same words; an older line may lack them.
    :param owed: whether there must be such a line; False: what the row makes possible may not have been done.
    :param last: only the last line of these verbs tells of it, for it holds what the others have written anew; it is no row of theirs.
    """

    verbs: tuple[str, ...]
    at: datetime | None
    by: int | None
    says: Mapping[str, Any] = field(default_factory=dict)
    owed: bool = True
    last: bool = False


def at_the_line(line: LineFacts, _days: WorkCalendar) -> Collection[datetime]:
    return (line.at,)


def to_its_actor(line: LineFacts) -> int | None:
    return line.actor


def when_it_was_done(line: LineFacts) -> tuple[datetime, datetime]:
    return line.at, line.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """
    What an act does to clocks and pauses of its case, and whether it ends the case. It is what may be, not what must: a clock that
    does not run is not ended. A room says it of each of its lines that does any of this.

    :param starts, ends: rules of clocks. :param extends: the rule of a clock that it replaces by one that is `days` longer.
    :param since: instants from which a clock that it starts may count, by a calendar that was in force.
    :param until: between which two instants lies the end of what it ends; mostly both are that of the line.
    :param pauses, goes_on: it begins a special procedure whose length is `declared_days`; ends one.
    :param takes_back: it undoes the conclusion of the instant `decided_at`.
    :param stays_open: of one that closes: by the lines before it that still hold, whether the case stays open until it is reopened and closed.
    :param annuls: the case should never have been opened: none of its clocks was in time or late, no card of it stands.
    :param reopens: whether the line opens a closed case again; False: it is closed as it was before.
    :param anew: of one that reopens: what closes the case next has an instant of its own.
    :param gives: who answers for the case from then on; None where the line does not say it.
    :param deed: whether such a line leaves a row of its own (Deed). :param last: only the last line of the verb does.
    :param lengths: how long the clock may be that it starts, where the line says it; None: as long as its rule may be.
    """

    starts: frozenset[str] = NOTHING
    ends: frozenset[str] = NOTHING
    extends: frozenset[str] = NOTHING
    since: Callable[[LineFacts, WorkCalendar], Collection[datetime]] = at_the_line
    until: Callable[[LineFacts], tuple[datetime, datetime]] = when_it_was_done
    pauses: bool = False
    goes_on: bool = False
    concludes: bool = False
    closes: bool = False
    annuls: bool = False
    stays_open: Callable[[Sequence[LineFacts]], bool] | None = None
    takes_back: bool = False
    reopens: Callable[[LineFacts], bool] | None = None
    anew: bool = False
    gives: Callable[[LineFacts], int | None] | None = None
    deed: Callable[[LineFacts], bool] | None = None
    last: bool = False
    lengths: Callable[[LineFacts], Collection[tuple[str, int]] | None] = lambda _line: None


Effects = Mapping[str, Effect]  # by the verb of the line


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """
    What only the case's own room knows.

    :param clocks: rules of which a clock must run in the state that the case is in.
    :param occurrences: breaches that are not about time: each is owed a card of its department.
    :param ends_when_broken: rules whose clock the law itself ends at its breach (deemed acceptance, art. 32).
    :param limits: how long a clock of a rule may be, as (unit, quantity): what was published for the case, and what the law sets. A
        release that changes a length of the law leaves the former one here, for the clocks that had it.
    :param broken: what the room itself finds wrong with rows that hang on the case: kind, as it is stored, as it should be.
    """

    clocks: frozenset[str] = NOTHING
    occurrences: frozenset[Occurrence] = NOTHING
    ends_when_broken: frozenset[str] = NOTHING
    limits: Mapping[str, Collection[tuple[str, int]]] = field(default_factory=dict)
    broken: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """
    One case with all that hangs on it; pauses in the order in which they began, cards as they were issued, lines as they were
    written: those that have an effect.

    :param companies: departments that are public-service companies: what they break is owed no card (Q8). One that stands was
        issued before the department was known to be one.
    """

    pk: int
    number: str
    kind: str
    state: str
    owner: int | None
    department: int | None
    opened_at: datetime
    concluded_at: datetime | None
    closed_at: datetime | None
    clocks: Sequence[ClockFacts] = ()
    pauses: Sequence[PauseFacts] = ()
    cards: Sequence[CardFacts] = ()
    room: RoomFacts = field(default_factory=RoomFacts)
    companies: frozenset[int] = NOTHING
    lines: Sequence[LineFacts] = ()
    effects: Effects = field(default_factory=dict)
    deeds: Sequence[Deed] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # what its acts are called, by the verb

    @property
    def is_annulled(self) -> bool:
        """Whether a line says that it should never have been opened."""
        return any(self.effects[line.verb].annuls for line in self.lines if line.verb in self.effects)

    def named(self, verb: str) -> str:
        return self.names.get(verb, verb)


@dataclass(frozen=True)
class Room:
    """
    What the check asks a room for.

    :param owed: its answer for a batch of its cases, by the case's key; a case that it leaves out is owed nothing.
    :param effects: of the lines in its cases' histories.
    :param deeds: the rows that these lines have left, for a batch of its cases.
    :param names: what its acts are called, by the verb.
    """

    owed: Callable[[Sequence[int]], Mapping[int, RoomFacts]]
    effects: Effects
    deeds: Callable[[Sequence[int]], Mapping[int, Sequence[Deed]]]
    names: Mapping[str, str]


Rooms = Mapping[str, Room]
