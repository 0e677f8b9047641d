"""What a complaint's state calls for, for the nightly check: clocks that must run, and how long they are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max, Q

from cases.models import Case
from cases.reconcile.facts import NOTHING, RoomFacts
from cases.rules import Clock, Rule
from complaints import deadlines
from complaints.models import Assignment, Category, Complaint, Step
from complaints.queries import handled_again
from complaints.states import ACCEPTED, FILED, IN_REVIEW


def _lengths(*clocks: Clock) -> dict[str, tuple[tuple[str, int], ...]]:
    lengths: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for clock in clocks:
        lengths[str(clock.rule)].append((str(clock.limit.unit), clock.limit.quantity))
    return {rule: tuple(each) for rule, each in lengths.items()}


LENGTHS = _lengths(
    deadlines.acceptance(),
    deadlines.feedback(),
    deadlines.call_back(),
    deadlines.passed_on(),
    deadlines.petition_told(),
    deadlines.review_answer(),
    *(deadlines.handling(grade=grade) for grade in deadlines.HANDLE_WITHIN),
    *(deadlines.again(grade=grade) for grade in deadlines.HANDLE_WITHIN),
)


def _owes(*rules: Rule) -> RoomFacts:
    return RoomFacts(frozenset(str(rule) for rule in rules) or NOTHING, limits=LENGTHS)


NOTHING_OWED = _owes()
TO_BE_PASSED = _owes(Rule.COMPLAINT_ACCEPTANCE, Rule.CORRUPTION_PASSED)
BY_STATE = {FILED: _owes(Rule.COMPLAINT_ACCEPTANCE), IN_REVIEW: _owes(Rule.REVIEW_ANSWER)}


def owed(cases: Sequence[int]) -> dict[int, RoomFacts]:
    """Return what is owed on each of these complaints, by the case's key."""
    states = Case.objects.filter(pk__in=cases).values_list("pk", "state")
    facts = {case: BY_STATE.get(state, NOTHING_OWED) for case, state in states}
    of_corruption = Complaint.objects.filter(category=Category.CORRUPTION, case__about_centre=False)
    to_be_passed = of_corruption.filter(case__in=cases, case__state=FILED)
    facts |= dict.fromkeys(to_be_passed.values_list("case", flat=True), TO_BE_PASSED)
    accepted = Complaint.objects.filter(case__in=cases, case__state=ACCEPTED).annotate(
        found_at=Max("findings__at"),
        told_at=Max("replies__at"),
        answered_at=Max("replies__at", filter=~Q(replies__text="")),
    )
    steps: defaultdict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(complaint__in=[each.pk for each in accepted]).defer("text"):
        steps[step.complaint_id].append(step)
    waiting = (Assignment.State.OPEN, Assignment.State.OBJECTED)
    lie_there = set(
        Assignment.objects.filter(complaint__in=[each.pk for each in accepted], state__in=waiting).values_list(
            "complaint", flat=True
        )
    )
    return facts | {
        each.pk: _owes(
            *_of_an_accepted(each, steps[each.pk]), *([Rule.ASSIGNED_REPORT] if each.pk in lie_there else [])
        )
        for each in accepted
    }


def _of_an_accepted(complaint: Complaint, steps: Sequence[Step]) -> list[Rule]:
    found_at, told_at, answered_at = (getattr(complaint, name) for name in ("found_at", "told_at", "answered_at"))
    again_at = handled_again(complaint, steps)
    is_petition = complaint.grade == deadlines.PETITION
    notice = [Rule.PETITION_TOLD] if is_petition and not any(step.act == "tell_petitioner" for step in steps) else []
    if again_at and (found_at is None or found_at <= again_at):
        return [*notice, Rule.COMPLAINT_HANDLING]
    if found_at is None:
        return [*notice, Rule.PETITION_HANDLING if is_petition else Rule.COMPLAINT_HANDLING]
    if told_at is None or told_at < found_at:
        return [*notice, Rule.COMPLAINT_FEEDBACK]
    called_at = _last(steps, "follow_up")
    waits = not complaint.is_anonymous and answered_at is not None and answered_at >= found_at
    return [*notice, *([Rule.COMPLAINT_FOLLOW_UP] if waits and (called_at is None or called_at < found_at) else [])]


def _last(steps: Sequence[Step], act: str) -> datetime | None:
    return max((step.at for step in steps if step.act == act), default=None)
