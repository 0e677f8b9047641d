"""Questions about complaints: who may open which, the centre's inbox, and what a complainant is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from cases.models import Case, CaseKind
from cases.numbering import receipt_hash
from cases.rules import Rule
from cases.wording import half_day
from complaints.deadlines import ENQUIRY, EXPOSURE, FAST, GENERAL, PETITION
from complaints.models import (
    FOUR_HARASSMENTS,
    UNSOLVED,
    Assignment,
    Call,
    Complaint,
    ComplaintKind,
    Finding,
    Joining,
    Look,
    Message,
    Opening,
    Reclassification,
    Reply,
    Reward,
    Step,
)
from complaints.states import ACCEPTED, CLOSED, FILED, IN_REVIEW, JOINED, LEAD_ENDED, NOT_ACCEPTED
from complaints.suppression import still_silent
from hall.access import Grant, access_of, current_posts, holders
from hall.fields import shown
from hall.identifiers import receipt_code
from hall.models import Department, ServiceHall, User
from hall.roles import ROLES, Permission

TABS = {
    "new": "待受理",
    "open": "办理中",
    "today": "今日到期",
    "late": "已超期",
    "silent": "压案",
    "unowned": "没有人管的",
    "declined": "不予受理",
    "review": "复查、复核中",
    "closed": "已办结",
    "all": "全部",
}
MOST_WRITTEN = 20  # cases named on top of the inbox
AGAIN = frozenset({UNSOLVED, "reopen", "send_back"})  # steps after which a matter is handled again
A_NEW_FINDING, A_CALL_BACK = "重新核查的结论", "回访"
A_FINDING, A_REPLY, A_REPLY_TO_THE_LAST_FINDING = "核查结论", "答复", "对最近一次结论的答复"


def complaints_for(user: User | AnonymousUser, permission: Permission, *, on: date):
    """Cases of complaints and reports that `user` may use this permission on."""
    return Case.objects.allowed(user, permission, on=on).filter(kind=CaseKind.COMPLAINT)


def assigned_to(grant: Grant):
    """Cases that lie with a department of this grant now, but for those about a department that its holder works for, too."""
    lies_there = Q(
        complaint__assignments__department__in=grant.departments,
        complaint__assignments__state__in=Assignment.OPEN_STATES,
    )
    cases = Case.objects.running().filter(lies_there, kind=CaseKind.COMPLAINT, about_centre=False)
    return cases.in_sight_of(grant)


def reporters(department: Department, case: Case, *, at: datetime) -> list[User]:
    """Who answers for a department that a case is assigned to: nobody from whom it is hidden (`assigned_to`)."""
    on = timezone.localdate(at)
    people = {post.user for post in holders(Permission.COMPLAINT_REPORT, department.pk, on=on)}
    able = (each for each in people if case.is_in_sight_of(access_of(each, on=on).grant(Permission.COMPLAINT_REPORT)))
    return sorted(able, key=lambda person: person.pk)


WITH_ORIGIN = (
    "about_department", "intake__window", "intake__person", "intake__item", "intake__about_case", "intake__typed_by", "joining__leading__case", "withdrawal",
)  # fmt: skip
# what is read with a complaint, each with its people in one statement: relation → what it names
WITH_IT: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "findings": (Finding, ("found_by",)),
    "replies": (Reply, ("replied_by",)),
    "steps": (Step, ("by",)),
    "assignments": (Assignment, ("department",)),
    "joined": (Joining, ("complaint__case",)),
    "reclassifications": (Reclassification, ("proposed_by",)),
}
AROUND_IT: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "messages": (Message, ("by",)),
    "calls": (Call, ("by",)),
    "openings": (Opening, ("asked_by",)),
}


def opened(case: Case, *, whole: bool = False) -> Complaint:
    """The complaint of a case with its findings and replies; `whole`: with what went to and fro besides, for its page in the centre."""
    relations = [
        Prefetch(relation, model._default_manager.select_related(*named) if named else model._default_manager.all())
        for relation, (model, named) in (WITH_IT | (AROUND_IT if whole else {})).items()
    ]
    complaint = Complaint.objects.select_related(*WITH_ORIGIN, "reward").prefetch_related(*relations).get(pk=case.pk)
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
    if not missing and runs(complaint.case, Rule.COMPLAINT_HANDLING, Rule.PETITION_HANDLING):
        return [A_NEW_FINDING]
    if feedback_runs(complaint.case):
        return [*missing, A_REPLY_TO_THE_LAST_FINDING]
    return [*missing, A_CALL_BACK] if runs(complaint.case, Rule.COMPLAINT_FOLLOW_UP) else missing


def waiting_reclassification(complaint: Complaint) -> Reclassification | None:
    """The proposal of another kind that a second person has not answered yet."""
    return next((each for each in complaint.reclassifications.all() if each.decided_at is None), None)


def kind_of(complaint: Complaint) -> str:
    """What it is now: its first kind stays in its row, for the figures."""
    agreed = [each.kind for each in complaint.reclassifications.all() if each.is_agreed]
    return agreed[-1] if agreed else complaint.kind


def suggested_grade(complaint: Complaint) -> str:
    """The track that its kind and category speak for; whoever accepts may choose another one."""
    if kind_of(complaint) == ComplaintKind.ENQUIRY:
        return ENQUIRY
    return FAST if complaint.category in FOUR_HARASSMENTS else GENERAL


def reclassified(cases: QuerySet[Case]) -> QuerySet[Reclassification]:
    """The changes of kind that a second person agreed to, in these cases."""
    return Reclassification.objects.filter(is_agreed=True, complaint__case__in=cases)


def somebody_is_named(complaint: Complaint) -> bool:
    """Whether whoever brought it, or a case that joined it, left a name: they are answered."""
    return not complaint.is_anonymous or complaint.joined.filter(complaint__is_anonymous=False).exists()


def feedback_runs(case: Case) -> bool:
    """Whether a finding waits for being told to the complainant."""
    return runs(case, Rule.COMPLAINT_FEEDBACK)


def runs(case: Case, *rules: str) -> bool:
    """Whether a clock of one of these rules runs."""
    return any(clock.runs and clock.rule in rules for clock in case.deadlines.all())


def counts_from(complaint: Complaint, *, accepted_at: datetime) -> datetime:
    """
    Since when the time of an accepted matter counts: a petition's telling since its receipt, what was broadcast since that day,
    everything else since its acceptance.
    """
    if complaint.grade == PETITION:
        return complaint.case.opened_at
    if complaint.grade == EXPOSURE and complaint.broadcast_on:
        return timezone.make_aware(datetime.combine(complaint.broadcast_on, time(12)))
    return accepted_at


def handled_again(complaint: Complaint, steps: Sequence[Step]) -> datetime | None:
    """Since when it is handled again, the last time; None where it never was."""
    return max((step.at for step in steps if step.act in AGAIN or step.is_unsolved), default=None)


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


def opening_of(complaint: Complaint, *, by: User, at: datetime) -> Opening | None:
    """What this person asked for and another one allowed, while it is good."""
    return complaint.openings.filter(asked_by=by, is_allowed=True, until__gte=at).order_by("-until").first()


def shown_to(complaint: Complaint) -> list[tuple[str, str]]:
    """To which side a reporter's identity was shown, by half-days, the newest first: what cannot be taken back."""
    lines = [
        (
            half_day(look.at),
            ("经纪检监察同意，给申请的办理人看过" if look.opening_id else "给办理人看过") + _which(look),
        )
        for look in complaint.looks.all()
    ]
    return list(dict.fromkeys(lines))  # ten files in a morning are one line


def _which(look: Look) -> str:
    return "" if look.what == Look.What.IDENTITY else f"：{look.get_what_display()}"


def passed_on(complaint: Complaint) -> list[tuple[str, str]]:
    """
    Where the matter was passed to, by half-days, the newest first: what cannot be taken back either. Never which department: whoever finds
    the slip is not to learn it.
    """
    passed = [(each.at, "办理人摘录的内容交给承办部门核查，没有您的姓名和电话") for each in complaint.assignments.all()]
    passed += [
        (each.at, "转送有权处理的机关") for each in complaint.steps.all() if each.act == "transfer_out"
    ]  # fmt: skip
    return [(half_day(at), words) for at, words in sorted(passed, reverse=True)]


def the_hall() -> ServiceHall:
    return ServiceHall.objects.earliest("pk")


def departments():
    """The departments that a complaint may be about."""
    return Department.objects.order_by("code")


def tab_of(tab: str, *, on: date) -> Q:
    """Which cases stand behind a tab, but for the due moments of "today" and "late"."""
    handle = [role for role, terms in ROLES.items() if Permission.COMPLAINT_HANDLE in terms.permissions]
    in_office = current_posts(on).filter(role__in=handle, user__is_active=True).values("user")
    # asked by owner, not by case: there are a few hundred people, and maybe a million complaints
    theirs = Case.objects.running().filter(kind=CaseKind.COMPLAINT, state=ACCEPTED, owner=OuterRef("pk"))
    owners = User.objects.filter(Exists(theirs)).exclude(pk__in=in_office).values_list("pk", flat=True)
    gone = list(owners) if tab == "unowned" else []
    conditions = {
        "new": Q(state=FILED),
        "open": Q(state=ACCEPTED),
        "silent": Q(state__in=(FILED, ACCEPTED)) & Q(still_silent()),
        # whose account is closed, or post ended: everybody in the centre is warned of it (cases.sight)
        "unowned": Q(state=ACCEPTED, owner__in=gone),
        "declined": Q(state=NOT_ACCEPTED),
        "closed": Q(state__in=[CLOSED, LEAD_ENDED, NOT_ACCEPTED]),
        "review": Q(state=IN_REVIEW),
    }
    return conditions.get(tab, Q())
