"""Corrections: ordered, handed in, returned or accepted. Their dates are clocks of a case of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cases import actions as engine
from cases import clocks
from cases.models import Case
from cases.rules import Rule
from cases.sight import who
from complaints.models import Complaint
from conduct.deadlines import LONGEST_CORRECTION, correction, correction_again
from conduct.letters import tell_department
from conduct.models import Correction
from conduct.opening import of_correction
from conduct.possible import why_not
from conduct.queries import UPHELD, answering_for, awaits_serving, last_finding
from conduct.states import CORRECTION_FLOW, CORRECTIONS_OVER
from conduct.turn import acting_on, leave, locked, moved
from hall.models import Department, User
from hall.refusals import Refused, need_reason
from hall.roles import Permission
from papers import store
from papers.models import Purpose


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
    # one order after the other, each with the finding that stands then
    complaint = Complaint.objects.select_for_update(of=("self",)).select_related("case__hall").get(pk=complaint.pk)
    finding = last_finding(complaint)
    if finding is None or finding.result not in UPHELD:
        raise CannotCorrect("最近一次结论不是属实或部分属实，没有要整改的")
    readers = answering_for(order.department, on=timezone.localdate(at))
    if order.person not in readers:
        raise CannotCorrect(f"{order.person}现在不能为{order.department}报送整改，选择它的负责人或科长", field="who")
    if not 1 <= order.days <= LONGEST_CORRECTION:
        raise CannotCorrect(f"期限填 1 到 {LONGEST_CORRECTION} 个工作日", field="days")
    need_reason(order.what, "写明整改什么", "what", refusal=CannotCorrect)
    row = Correction(
        complaint=complaint,
        department=order.department,
        person=order.person,
        what=order.what.strip(),
        days=order.days,
        ordered_by=by,
        ordered_at=at,
    )
    twins = Correction.objects.filter(complaint=complaint, department=row.department, what=row.what)
    if twins.exclude(state__in=CORRECTIONS_OVER).exists():
        raise CannotCorrect("同样的整改已经下达给这个部门了", field="what")
    new = of_correction(row)
    readers += who(Permission.BOARD_VIEW, Case(**vars(new)), at=at)  # it stands on the board and in the office's ledger
    # whoever reads the order would learn by it that there is a finding
    if awaits_serving(complaint, [each for each in readers if each != by]):
        raise CannotCorrect("看得到整改的人在这一件里有还没有送达的处理：先送达，再下达整改", field="who")
    with engine.opening(new, verb="order_correction", idem=f"correction {row.key}", by=by, at=at) as case:
        row.case = case
        row.save()
        leave(row, "order_correction", by=by, at=at, recorded=True)
        clock = clocks.start(case, correction(days=order.days), started_at=at, at=at)
    tell_department("correction_ordered", row, clock, at=at)
    return row


@transaction.atomic
def hand_in_correction(
    *,
    key: UUID,
    evidence: str,
    by: User,
    at: datetime,
    files: Sequence[UploadedFile] = (),
    version: int | None = None,
) -> Correction:
    """
    Hand in what was put right, with its proof; late, too: that it is late stands beside it.

    :raises CannotCorrect: nothing is said. :raises BadInput: a file is refused.
    """
    row = locked(Correction, key, version)
    need_reason(evidence, "写明怎样整改、有什么证明", "evidence", refusal=CannotCorrect)
    with acting_on(row, at=at) as case:
        line = moved(row, "hand_in_correction", CORRECTION_FLOW, words=evidence, by=by, at=at)
        clocks.meet(case, Rule.CORRECTION, at=at)
    store.take(files, store.Place(Purpose.CORRECTION, owner=line.key), at=at)
    return row


@transaction.atomic
def pass_correction(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Correction:
    """Accept what was handed in. :raises CannotCorrect: nothing is said of what was looked at, or it is one's own."""
    row = _judge("pass_correction", key, reason, by=by, at=at, version=version)
    with acting_on(row, at=at) as case:
        engine.close(case, at=at)
    return row


@transaction.atomic
def return_correction(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Correction:
    """
    Return what is not put right, with the reason. What was handed in in time was in time: the return has a term of its own.

    :raises CannotCorrect: no reason.
    """
    row = _judge("return_correction", key, reason, by=by, at=at, version=version)
    with acting_on(row, at=at) as case:
        clock = clocks.start(case, correction_again(days=row.days), started_at=at, at=at)
    tell_department("correction_returned", row, clock, at=at)
    return row


@transaction.atomic
def call_off_correction(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Correction:
    """
    Call an order off that was a mistake, or whose finding is another one now. Its clocks are void, its cards are withdrawn.

    :raises CannotCorrect: no reason, it is one's own order, or it is about oneself.
    """
    row = locked(Correction, key, version)
    CORRECTION_FLOW.target(row.state, "call_off_correction")
    need_reason(reason, "写明为什么取消", "reason", refusal=CannotCorrect)
    if sentence := why_not("call_off_correction", row, by=by, at=at):
        raise CannotCorrect(sentence)
    with acting_on(row, at=at) as case:
        moved(row, "call_off_correction", CORRECTION_FLOW, words=reason, by=by, at=at)
        clocks.annul(case, because="整改已取消", at=at)
        engine.close(case, at=at)
    tell_department("correction_called_off", row, None, at=at)
    return row


def _judge(act: str, key: UUID, reason: str, *, by: User, at: datetime, version: int | None) -> Correction:
    row = locked(Correction, key, version)
    need_reason(reason, "写明验收的情况", "reason", refusal=CannotCorrect)
    last = row.lines.filter(act="hand_in_correction").last()
    if last is not None and last.by_id == by.pk:
        raise CannotCorrect("整改结果是您报送的，由别人验收")
    with acting_on(row, at=at):
        moved(row, act, CORRECTION_FLOW, words=reason, by=by, at=at)
    return row
