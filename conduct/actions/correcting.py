"""Corrections: ordered, handed in, returned or accepted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from complaints.models import Complaint
from conduct.deadlines import LONGEST_CORRECTION, correction_due
from conduct.letters import tell_department
from conduct.models import Correction
from conduct.queries import UPHELD, awaits_serving, heads_of, last_finding, people_of
from conduct.states import CORRECTION_FLOW
from conduct.turn import leave, locked, moved
from hall import calendar
from hall.models import Department, User
from hall.refusals import Refused, need_reason


class CannotCorrect(Refused):
    code = "cannot-order-correction"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a unit is to put right, who sees to it, and in how many working days. The unit reads all of it."""

    department: Department
    person: User
    what: str
    days: int


@transaction.atomic
def order_correction(*, complaint: Complaint, order: Order, by: User, at: datetime) -> Correction:
    """
    Order a correction from an upheld finding.

    :raises CannotCorrect: not upheld, a person of another unit, or somebody liable who would learn of it by the order.
    """
    finding = last_finding(complaint)
    if finding is None or finding.result not in UPHELD:
        raise CannotCorrect("最近一次结论不是属实或部分属实，没有要整改的")
    if order.person not in people_of(order.department, on=timezone.localdate(at)):
        raise CannotCorrect(f"{order.person}现在不在{order.department}，选择这个部门的人", field="who")
    # whoever reads the order would learn by it that there is a finding
    if awaits_serving(complaint, [order.person, *heads_of(order.department, on=timezone.localdate(at))]):
        raise CannotCorrect("整改责任人或部门负责人在这一件里有还没有送达的处理：先送达，或交给别人", field="who")
    if not 1 <= order.days <= LONGEST_CORRECTION:
        raise CannotCorrect(f"期限填 1 到 {LONGEST_CORRECTION} 个工作日", field="days")
    need_reason(order.what, "写明整改什么", "what", refusal=CannotCorrect)
    row = Correction.objects.create(
        complaint=complaint,
        department=order.department,
        person=order.person,
        what=order.what.strip(),
        days=order.days,
        ordered_by=by,
        ordered_at=at,
    )
    leave(row, "order_correction", by=by, at=at)
    due = correction_due(ordered_at=at, days=order.days, calendar=calendar.current())
    tell_department("correction_ordered", row, due, at=at)
    return row


@transaction.atomic
def hand_in_correction(*, key: UUID, evidence: str, by: User, at: datetime, version: int | None = None) -> Correction:
    """Hand in what was put right; late, too: that it is late stands beside it. :raises CannotCorrect: nothing is said."""
    row = locked(Correction, key, version)
    need_reason(evidence, "写明怎样整改、有什么证明", "evidence", refusal=CannotCorrect)
    moved(row, "hand_in_correction", CORRECTION_FLOW, words=evidence, by=by, at=at)
    return row


@transaction.atomic
def pass_correction(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Correction:
    """Accept what was handed in. :raises CannotCorrect: nothing is said of what was looked at, or it is one's own."""
    return _judge("pass_correction", key, reason, by=by, at=at, version=version)


@transaction.atomic
def return_correction(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Correction:
    """Return what is not put right, with the reason; its date stays. :raises CannotCorrect: no reason."""
    row = _judge("return_correction", key, reason, by=by, at=at, version=version)
    tell_department("correction_returned", row, at=at)
    return row


def _judge(act: str, key: UUID, reason: str, *, by: User, at: datetime, version: int | None) -> Correction:
    row = locked(Correction, key, version)
    need_reason(reason, "写明验收的情况", "reason", refusal=CannotCorrect)
    last = row.lines.filter(act="hand_in_correction").last()
    if last is not None and last.by_id == by.pk:
        raise CannotCorrect("整改结果是您报送的，由别人验收")
    moved(row, act, CORRECTION_FLOW, words=reason, by=by, at=at)
    return row
