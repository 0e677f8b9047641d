"""What an enquiry calls for, for the nightly check: clocks that must run, and how long they are."""

from collections.abc import Sequence

from cases.models import Case
from cases.reconcile.facts import NOTHING, RoomFacts
from cases.rules import Clock, Rule
from enquiries import deadlines
from enquiries.states import ASKED, HANDED_OVER

BY_STATE = {
    ASKED: frozenset({str(Rule.ENQUIRY_ANSWER)}),
    HANDED_OVER: frozenset({str(Rule.ENQUIRY_ANSWER), str(Rule.ENQUIRY_HAND_OVER)}),
}


def _lengths(*clocks: Clock) -> tuple[tuple[str, int], ...]:
    return tuple((str(clock.limit.unit), clock.limit.quantity) for clock in clocks)


TAKING = _lengths(deadlines.take(on_site=True), deadlines.take(on_site=False))
LENGTHS = {
    in_writing: {
        str(Rule.ENQUIRY_ANSWER): _lengths(deadlines.answer(in_writing=in_writing)),
        str(Rule.ENQUIRY_HAND_OVER): TAKING,
    }
    for in_writing in (True, False)
}


def owed(cases: Sequence[int]) -> dict[int, RoomFacts]:
    """Return what is owed on each of these enquiries, by the case's key."""
    rows = Case.objects.filter(pk__in=cases).values_list("pk", "state", "enquiry__in_writing")
    return {
        case: RoomFacts(BY_STATE.get(state, NOTHING), limits=LENGTHS[bool(in_writing)])
        for case, state, in_writing in rows
    }
