"""What an enquiry's state calls for, for the nightly check: clocks that must run."""

from collections.abc import Sequence

from cases.models import Case
from cases.reconcile.facts import RoomFacts
from cases.rules import Rule
from enquiries.states import ASKED, HANDED_OVER

UNANSWERED = RoomFacts(frozenset({str(Rule.ENQUIRY_ANSWER)}))
UNTAKEN = RoomFacts(frozenset({str(Rule.ENQUIRY_ANSWER), str(Rule.ENQUIRY_HAND_OVER)}))
BY_STATE = {ASKED: UNANSWERED, HANDED_OVER: UNTAKEN}


def owed(cases: Sequence[int]) -> dict[int, RoomFacts]:
    """Return what is owed on each of these enquiries, by the case's key."""
    rows = Case.objects.filter(pk__in=cases, state__in=BY_STATE).values_list("pk", "state")
    return {case: BY_STATE[state] for case, state in rows}
