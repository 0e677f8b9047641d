"""What a complaint's state calls for, for the nightly check: clocks that must run, and how long they are; the rows that its acts leave."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F, Max, Q

from cases.models import CardState, Case
from cases.reconcile.facts import ANYBODY, NOTHING, Deed, RoomFacts
from cases.rules import Rule
from complaints import deadlines
from complaints.models import Complaint, Finding, Reply
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


def deeds(cases: Sequence[int]) -> dict[int, list[Deed]]:
    """Return the rows that acts on these complaints have left; and what allows one to end it, which may not have been done."""
    rows: defaultdict[int, list[Deed]] = defaultdict(list)
    found, told = defaultdict(list), defaultdict(list)
    findings = Finding.objects.filter(complaint__in=cases)
    for case, at, by, result in findings.values_list("complaint", "at", "found_by", "result"):
        rows[case].append(Deed(("find",), at, by, {"result": result}))
        found[case].append(at)
    for case, at, by in Reply.objects.filter(complaint__in=cases).values_list("complaint", "at", "replied_by"):
        rows[case].append(Deed(("reply",), at, by))
        told[case].append(at)
    for case in found.keys() & told.keys():
        if max(told[case]) >= max(found[case]):
            rows[case].append(Deed(("conclude",), None, ANYBODY, owed=False))
    of_no_card = Complaint.objects.filter(case__in=cases, card__state=CardState.WITHDRAWN)
    for case in of_no_card.values_list("case", flat=True):
        rows[case].append(Deed(("end_lead",), None, None, owed=False))
    return rows
