"""What a correction calls for, for the nightly check: clocks that must run, and how long they are."""

from collections.abc import Sequence

from cases.models import Case
from cases.reconcile.facts import NOTHING, RoomFacts
from cases.rules import Clock, Rule
from ratings import deadlines
from ratings.states import CONTACTED, OPENED

BY_STATE = {
    OPENED: frozenset({str(Rule.RATING_CONTACT), str(Rule.RATING_FIX)}),
    CONTACTED: frozenset({str(Rule.RATING_FIX)}),
}


def _lengths(*clocks: Clock) -> tuple[tuple[str, int], ...]:
    return tuple((str(clock.limit.unit), clock.limit.quantity) for clock in clocks)


LENGTHS = {
    str(Rule.RATING_CONTACT): _lengths(deadlines.contact()),
    str(Rule.RATING_FIX): _lengths(deadlines.fix(), deadlines.fix(prolonged=True)),
}


def owed(cases: Sequence[int]) -> dict[int, RoomFacts]:
    """Return what is owed on each of these corrections, by the case's key."""
    rows = Case.objects.filter(pk__in=cases).values_list("pk", "state")
    return {case: RoomFacts(BY_STATE.get(state, NOTHING), limits=LENGTHS) for case, state in rows}
