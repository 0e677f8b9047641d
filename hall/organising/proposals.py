"""What becomes of a proposed post or deputy, and of what a window is to gain: another person confirms it, or turns it down (decisions 101, 124)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.utils import timezone

from hall.importing.one_at_a_time import hold
from hall.models import Absence, Delegation, Post, PostProposal, PowerProposal, ReadingChange, User, Window
from hall.organising import sight
from hall.organising.confirming import must_be_free, why_not
from hall.organising.deputies import must_fit, must_leave_sight, stands
from hall.organising.gains import Kind, why_not_power
from hall.organising.signed import instrument_stands
from hall.organising.signs import window_stands
from hall.organising.trace import CannotChangeStaff, Change, begin, day_words
from hall.people import NewPost
from hall.reading import reading_stands
from hall.shortening import shortening_stands

Stands = Delegation | Window | ReadingChange | PowerProposal  # what a confirmed one is then


@transaction.atomic
def confirm(*, proposal: PostProposal, by: User, at: datetime) -> Post | Absence:
    """
    Let a proposed post or deputy stand, from today on where the first day has passed: nobody held it before.

    :raises CannotChangeStaff: by whoever proposed it, or is to have it, or was lately given a password by the proposer; decided
        before, over, too old, or for a closed account; another post of this role, or another deputy, on these days; nobody of a
        watcher's role would see the department.
    """
    proposal = _locked(proposal)
    hold()
    change = Change(proposal.reason, by, at)  # asked when it was proposed
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
    change.leave(proposal.user, "turn_down", f"退回 {proposal}", concerns=proposal.user)
    return proposal


@transaction.atomic
def confirm_power(*, proposal: PowerProposal, by: User, at: datetime) -> Stands:
    """
    Let an instrument, a window's further departments, a reading or shorter promises stand as they were entered, from today on at the earliest.

    :raises CannotChangeStaff: by whoever entered it, or was lately given a password by them; decided before, too old, or what was
        entered does not hold together any more.
    """
    proposal = _power_locked(proposal)
    hold()
    change = Change(proposal.reason, by, at)  # asked when it was entered
    if why := why_not_power(proposal, by, at=at):
        raise CannotChangeStaff(why)
    row = STANDS[proposal.kind](proposal, change)
    _decide_power(proposal, change, stands=True)
    return row


@transaction.atomic
def turn_power_down(*, proposal: PowerProposal, reason: str, by: User, at: datetime) -> PowerProposal:
    """
    Turn down what was entered for a window, or take one's own back.

    :raises CannotChangeStaff: decided before, or no reason.
    """
    proposal = _power_locked(proposal)
    change = begin(reason=reason, by=by, at=at)
    _decide_power(proposal, change, stands=False)
    change.leave(proposal, "turn_down", f"退回{proposal}")
    return proposal


STANDS: dict[str, Callable[[PowerProposal, Change], Stands]] = {
    Kind.INSTRUMENT: instrument_stands,
    Kind.WINDOW: window_stands,
    Kind.READING: reading_stands,
    Kind.PROMISE: shortening_stands,
}


def _power_locked(proposal: PowerProposal) -> PowerProposal:
    rows = PowerProposal.objects.select_for_update(of=("self",)).select_related("proposed_by")
    proposal = rows.get(pk=proposal.pk)
    if proposal.decided_at is not None:
        raise CannotChangeStaff("已经有人确认或退回")
    return proposal


def _decide_power(proposal: PowerProposal, change: Change, *, stands: bool) -> None:
    proposal.decided_by, proposal.decided_at, proposal.stands = change.by, change.at, stands
    proposal.save(update_fields=["decided_by", "decided_at", "stands"])


def _post(proposal: PostProposal, begins: date, change: Change) -> Post:
    department = proposal.department.code if proposal.department else ""
    window = proposal.window.number if proposal.window else ""
    new = NewPost(proposal.role, begins, proposal.valid_to, window=window, department=department)
    must_be_free(proposal.user, new)
    sight.must_leave_sight(proposal.user, sight.departments_of(new), first=begins, last=proposal.valid_to)
    proposal.post = new.of(proposal.user)
    _decide(proposal, change)
    change.leave(
        proposal.post, "appoint", f"确认{_proposer(proposal)}{proposal}，{day_words(begins)}起", concerns=proposal.user
    )
    return proposal.post


def _proposer(proposal: PostProposal) -> str:
    return f"{proposal.proposed_by}提出的 " if proposal.proposed_by else " "


def _deputy(proposal: PostProposal, begins: date, change: Change) -> Absence:
    post, last = cast(Post, proposal.stands_in_for), cast(date, proposal.valid_to)
    absence = Absence(post=post, deputy=proposal.user, valid_from=begins, valid_to=last)
    must_fit(absence)
    must_leave_sight(absence)
    proposal.absence = stands(absence, change, proposed_by=proposal.proposed_by)
    _decide(proposal, change)
    return proposal.absence


def _locked(proposal: PostProposal) -> PostProposal:
    related = ("user", "department", "window", "proposed_by", "stands_in_for__user", "stands_in_for__department")
    proposal = PostProposal.objects.select_for_update(of=("self",)).select_related(*related).get(pk=proposal.pk)
    if proposal.decided_at is not None:
        raise CannotChangeStaff("已经有人确认或退回")
    return proposal


def _decide(proposal: PostProposal, change: Change) -> None:
    proposal.decided_by, proposal.decided_at = change.by, change.at
    proposal.save(update_fields=["decided_by", "decided_at", "post", "absence"])
