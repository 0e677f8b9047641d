"""When each clock of a complaint began, from its rows: for one that a release has brought meanwhile (cases.missing)."""

from collections.abc import Callable

from django.db.models import Max, Min

from cases.missing import Start
from cases.models import Case
from cases.rules import Rule
from complaints import deadlines
from complaints.models import Complaint, Finding, Reply
from complaints.states import ACCEPTED


def start_of(case: Case, rule: str) -> Start | None:
    """Return how the clock of a rule that the nightly check misses would have been started; None where no row says it."""
    return STARTS[rule](case) if rule in STARTS else None


def _acceptance(case: Case) -> Start | None:
    return Start(deadlines.acceptance(), case.opened_at)


def _handling(case: Case) -> Start | None:
    accepted = case.events.filter(to_state=ACCEPTED).exclude(from_state=ACCEPTED).aggregate(at=Max("at"))["at"]
    grade = Complaint.objects.values_list("grade", flat=True).get(case=case)
    return accepted and Start(deadlines.handling(grade=grade), accepted)


def _feedback(case: Case) -> Start | None:
    """Since the first finding that nobody has been told of."""
    findings = Finding.objects.filter(complaint=case.pk)
    replied = Reply.objects.filter(complaint=case.pk).aggregate(at=Max("at"))["at"]
    since = (findings.filter(at__gt=replied) if replied else findings).aggregate(at=Min("at"))["at"]
    return since and Start(deadlines.feedback(), since)


STARTS: dict[str, Callable[[Case], Start | None]] = {
    Rule.COMPLAINT_ACCEPTANCE: _acceptance,
    Rule.COMPLAINT_HANDLING: _handling,
    Rule.COMPLAINT_FEEDBACK: _feedback,
}
