"""
What takes a second person besides posts, a window's gain (an instrument, further departments) and the reading of a law: kept as it
was entered until another confirms it (decisions 124, 137).
"""

from datetime import datetime
from typing import Any

from hall.models import PowerProposal, User
from hall.organising.confirming import GOOD_FOR, password_of
from hall.organising.trace import LINE_MOST, CannotChangeStaff, Change

Kind = PowerProposal.Kind


def keep(kind: str, sentence: str, content: dict[str, Any], change: Change) -> PowerProposal:
    """
    Write down what is to be confirmed. Call it inside the change that enters it, once everything in it has been checked.

    :param content: values that JSON can hold; `departments`: ids of those whose powers or applicants it gives.
    """
    if change.by is None:
        raise CannotChangeStaff("由管理员录入")
    proposal = PowerProposal.objects.create(
        kind=kind,
        sentence=sentence[:LINE_MOST],
        content=content,
        reason=change.reason,
        proposed_by=change.by,
        proposed_at=change.at,
    )
    change.leave(proposal, "propose", f"录入{sentence}；等另一个人确认")
    return proposal


def why_not_power(proposal: PowerProposal, by: User, *, at: datetime) -> str:
    """Why this person cannot confirm it now, in a sentence; "" where they can."""
    if by == proposal.proposed_by:
        return "您录入的由另一个人确认"
    if password_of(by, proposer=proposal.proposed_by, at=at):
        return f"您的密码是{proposal.proposed_by}最近七天里给的，由别人确认"
    if at - proposal.proposed_at > GOOD_FOR:
        return f"录入已超过 {GOOD_FOR.days} 天，退回以后重新录入"
    return ""
