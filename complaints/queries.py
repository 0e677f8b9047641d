"""Questions about complaints: who may open which, the centre's inbox, and what a complainant is told."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from cases.models import Case, CaseKind, Deadline
from cases.queries import midnight_after
from cases.rules import Rule
from complaints.models import Complaint, Finding, Reclassification, Reply
from complaints.states import ACCEPTED, FILED, JOINED, NOT_ACCEPTED
from hall.access import current_posts
from hall.fields import shown
from hall.models import Department, ServiceHall, User
from hall.roles import ROLES, Permission

TABS = {
    "new": "待受理",
    "open": "办理中",
    "today": "今日到期",
    "late": "已超期",
    "unowned": "没有人管的",
    "declined": "不予受理",
    "closed": "已办结",
    "all": "全部",
}
A_FINDING, A_REPLY, A_REPLY_TO_THE_LAST_FINDING = "核查结论", "答复", "对最近一次结论的答复"
_NEXT_DUE = Subquery(
    Deadline.objects.filter(case=OuterRef("pk"), met_at__isnull=True, superseded_at__isnull=True)
    .order_by("due_at")
    .values("due_at")[:1]
)


def complaints_for(user: User | AnonymousUser, permission: Permission, *, on: date):
    """Cases of complaints and reports that `user` may use this permission on."""
    return Case.objects.allowed(user, permission, on=on).filter(kind=CaseKind.COMPLAINT)


def counts(cases, *, at: datetime, on: date) -> dict[str, int]:
    """How many cases stand behind each tab of the inbox; one query."""
    numbers = {
        tab: Count("pk", filter=narrowed) if narrowed else Count("pk") for tab, narrowed in _tabs(at, on).items()
    }
    return cases.annotate(next_due=_NEXT_DUE).aggregate(**numbers)


def inbox(cases, tab: str, *, at: datetime, on: date):
    """The cases behind a tab: what is due first stands first; ended ones, newest first, behind. Texts stay sealed."""
    return (
        cases.annotate(next_due=_NEXT_DUE)
        .filter(_tabs(at, on)[tab])
        .select_related("complaint__about_department")
        .defer("complaint__text")
        .prefetch_related("deadlines")
        .order_by("next_due", "-opened_at", "-pk")
    )


WITH_ORIGIN = (
    "about_department", "intake__window", "intake__person", "intake__item", "intake__about_case", "intake__typed_by", "joining__leading__case",
)  # fmt: skip


def opened(case: Case) -> Complaint:
    """The complaint of a case with its findings and replies, for its page in the centre."""
    complaint = (
        Complaint.objects.select_related(*WITH_ORIGIN)
        .prefetch_related(
            "findings__found_by", "replies__replied_by", "joined__complaint__case", "reclassifications__proposed_by"
        )
        .get(pk=case.pk)
    )
    complaint.case = case
    return complaint


def lacking(complaint: Complaint) -> list[str]:
    """
    What is still missing before it may be closed (rules C8), in words; empty when nothing is.

    A finding that nobody has been told of yet wants a reply of its own, whatever was answered before it.
    """
    missing = [] if complaint.findings.all() else [A_FINDING]
    if not complaint.replies.all():
        return [*missing, A_REPLY]
    return [*missing, A_REPLY_TO_THE_LAST_FINDING] if feedback_runs(complaint.case) else missing


def waiting_reclassification(complaint: Complaint) -> Reclassification | None:
    """The proposal of another kind that a second person has not answered yet."""
    return next((each for each in complaint.reclassifications.all() if each.decided_at is None), None)


def kind_of(complaint: Complaint) -> str:
    """What it is now: its first kind stays in its row, for the figures."""
    agreed = [each.kind for each in complaint.reclassifications.all() if each.is_agreed]
    return agreed[-1] if agreed else complaint.kind


def reclassified(cases: QuerySet[Case]) -> QuerySet[Reclassification]:
    """The changes of kind that a second person agreed to, in these cases."""
    return Reclassification.objects.filter(is_agreed=True, complaint__case__in=cases)


def somebody_is_named(complaint: Complaint) -> bool:
    """Whether whoever brought it, or a case that joined it, left a name: they are answered."""
    return not complaint.is_anonymous or complaint.joined.filter(complaint__is_anonymous=False).exists()


def feedback_runs(case: Case) -> bool:
    """Whether a finding waits for being told to the complainant."""
    return any(clock.runs and clock.rule == Rule.COMPLAINT_FEEDBACK for clock in case.deadlines.all())


@dataclass(frozen=True)
class Answer:
    """What a complainant is told: the last finding, the last reply, and why it was not accepted; None or "" if not yet."""

    finding: Finding | None
    reply: Reply | None
    declined_because: str


def answer_to(case: Case) -> Answer:
    """Of what has been read of the case: its complaint with findings and replies, its events. One that joined another has that one's."""
    if case.state == JOINED:
        return answer_to(Case.objects.select_related("complaint").get(complaint__joined__complaint=case.pk))
    findings, replies = [*case.complaint.findings.all()], [*case.complaint.replies.all()]
    refusals = [event for event in case.events.all() if event.verb == "decline"]
    return Answer(
        findings[-1] if findings else None,
        replies[-1] if replies else None,
        # in the histories of earlier releases the words stand in the line itself
        shown(case.complaint, "declined_because") or (refusals[-1].facts.get("reason", "") if refusals else ""),
    )


def the_hall() -> ServiceHall:
    return ServiceHall.objects.earliest("pk")


def departments():
    """The departments that a complaint may be about."""
    return Department.objects.order_by("code")


def _tabs(at: datetime, on: date) -> dict[str, Q]:
    handle = [role for role, terms in ROLES.items() if Permission.COMPLAINT_HANDLE in terms.permissions]
    in_office = current_posts(on).filter(role__in=handle, user__is_active=True).values("user")
    return {
        "new": Q(state=FILED),
        "open": Q(state=ACCEPTED),
        "today": Q(next_due__gte=at, next_due__lt=midnight_after(at)),
        "late": Q(next_due__lt=at),
        # whose account is closed, or post ended: everybody in the centre is warned of it (cases.sight)
        "unowned": Q(state=ACCEPTED) & ~Q(owner__in=in_office),
        "declined": Q(state=NOT_ACCEPTED),
        "closed": Q(closed_at__isnull=False),
        "all": Q(),
    }
