"""What a complaint's state calls for, for the nightly check: clocks that must run, and how long they are."""

from collections.abc import Sequence

from django.db.models import F, Max, Q

from cases.models import Case
from cases.reconcile.facts import NOTHING, RoomFacts
from cases.rules import Rule
from complaints import deadlines
from complaints.models import Complaint
from complaints.states import ACCEPTED, FILED

LENGTHS = {
    str(clock.rule): ((str(clock.limit.unit), clock.limit.quantity),)
    for clock in (deadlines.acceptance(), deadlines.feedback())
} | {
    str(Rule.COMPLAINT_HANDLING): tuple(
        (str(clock.limit.unit), clock.limit.quantity)
        for clock in (deadlines.handling(grade=grade) for grade in deadlines.HANDLE_WITHIN)
    )
}


def _owes(*rules: Rule) -> RoomFacts:
    return RoomFacts(frozenset(str(rule) for rule in rules) or NOTHING, limits=LENGTHS)


NOTHING_OWED = _owes()
UNDECIDED = _owes(Rule.COMPLAINT_ACCEPTANCE)
UNRESOLVED = _owes(Rule.COMPLAINT_HANDLING)  # no finding yet
UNTOLD = _owes(Rule.COMPLAINT_FEEDBACK)  # a finding later than the last reply


def owed(cases: Sequence[int]) -> dict[int, RoomFacts]:
    """Return what is owed on each of these complaints, by the case's key."""
    states = Case.objects.filter(pk__in=cases).values_list("pk", "state")
    accepted = Complaint.objects.filter(case__in=cases, case__state=ACCEPTED).annotate(
        found_at=Max("findings__at"), told_at=Max("replies__at")
    )
    untold = Q(told_at__isnull=True) | Q(told_at__lt=F("found_at"))
    facts = {case: UNDECIDED if state == FILED else NOTHING_OWED for case, state in states}
    facts |= dict.fromkeys(accepted.filter(found_at__isnull=True).values_list("pk", flat=True), UNRESOLVED)
    facts |= dict.fromkeys(accepted.filter(untold, found_at__isnull=False).values_list("pk", flat=True), UNTOLD)
    return facts
