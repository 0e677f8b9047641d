"""Posts that take two people: one proposes, another confirms (decision 101)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from hall.access import current_posts, holders
from hall.models import Post, PostProposal, StaffChange, User
from hall.organising.trace import CannotChangeStaff, Change, begin, day_words
from hall.people import NewPost
from hall.permissions import Permission
from hall.roles import BY_TWO_PEOPLE

STRANGERS_AFTER = timedelta(days=7)  # since somebody was given a password by the one whose proposal they are to confirm


def propose(user: User, post: NewPost, change: Change) -> PostProposal:
    """
    Write a post down as proposed. Call it inside the change that proposes it.

    :raises CannotAddPerson: unknown role or place. :raises CannotChangeStaff: one of this role waits for this person already.
    """
    if user.proposals.filter(role=post.role, decided_at=None).exists():
        raise CannotChangeStaff(f"{user}的这个岗位已经有人提出，等着确认", field="role")
    proposal = PostProposal.objects.create(
        user=user,
        role=post.role,
        department=post.place().get("department"),
        valid_from=post.valid_from,
        valid_to=post.valid_to,
        reason=change.reason,
        proposed_by=change.by,
        proposed_at=change.at,
    )
    change.leave(user, "propose", f"提出 {proposal}，{day_words(post.valid_from)}起，等另一个人确认", concerns=user)
    return proposal


@transaction.atomic
def confirm(*, proposal: PostProposal, by: User, at: datetime) -> Post:
    """
    Let a proposed post stand.

    :raises CannotChangeStaff: by whoever proposed it, or is to have it, or was lately given a password by the proposer; decided
        before; or another post of this role on these days.
    """
    proposal = _locked(proposal)
    change = begin(reason=proposal.reason, by=by, at=at)
    if why := why_not(proposal, by, at=at):
        raise CannotChangeStaff(why)
    department = proposal.department.code if proposal.department else ""
    new = NewPost(proposal.role, proposal.valid_from, proposal.valid_to, department=department)
    must_be_free(proposal.user, new)
    proposal.post = new.of(proposal.user)
    _decide(proposal, by=by, at=at)
    change.leave(proposal.post, "appoint", f"确认 {proposal}，{day_words(new.valid_from)}起", concerns=proposal.user)
    return proposal.post


@transaction.atomic
def turn_down(*, proposal: PostProposal, reason: str, by: User, at: datetime) -> PostProposal:
    """
    Turn a proposal down, or take one's own back.

    :raises CannotChangeStaff: decided before, or no reason.
    """
    proposal = _locked(proposal)
    change = begin(reason=reason, by=by, at=at)
    _decide(proposal, by=by, at=at)
    change.leave(proposal.user, "turn_down", f"没有确认 {proposal}", concerns=proposal.user)
    return proposal


def why_not(proposal: PostProposal, by: User, *, at: datetime) -> str:
    """Why this person cannot confirm it, in a sentence; "" where they can."""
    proposer = proposal.proposed_by
    if by == proposal.user:
        return "自己的岗位由另一个人确认"
    if by == proposer:
        return "您提出的岗位由另一个人确认"
    given = StaffChange.objects.filter(
        subject=StaffChange.Subject.PERSON, key=by.pk, act__in=["enter", "reset"], at__gt=at - STRANGERS_AFTER
    )
    if proposer is not None and given.filter(by=proposer).exists():
        return f"您的密码是{proposer}最近七天里给的，由别人确认"
    return ""


def who_may_confirm(user: User, *, proposer: User | None, on: date) -> list[User]:
    """Who can confirm a post of this person, for whoever proposes it."""
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


def _locked(proposal: PostProposal) -> PostProposal:
    related = ("user", "department", "proposed_by")
    proposal = PostProposal.objects.select_for_update(of=("self",)).select_related(*related).get(pk=proposal.pk)
    if proposal.decided_at is not None:
        raise CannotChangeStaff("已经有人确认或退回")
    return proposal


def _decide(proposal: PostProposal, *, by: User, at: datetime) -> None:
    proposal.decided_by, proposal.decided_at = by, at
    proposal.save(update_fields=["decided_by", "decided_at", "post"])
