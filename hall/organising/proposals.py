"""What becomes of a proposed post: another person confirms it, or turns it down (decision 101)."""

from datetime import datetime

from django.db import transaction

from hall.importing.one_at_a_time import hold
from hall.models import Post, PostProposal, User
from hall.organising.confirming import must_be_free, why_not
from hall.organising.trace import CannotChangeStaff, Change, begin, day_words
from hall.people import NewPost


@transaction.atomic
def confirm(*, proposal: PostProposal, by: User, at: datetime) -> Post:
    """
    Let a proposed post stand.

    :raises CannotChangeStaff: by whoever proposed it, or is to have it, or was lately given a password by the proposer; decided
        before; or another post of this role on these days.
    """
    proposal = _locked(proposal)
    hold()
    change = Change(proposal.reason, by, at)  # asked when it was proposed
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


def _locked(proposal: PostProposal) -> PostProposal:
    related = ("user", "department", "proposed_by")
    proposal = PostProposal.objects.select_for_update(of=("self",)).select_related(*related).get(pk=proposal.pk)
    if proposal.decided_at is not None:
        raise CannotChangeStaff("已经有人确认或退回")
    return proposal


def _decide(proposal: PostProposal, *, by: User, at: datetime) -> None:
    proposal.decided_by, proposal.decided_at = by, at
    proposal.save(update_fields=["decided_by", "decided_at", "post"])
