"""Posts that take two people (decision 101): proposing one, who may confirm it, and whose posts are watched over."""

from datetime import date, datetime, timedelta
from typing import cast

from hall.access import current_posts, holders
from hall.models import Department, PostProposal, StaffChange, User
from hall.organising.trace import CannotChangeStaff, Change, day_words
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
        department=cast(Department | None, post.place().get("department")),
        valid_from=post.valid_from,
        valid_to=post.valid_to,
        reason=change.reason,
        proposed_by=change.by,
        proposed_at=change.at,
    )
    change.leave(user, "propose", f"提出 {proposal}，{day_words(post.valid_from)}起，等另一个人确认", concerns=user)
    return proposal


def why_not(proposal: PostProposal, by: User, *, at: datetime) -> str:
    """Why this person cannot confirm it, in a sentence; "" where they can."""
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
