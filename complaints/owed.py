"""What a complaint's state calls for, for the nightly check: clocks that must run."""

from collections.abc import Sequence

from cases.models import Case
from cases.reconcile.facts import RoomFacts
from cases.rules import Rule
from complaints.states import ACCEPTED, FILED

BY_STATE = {
    FILED: RoomFacts(frozenset({str(Rule.COMPLAINT_ACCEPTANCE)})),
    ACCEPTED: RoomFacts(frozenset({str(Rule.COMPLAINT_HANDLING)})),
}


def owed(cases: Sequence[int]) -> dict[int, RoomFacts]:
    """Return what is owed on each of these complaints, by the case's key."""
    states = Case.objects.filter(pk__in=cases).values_list("pk", "state")
    return {case: BY_STATE.get(state, RoomFacts()) for case, state in states}
