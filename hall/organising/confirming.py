"""
Posts that take two people, and deputies who would hold one (decisions 101, 124): proposing one, who may confirm it, and whose posts
are watched over.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone

from hall.access import current_posts, holders
from hall.models import Absence, Department, Post, PostProposal, StaffChange, User, Window
from hall.organising import sight
from hall.organising.sight import WATCHERS
from hall.organising.trace import CannotChangeStaff, Change, day_words
from hall.people import NewPost
from hall.permissions import Permission
from hall.prepared import ANY_DAY, Prepared
from hall.roles import BY_TWO_PEOPLE

GOOD_FOR = timedelta(days=30)  # a proposal that nobody has confirmed by then is turned down and made again
STRANGERS_AFTER = timedelta(days=7)  # since somebody was given a password by the one whose proposal they are to confirm


def propose(user: User, post: NewPost, change: Change) -> PostProposal:
    """
    Write a post down as proposed. Call it inside the change that proposes it.

    :raises CannotAddPerson: unknown role or place. :raises CannotChangeStaff: one of this role waits for this person already.
    """
    place = post.place()
    if user.proposals.filter(role=post.role, decided_at=None, stands_in_for=None).exists():
        raise CannotChangeStaff(f"{user}的这个岗位已经有人提出，等着确认", field="role")
    proposal = PostProposal.objects.create(
        user=user,
        role=post.role,
        department=cast(Department | None, place.get("department")),
        window=cast(Window | None, place.get("window")),
        valid_from=post.valid_from,
        valid_to=post.valid_to,
        reason=change.reason,
        proposed_by=change.by,
        proposed_at=change.at,
    )
    sentence = f"提出 {proposal}，{day_words(post.valid_from)}起，等另一个人确认"
    loses = sight.words(user, blinds(proposal, on=post.valid_from))
    change.leave(user, "propose", f"{sentence}；{loses}" if loses else sentence, concerns=user)
    return proposal


def blinds(proposal: PostProposal, *, on: date) -> list[Department]:
    """The departments on which a proposed post or deputyship, begun on a day, would make somebody blind who watches (decision 136)."""
    places = (
        {proposal.department_id} if proposal.department_id else proposal.window.serves if proposal.window else set()
    )
    return sight.taken(proposal.user, places, first=on, last=proposal.valid_to)


def propose_deputy(absence: Absence, change: Change) -> PostProposal:
    """
    Write down who is to hold the post of somebody away. Call it inside the change that proposes it.

    :raises CannotChangeStaff: a deputy of this post waits for confirmation already.
    """
    post = absence.post
    if post.deputies_proposed.filter(decided_at=None).exists():
        raise CannotChangeStaff("这个岗位由谁代，已经有人提出，等着确认", field="deputy")
    proposal = PostProposal.objects.create(
        user=absence.deputy,
        role=post.role,
        department=post.department,
        stands_in_for=post,
        valid_from=absence.valid_from,
        valid_to=absence.valid_to,
        reason=change.reason,
        proposed_by=change.by,
        proposed_at=change.at,
    )
    days = f"{day_words(absence.valid_from)}至{day_words(absence.valid_to)}"
    change.leave(absence.deputy, "propose", f"提出 {proposal}，{days}，等另一个人确认", concerns=post.user)
    return proposal


def why_not(proposal: PostProposal, by: User, *, at: datetime) -> str:
    """Why this person cannot confirm it now, in a sentence; "" where they can."""
    return why_nobody(proposal, at=at) or _why_another(proposal, by, at=at)


def why_nobody(proposal: PostProposal, *, at: datetime) -> str:
    """Why a proposal that waits can be confirmed by nobody any more; "" where somebody may."""
    if not proposal.user.is_active:
        return f"{proposal.user}的账号已停用，先启用账号，或退回"
    if proposal.valid_to is not None and proposal.valid_to < timezone.localdate(at):
        return f"提出的岗位到{day_words(proposal.valid_to)}为止，已经过了，只能退回"
    if at - proposal.proposed_at > GOOD_FOR:
        return f"提出已超过 {GOOD_FOR.days} 天，退回以后重新提出"
    return ""


def password_of(user: User, *, proposer: User | None, at: datetime) -> bool:
    """Whether the proposer has lately given this person their password: either may be the other."""
    passwords = StaffChange.objects.filter(
        subject=StaffChange.Subject.PERSON, key=user.pk, act__in=["enter", "reset"], at__gt=at - STRANGERS_AFTER
    )
    return proposer is not None and passwords.filter(by=proposer).exists()


def _why_another(proposal: PostProposal, by: User, *, at: datetime) -> str:
    proposer = proposal.proposed_by
    if by == proposal.user:
        return "自己的岗位由另一个人确认"
    if by == proposer:
        return "您提出的岗位由另一个人确认"
    if proposer is not None and had_password_from(proposer, by, at=at):
        return f"您的密码是{proposer}最近七天里给的，由别人确认"
    return ""


def had_password_from(giver: User, person: User, *, at: datetime) -> bool:
    """Whether somebody was lately given a password by another: that one could sign in as them."""
    passwords = StaffChange.objects.filter(
        subject=StaffChange.Subject.PERSON, key=person.pk, act__in=["enter", "reset"], at__gt=at - STRANGERS_AFTER
    )
    return passwords.filter(by=giver).exists()


def who_may_confirm(user: User | None, *, proposer: User | None, on: date) -> list[User]:
    """Who can confirm a post of this person (None: what a window gains), for whoever proposes it."""
    people = {post.user for post in holders(Permission.STAFF_CONFIRM, None, on=on)} - {user, proposer}
    return sorted(people, key=lambda person: person.pk)


def must_be_free(user: User, post: NewPost) -> None:
    """:raises CannotChangeStaff: a post of this role on these days already."""
    meanwhile = user.posts.filter(role=post.role).exclude(valid_to__lt=post.valid_from)
    if post.valid_to is not None:
        meanwhile = meanwhile.filter(valid_from__lte=post.valid_to)
    if (other := meanwhile.first()) is not None:
        raise CannotChangeStaff(f"{user}在这段时间已经是{other.title}，先终止那个岗位", field="valid_from")


def watched(user: User, *, on: date) -> User | None:
    """The person, if they hold a post today that takes two people: what is done to their account is told of."""
    return user if current_posts(on).filter(user=user, role__in=BY_TWO_PEOPLE).exists() else None


def the_day_after(last: date) -> date:
    """The first day on which a post of this last day is held no more."""
    return last + timedelta(days=1)


def unwatched(*, on: date) -> list[str]:
    """Which of those who watch over the hall it lacks on a day: ``["纪检监察"]``; a closed account watches over nothing."""
    present = set(_WATCHED.rows(on))
    return [role.label for role in WATCHERS if role not in present]


def _watching(on: date) -> QuerySet[Post]:
    return current_posts(on).filter(role__in=WATCHERS, user__is_active=True)


_WATCHED: Prepared[Any] = Prepared(lambda: _watching(ANY_DAY).values_list("role", flat=True), ANY_DAY)


def must_leave_a_watcher(user: User, *, roles: Collection[str], on: date) -> None:
    """
    :raises CannotChangeStaff: without this person nobody would hold one of these roles on a day who can sign in, or nobody who sees
        one of the departments.
    """
    others = _watching(on).exclude(user=user)
    present = set(others.values_list("role", flat=True))
    lacking = [role.label for role in WATCHERS if role in roles and role not in present]
    if lacking:
        raise CannotChangeStaff(f"{user}是唯一的{'、'.join(lacking)}，不能空缺：先由别人接任")
    sight.must_leave_who_sees(user, roles=roles, on=on)
