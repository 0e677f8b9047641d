"""What becomes of a proposed post or deputy: another person confirms it, or turns it down (decisions 101, 124)."""

from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.utils import timezone

from hall.models import Absence, Post, PostProposal, User
from hall.organising.absences import must_fit, stands
from hall.organising.confirming import must_be_free, why_not
from hall.organising.trace import CannotChangeStaff, Change, begin, day_words
from hall.people import NewPost


@transaction.atomic
def confirm(*, proposal: PostProposal, by: User, at: datetime) -> Post | Absence:
    """
    Let a proposed post or deputy stand, from today on where the first day has passed: nobody held it before.

    :raises CannotChangeStaff: by whoever proposed it, or is to have it, or was lately given a password by the proposer; decided
        before, over, too old, or for a closed account; another post of this role, or another deputy, on these days.
    """
    proposal = _locked(proposal)
    change = begin(reason=proposal.reason, by=by, at=at)
    if why := why_not(proposal, by, at=at):
        raise CannotChangeStaff(why)
    begins = max(proposal.valid_from, timezone.localdate(at))
    return _deputy(proposal, begins, change) if proposal.stands_in_for else _post(proposal, begins, change)


@transaction.atomic
def turn_down(*, proposal: PostProposal, reason: str, by: User, at: datetime) -> PostProposal:
    """
    Turn a proposal down, or take one's own back.

    :raises CannotChangeStaff: decided before, or no reason.
    """
    proposal = _locked(proposal)
    change = begin(reason=reason, by=by, at=at)
    _decide(proposal, change)
    change.leave(proposal.user, "turn_down", f"没有确认 {proposal}", concerns=proposal.user)
    return proposal


def _post(proposal: PostProposal, begins: date, change: Change) -> Post:
    department = proposal.department.code if proposal.department else ""
    new = NewPost(proposal.role, begins, proposal.valid_to, department=department)
    must_be_free(proposal.user, new)
    proposal.post = new.of(proposal.user)
    _decide(proposal, change)
    change.leave(proposal.post, "appoint", f"确认 {proposal}，{day_words(begins)}起", concerns=proposal.user)
    return proposal.post


def _deputy(proposal: PostProposal, begins: date, change: Change) -> Absence:
    post, last = cast(Post, proposal.stands_in_for), cast(date, proposal.valid_to)
    absence = Absence(post=post, deputy=proposal.user, valid_from=begins, valid_to=last)
    must_fit(absence)
    proposal.absence = stands(absence, change)
    _decide(proposal, change)
    return proposal.absence


def _locked(proposal: PostProposal) -> PostProposal:
    related = ("user", "department", "proposed_by", "stands_in_for__user", "stands_in_for__department")
    proposal = PostProposal.objects.select_for_update(of=("self",)).select_related(*related).get(pk=proposal.pk)
    if proposal.decided_at is not None:
        raise CannotChangeStaff("已经有人确认或退回")
    return proposal


def _decide(proposal: PostProposal, change: Change) -> None:
    proposal.decided_by, proposal.decided_at = change.by, change.at
    proposal.save(update_fields=["decided_by", "decided_at", "post", "absence"])
