"""What the nightly check reads of a case: plain values, no rows. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

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

    @property
    def ended_at(self) -> datetime | None:
        return self.met_at or self.superseded_at


@dataclass(frozen=True, slots=True)
class PauseFacts:
    starts_on: date
    ends_on: date | None
    started_at: datetime


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

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """
    What only the case's own room knows.

    :param clocks: rules of which a clock must run in the state that the case is in.
    :param occurrences: breaches that are not about time: each is owed a card of its department.
    :param ends_when_broken: rules whose clock the law itself ends at its breach (deemed acceptance, art. 32).
    """

    clocks: frozenset[str] = NOTHING
    occurrences: frozenset[Occurrence] = NOTHING
    ends_when_broken: frozenset[str] = NOTHING


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """
    One case with all that hangs on it; pauses in the order in which they began, cards as they were issued.

    :param companies: departments that are public-service companies: what they break is owed no card (Q8). One that stands was
        issued before the department was known to be one.
    """

    pk: int
    number: str
    kind: str
    state: str
    closed_at: datetime | None
    clocks: Sequence[ClockFacts] = ()
    pauses: Sequence[PauseFacts] = ()
    cards: Sequence[CardFacts] = ()
    room: RoomFacts = field(default_factory=RoomFacts)
    companies: frozenset[int] = NOTHING


# A room's answer for a batch of its cases, by the case's key; a case that it leaves out is owed nothing.
Room = Callable[[Sequence[int]], Mapping[int, RoomFacts]]
Rooms = Mapping[str, Room]
