"""
Letters about posts and passwords that give access to what is sealed (decisions 101, 124): to the person concerned, and to those who
watch over it; to others where these could not read them, or only by a password that whoever did it has given them. They are read
inside, and do not wait for office hours.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.mail import mail_admins
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases.models import Case, CaseKind, Letter
from cases.queries import in_hand_of
from cases.quiet import is_quiet
from cases.sight import who
from hall.access import current_posts, holders
from hall.models import Absence, Department, Post, PostProposal, PowerProposal, StaffChange, User, Window
from hall.organising.confirming import password_of
from hall.permissions import Permission
from hall.powers import DECIDES
from hall.roles import Role

TEMPLATE, LEFT_BEHIND, COMPLAINTS_LEFT = "staff_change", "left_behind", "complaints_left"
Subject = StaffChange.Subject
# what gives a window a power or applicants to see, or reads a law otherwise, with nobody concerned: the watchers read of it
WINDOWS = (Subject.WINDOW, Subject.DELEGATION, Subject.POWER, Subject.READING)
OF_WINDOWS = Q(subject__in=WINDOWS) & ~Q(act="supersede")  # the letter about the new one says it
LEAVES = ("close", "end")  # an account or a post: the cases of whoever goes are in nobody's hands
AT_WINDOWS = Q(
    subject=Subject.POST, act="appoint", concerns=None
)  # takes one person: the department hears of who is new
LEAVES_CASES = Q(subject__in=[Subject.PERSON, Subject.POST], act__in=LEAVES)


def tell(*, at: datetime) -> int:
    """Write the letters of changes that have none yet; return of how many. Call it in the transaction of the change."""
    without = StaffChange.objects.filter(
        Q(concerns__isnull=False) | (OF_WINDOWS | AT_WINDOWS | LEAVES_CASES) & Q(at=at), letters__isnull=True
    )
    changes = list(without.select_related("by", "concerns"))
    for change in changes:
        if change.act == "appoint" and change.concerns is None:
            _write(change, [Letter(recipient=reader) for reader in _hosts(change, at=at)], at=at)
        elif change.concerns or change.subject in WINDOWS:
            _write(change, [Letter(recipient=reader) for reader in _readers(change, at=at)], at=at)
        _write(change, _to_departments(change, at=at), at=at)
    return len(changes)


def _write(change: StaffChange, letters: list[Letter], *, at: datetime) -> None:
    """:param letters: each with its address, and what it says besides the change."""
    facts = {"note": change.sentence, "who": str(change.by or "服务器上的命令"), "why": change.reason}
    for letter in letters:
        to = letter.recipient_id or f"department {letter.department_id}"
        apart = (
            f":{COMPLAINTS_LEFT}" if letter.template == COMPLAINTS_LEFT else ""
        )  # the officer has one of the change too
        letter.change, letter.cause, letter.template = (
            change,
            f"change:{change.pk}:{to}{apart}",
            letter.template or TEMPLATE,
        )
        letter.facts = facts | letter.facts
        letter.written_at = letter.not_before = at
        letter.quiet = is_quiet()
    Letter.objects.bulk_create(letters)


def _to_departments(change: StaffChange, *, at: datetime) -> list[Letter]:
    """To whoever decides for the departments whose cases are left in the hands of somebody who goes; of complaints to the officers."""
    if change.act not in LEAVES or change.subject not in (Subject.PERSON, Subject.POST):
        return []
    leaver = User.objects.get(**{"pk" if change.subject == Subject.PERSON else "posts": change.key})
    in_hand = in_hand_of(leaver, at=at)
    number, late = in_hand.pop(None, (0, 0))
    officers = _who_can_take_over(leaver, at=at) if number else []
    of_complaints = [
        Letter(
            recipient=officer,
            template=COMPLAINTS_LEFT,
            facts={"who_left": str(leaver), "cases": number, "late": late},
        )
        for officer in officers
    ]
    return of_complaints + [
        Letter(
            department_id=department,
            template=LEFT_BEHIND,
            facts={"who_left": str(leaver), "cases": number, "late": late, "leaver": leaver.pk},
        )
        for department, (number, late) in in_hand.items()
    ]


def _who_can_take_over(leaver: User, *, at: datetime) -> list[User]:
    """Who can handle one of the complaints of somebody who goes: the numbers say nothing of what they are about."""
    cases = Case.objects.running().filter(owner=leaver, kind=CaseKind.COMPLAINT)
    people = {officer for case in cases for officer in who(Permission.COMPLAINT_HANDLE, case, at=at)} - {leaver}
    return sorted(people, key=lambda person: person.pk)


def _readers(change: StaffChange, *, at: datetime) -> list[User]:
    """
    The person concerned, the complaint officer and the inspector; of a proposal also whoever may confirm it, and not who made it:
    they hear what became of it. Of a reading also the office. Where none of them is
    somebody else than the person, can sign in, and has a password that is not from whoever did it: also the office and the
    administrators, then the heads, and the operators get a mail.
    """
    on = timezone.localdate(at)
    concerned = _concerned(change)
    people = concerned | _holding(Permission.COMPLAINT_VIEW, at=at)
    if change.act == "propose":
        people = (people | _holding(Permission.STAFF_CONFIRM, at=at)) - {change.by}
    else:
        people |= _proposers(change)
    if change.subject == Subject.READING:
        people |= _holding(Permission.CALENDAR_CONFIRM, at=at)

    def is_read() -> bool:
        others = people - concerned - {change.by}
        return any(not password_of(other, proposer=change.by, at=at) for other in others)

    if not is_read():
        people |= _holding(Permission.STAFF_CONFIRM, at=at)
        transaction.on_commit(partial(_mail, change))
    if not is_read():
        heads = current_posts(on).filter(role=Role.DEPARTMENT_HEAD, user__is_active=True).select_related("user")
        people |= {post.user for post in heads}
    return sorted(people, key=lambda person: person.pk)


def _concerned(change: StaffChange) -> set[User]:
    """Whose post or account it is; who is to hold it as a deputy; who decides for the departments of a window or an instrument."""
    concerned = {change.concerns} if change.concerns else set()
    if change.subject == Subject.PERSON:
        concerned.add(User.objects.get(pk=change.key))
    elif change.subject == Subject.ABSENCE:
        concerned.add(Absence.objects.select_related("deputy").get(pk=change.key).deputy)
    elif change.subject in WINDOWS:
        posts = current_posts(timezone.localdate(change.at)).filter(role__in=DECIDES, user__is_active=True)
        posts = posts.filter(department__in=_departments(change)).select_related("user")
        concerned |= {post.user for post in posts}
        clerks = current_posts(timezone.localdate(change.at)).filter(role=Role.CLERK, user__is_active=True)
        concerned |= {post.user for post in clerks.filter(window__in=_windows(change)).select_related("user")}
    return concerned


def _proposers(change: StaffChange) -> set[User]:
    """Who proposed what this change has decided on. Changes are made one at a time, so instant and person tell which."""
    decided = {"decided_at": change.at, "decided_by": change.by}
    proposers = [
        proposal.proposed_by
        for proposals in (PostProposal.objects, PowerProposal.objects)
        for proposal in proposals.filter(**decided).select_related("proposed_by")
    ]
    return {each for each in proposers if each is not None and each != change.by and each.is_active}


def _hosts(change: StaffChange, *, at: datetime) -> list[User]:
    """
    Of a clerk's post, which one person gives: who decides for the departments whose applicants this person did not see before, and
    the inspector. Nobody where the departments know them already.
    """
    post = Post.objects.select_related("user").get(pk=change.key)
    if post.window_id is None:
        return []
    earlier = post.user.posts.exclude(pk=post.pk)
    of_earlier_posts = Q(windows__posts__in=earlier) | Q(posts__in=earlier)
    new = Department.objects.filter(windows=post.window_id).exclude(
        pk__in=Department.objects.filter(of_earlier_posts).values("pk")
    )
    if not new.exists():
        return []
    held = current_posts(timezone.localdate(at)).filter(user__is_active=True).select_related("user")
    watching = held.filter(Q(role__in=DECIDES, department__in=new) | Q(role=Role.INSPECTOR))
    return sorted({each.user for each in watching} - {change.by}, key=lambda person: person.pk)


def _departments(change: StaffChange) -> Iterable[Any]:
    """Those whose powers or applicants a window has, or is to have."""
    if change.subject == Subject.POWER:
        departments: list[int] = PowerProposal.objects.get(pk=change.key).content["departments"]
        return departments
    if change.subject == Subject.READING:
        return Department.objects.filter(items__reading_changes=change.key)
    return Department.objects.filter(**{"windows" if change.subject == Subject.WINDOW else "delegations": change.key})


def _windows(change: StaffChange) -> Iterable[Any]:
    """Whose powers are other ones now: nothing has changed by what was only proposed."""
    of = {Subject.WINDOW: "pk", Subject.DELEGATION: "delegations"}.get(Subject(change.subject))
    return Window.objects.filter(**{of: change.key}) if of else []


def _holding(permission: Permission, *, at: datetime) -> set[User]:
    return {post.user for post in holders(permission, None, on=timezone.localdate(at))}


def _mail(change: StaffChange) -> None:
    """To the operators, once it is committed. A mail server that is away does not undo what was done."""
    lines = [change.sentence, f"经办：{change.by or '服务器上的命令'}", f"理由：{change.reason}"]
    mail_admins("岗位和账号：没有别的监督人员能看到", "\n".join(lines), fail_silently=True)
