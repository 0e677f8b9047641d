"""
What an act has in hand: the running clocks of the case that it holds locked.

They are read once an act and changed in memory together with their rows. Nobody else can change them meanwhile: whoever
writes a clock holds its case. Outside of an act they are read at each asking.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Exists, OuterRef

from cases.models import Card, Case, Deadline
from hall.prepared import ANY_NUMBER, Prepared

# Case → its running clocks, None before they are first asked for. Only the cases that the act has locked stand here.
_in_hand: ContextVar[dict[int, list[Deadline] | None] | None] = ContextVar("in_hand", default=None)


def _with_its_card():
    """A clock with `has_card`: one for its present due moment stands."""
    cards = Card.objects.standing().filter(deadline=OuterRef("pk"), epoch=OuterRef("epoch"))
    clocks = Deadline.objects.running().filter(case=ANY_NUMBER).order_by("due_at", "id")
    return clocks.annotate(has_card=Exists(cards))  # type: ignore[no-redef]  # the table says what a new clock has


_CLOCKS = Prepared(_with_its_card, ANY_NUMBER)


def is_acting() -> bool:
    return _in_hand.get() is not None


@contextmanager
def acting() -> Iterator[None]:
    """An act: what it locks is in its hand until the block ends. One inside another has what the other has."""
    if is_acting():
        yield
        return
    before = _in_hand.set({})
    try:
        yield
    finally:
        _in_hand.reset(before)


def hold(case: Case, *, is_new: bool = False) -> None:
    """The case is locked by now, or was just opened: it has no clocks then."""
    hand = _in_hand.get()
    if hand is not None:
        hand.setdefault(case.pk, [] if is_new else None)


def holds(case: Case) -> bool:
    return case.pk in (_in_hand.get() or {})


def running(case: Case) -> list[Deadline]:
    """The running clocks of a case, what is due first standing first."""
    hand = _in_hand.get()
    clocks = hand.get(case.pk) if hand else None
    if clocks is None:
        clocks = _CLOCKS.rows(case.pk)
        for clock in clocks:
            clock.case = case
        if hand is not None and case.pk in hand:
            hand[case.pk] = clocks
    return sorted(clocks, key=lambda clock: (clock.due_at, clock.pk))


def add(clock: Deadline) -> None:
    """This clock runs from now on."""
    clocks = (_in_hand.get() or {}).get(clock.case_id)
    if clocks is not None:
        clocks.append(clock)


def remove(clock: Deadline) -> None:
    """This clock runs no longer."""
    clocks = (_in_hand.get() or {}).get(clock.case_id)
    if clocks is not None:
        clocks[:] = [each for each in clocks if each.pk != clock.pk]


def forget(case: Case) -> None:
    """Rows of its clocks were changed behind the back of what is in memory."""
    hand = _in_hand.get()
    if hand and case.pk in hand:
        hand[case.pk] = None
