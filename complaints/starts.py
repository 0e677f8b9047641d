"""When each clock of a complaint began, from its rows: for one that a release has brought meanwhile (cases.missing)."""

from collections.abc import Callable

from django.db.models import Max, Min

from cases.missing import Start
from cases.models import Case
from cases.rules import Rule
from complaints import deadlines
from complaints.models import Complaint, Finding, Reply, Step
from complaints.queries import counts_from, handled_again
from complaints.states import ACCEPTED


def start_of(case: Case, rule: str) -> Start | None:
    """Return how the clock of a rule that the nightly check misses would have been started; None where no row says it."""
    return STARTS[rule](case) if rule in STARTS else None


def _acceptance(case: Case) -> Start | None:
    return Start(deadlines.acceptance(), case.opened_at)


def _passed_on(case: Case) -> Start | None:
    return Start(deadlines.passed_on(), case.opened_at)


def _handling(case: Case) -> Start | None:
    accepted = case.events.filter(to_state=ACCEPTED).exclude(from_state=ACCEPTED).aggregate(at=Max("at"))["at"]
    complaint = Complaint.objects.select_related("case").get(case=case)
    again = handled_again(complaint, list(complaint.steps.defer("text")))
    if again:
        return Start(deadlines.again(grade=complaint.grade), again)
    since = accepted
    if accepted and complaint.grade != deadlines.PETITION:
        since = counts_from(complaint, accepted_at=accepted)
    return accepted and Start(deadlines.handling(grade=complaint.grade), since)


def _follow_up(case: Case) -> Start | None:
    """Since the first answer to the last finding."""
    found_at = Finding.objects.filter(complaint=case.pk).aggregate(at=Max("at"))["at"]
    answers = Reply.objects.filter(complaint=case.pk).exclude(text="")
    since = answers.filter(at__gte=found_at).aggregate(at=Min("at"))["at"] if found_at else None
    return since and Start(deadlines.call_back(), since)


def _petition_told(case: Case) -> Start | None:
    return Start(deadlines.petition_told(), case.opened_at)


def _review(case: Case) -> Start | None:
    asked_at = Step.objects.filter(complaint=case.pk, act="ask_review").aggregate(at=Max("at"))["at"]
    return asked_at and Start(deadlines.review_answer(), asked_at)


def _report(case: Case) -> Start | None:
    last = Step.objects.filter(complaint=case.pk, act__in=("assign", "return_report")).order_by("at").last()
    return Start(deadlines.report_due(days=last.days or 1), last.at) if last else None


def _feedback(case: Case) -> Start | None:
    """Since the first finding that nobody has been told of."""
    findings = Finding.objects.filter(complaint=case.pk)
    replied = Reply.objects.filter(complaint=case.pk).aggregate(at=Max("at"))["at"]
    since = (findings.filter(at__gt=replied) if replied else findings).aggregate(at=Min("at"))["at"]
    return since and Start(deadlines.feedback(), since)


STARTS: dict[str, Callable[[Case], Start | None]] = {
    Rule.COMPLAINT_ACCEPTANCE: _acceptance,
    Rule.CORRUPTION_PASSED: _passed_on,
    Rule.COMPLAINT_HANDLING: _handling,
    Rule.PETITION_HANDLING: _handling,
    Rule.PETITION_TOLD: _petition_told,
    Rule.COMPLAINT_FEEDBACK: _feedback,
    Rule.COMPLAINT_FOLLOW_UP: _follow_up,
    Rule.REVIEW_ANSWER: _review,
    Rule.ASSIGNED_REPORT: _report,
}
