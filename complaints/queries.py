"""Questions about complaints: who may open which, the centre's inbox, and what a complainant is told."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from cases.models import Case, CaseKind, Deadline
from cases.numbering import receipt_hash
from cases.queries import midnight_after
from cases.rules import Rule
from cases.wording import half_day
from complaints.models import Complaint, Finding, Message, Reply, Reward
from complaints.states import ACCEPTED, FILED, NOT_ACCEPTED
from hall.access import current_posts
from hall.fields import shown
from hall.identifiers import receipt_code
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
MOST_WRITTEN = 20  # cases named on top of the inbox
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


WITH_IT = ("findings__found_by", "replies__replied_by")
AROUND_IT = ("messages__by", "calls__by", "openings__asked_by")


def opened(case: Case, *, whole: bool = False) -> Complaint:
    """The complaint of a case with its findings and replies; `whole`: with what went to and fro besides, for its page in the centre."""
    complaint = (
        Complaint.objects.select_related("about_department", "reward")
        .prefetch_related(*WITH_IT, *(AROUND_IT if whole else ()))
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
    """Of what has been read of the case: its complaint with findings and replies, its events."""
    findings, replies = [*case.complaint.findings.all()], [*case.complaint.replies.all()]
    refusals = [event for event in case.events.all() if event.verb == "decline"]
    return Answer(
        findings[-1] if findings else None,
        replies[-1] if replies else None,
        # in the histories of earlier releases the words stand in the line itself
        shown(case.complaint, "declined_because") or (refusals[-1].facts.get("reason", "") if refusals else ""),
    )


def unanswered(complaint: Complaint) -> Message | None:
    """The oldest question of the office that nobody has answered."""
    thread = list(complaint.messages.all())
    answered = {message.answers_id for message in thread}
    return next((each for each in thread if each.by_id is not None and each.pk not in answered), None)


def written_to(cases: QuerySet[Case]) -> list[str]:
    """The numbers of running cases whose reporter wrote last, the oldest first: nobody has asked or closed since."""
    later = Message.objects.filter(complaint=OuterRef("complaint"), pk__gt=OuterRef("pk"))
    last = Message.objects.filter(~Exists(later), by__isnull=True, complaint__case__in=cases.running())  # type: ignore[attr-defined]
    return list(last.order_by("pk").values_list("complaint__case__number", flat=True)[:MOST_WRITTEN])


def reward_of(complaint: Complaint) -> Reward | None:
    return Reward.objects.filter(complaint=complaint).first()


def to_pay(code: str) -> Reward | None:
    """The reward that waits under a receipt code. :raises BadNumber: it is no receipt code."""
    cases = Case.objects.filter(kind=CaseKind.COMPLAINT, receipt_hash=receipt_hash(receipt_code(code)))
    return Reward.objects.filter(complaint__case__in=cases, paid_at__isnull=True).first()


def identity_words(complaint: Complaint) -> str:
    """Whether a name is left, for whoever holds the receipt code."""
    if not hasattr(complaint, "reporter"):
        return f"{half_day(complaint.signed_at)}收回了姓名和电话。" if complaint.signed_at else "没有留下姓名和电话。"
    if complaint.reporter.is_protected:
        return "留了姓名和电话，保密：要办理人申请、纪检监察同意，两个人都同意才打开。"
    return "留了姓名和电话：办理这一件的投诉受理员可以打开。"


def shown_to(complaint: Complaint) -> list[tuple[str, str]]:
    """To which side a reporter's identity was shown, by half-days, the newest first: what cannot be taken back."""
    return [
        (half_day(look.at), "经纪检监察同意，给申请的办理人看过" if look.opening_id else "给办理人看过")
        for look in complaint.looks.all()
    ]


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
