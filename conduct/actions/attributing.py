"""Who was liable: attribution, and its taking back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from complaints.models import Complaint
from conduct.ladders import SELF
from conduct.letters import tell_of_proposal
from conduct.models import Attribution, Sanction
from conduct.proposing import propose_for
from conduct.queries import UPHELD, last_finding
from conduct.states import ATTRIBUTION_FLOW, CALLED_OFF, DROPPED, PROPOSED, REVOKED, STANDS
from conduct.turn import leave, locked, moved
from hall.models import Department, Post, User
from hall.refusals import Refused, need_reason

WITHOUT_EFFECT = (PROPOSED, DROPPED, REVOKED, CALLED_OFF)


class CannotAttribute(Refused):
    code = "cannot-attribute"


@dataclass(frozen=True, kw_only=True)
class Liability:
    """
    Who was liable, in which post then, and what weighs more or less.

    :param reason: why this person; the person never reads it, and it says nothing of the reporter.
    """

    post: Post
    reason: str
    high_voltage: bool = False
    self_reported: bool = False
    concealed: bool = False


@transaction.atomic
def attribute(*, complaint: Complaint, liability: Liability, by: User, at: datetime) -> Attribution:
    """
    Attribute the upheld finding of a complaint to a person; the proposal is made at once, in the same transaction.

    :raises CannotAttribute: the last finding is not upheld, the person has it already, or it is whoever attributes.
    """
    complaint = (
        Complaint.objects.select_for_update(of=("self",)).select_related("about_department").get(pk=complaint.pk)
    )
    # two findings of one person are counted one after the other
    person = User.objects.select_for_update().get(pk=liability.post.user_id)
    finding = last_finding(complaint)
    if finding is None or finding.result not in UPHELD:
        raise CannotAttribute("最近一次结论不是属实或部分属实，没有要认定的责任")
    if person == by:
        raise CannotAttribute("不能认定自己，由别人办理", field="post")
    found_on = timezone.localdate(finding.at)
    if liability.post.valid_from > found_on:
        raise CannotAttribute("查实的时候还没有这个岗位，选择当时的岗位", field="post")
    if Attribution.objects.filter(complaint=complaint, person=person, state=STANDS).exists():
        raise CannotAttribute(f"这一件已经认定过{person}的责任", field="post")
    if liability.self_reported and liability.concealed:
        raise CannotAttribute("自查自报和隐瞒不报只能选一项", field="concealed")
    need_reason(liability.reason, "写明认定的理由", "reason", refusal=CannotAttribute)
    row = Attribution.objects.create(
        complaint=complaint,
        finding=finding,
        person=person,
        post=liability.post,
        department=_department_of(liability.post, complaint),
        found_on=found_on,
        high_voltage=liability.high_voltage,
        self_reported=liability.self_reported,
        concealed=liability.concealed,
        attributed_by=by,
        attributed_at=at,
    )
    leave(row, "attribute", words=liability.reason, by=by, at=at)
    for sanction in propose_for(row, at=at):
        if sanction.link == SELF:
            tell_of_proposal(sanction, at=at)
    return row


@transaction.atomic
def take_attribution_back(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Attribution:
    """
    Take an attribution back that was wrong: it counts no more. What is proposed of it can only be dropped.

    :raises CannotAttribute: a sanction of it is decided: that one is called off first.
    """
    row = locked(Attribution, key, version)
    need_reason(reason, "写明撤回的理由", "reason", refusal=CannotAttribute)
    if Sanction.objects.filter(attribution=row).exclude(state__in=WITHOUT_EFFECT).exists():
        raise CannotAttribute("已经决定了处理：先由纪检监察取消决定，再撤回认定")
    moved(row, "take_attribution_back", ATTRIBUTION_FLOW, words=reason, by=by, at=at)
    return row


def _department_of(post: Post, complaint: Complaint) -> Department | None:
    """For whom the person worked there: at a window of several departments the one that the complaint is about."""
    if post.window is None:
        return post.department
    served = list(post.window.departments.all())
    about = complaint.about_department
    return about if about in served else served[0] if len(served) == 1 else None
