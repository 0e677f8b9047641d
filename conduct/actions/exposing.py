"""Exposures: recorded, answered with opinion and commitment, approved or sent back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from complaints.deadlines import exposure_opinion
from conduct.letters import tell_department
from conduct.models import Exposure
from conduct.states import EXPOSURE_FLOW
from conduct.turn import leave, locked, moved
from hall import calendar
from hall.models import Department, User
from hall.refusals import Refused, need, need_reason


class CannotExpose(Refused):
    code = "cannot-expose"


@dataclass(frozen=True, kw_only=True)
class Broadcast:
    """What was broadcast of a unit, where and when."""

    department: Department
    title: str
    medium: str
    broadcast_at: datetime


@transaction.atomic
def record_exposure(*, broadcast: Broadcast, by: User, at: datetime) -> Exposure:
    """Record what was broadcast; its three days run from then on. :raises CannotExpose: it lies ahead, or says nothing."""
    if broadcast.broadcast_at > at:
        raise CannotExpose("播出的时间还没有到", field="broadcast_at")
    need_reason(broadcast.title, "写明曝光了什么", "title", refusal=CannotExpose)
    need(broadcast.medium, "填写媒体", "medium", refusal=CannotExpose)
    row = Exposure.objects.create(
        department=broadcast.department,
        title=broadcast.title.strip(),
        medium=broadcast.medium.strip(),
        broadcast_at=broadcast.broadcast_at,
        recorded_by=by,
        recorded_at=at,
    )
    leave(row, "record_exposure", by=by, at=at)
    due = exposure_opinion(broadcast_at=row.broadcast_at, calendar=calendar.current())
    tell_department("exposure_recorded", row, due, at=at)
    return row


@transaction.atomic
def answer_exposure(
    *, key: UUID, opinion: str, commitment: str, by: User, at: datetime, version: int | None = None
) -> Exposure:
    """Hand in the handling opinion and the public commitment. :raises CannotExpose: one of them says nothing."""
    row = locked(Exposure, key, version)
    need_reason(opinion, "写明处理意见", "opinion", refusal=CannotExpose)
    need_reason(commitment, "写明公开承诺", "commitment", refusal=CannotExpose)
    row.opinion, row.commitment = opinion.strip(), commitment.strip()
    # the row has the last wording; each line keeps its own
    moved(
        row,
        "answer_exposure",
        EXPOSURE_FLOW,
        words=f"处理意见：{row.opinion}\n公开承诺：{row.commitment}",
        by=by,
        at=at,
    )
    return row


@transaction.atomic
def approve_exposure(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Exposure:
    """Approve what was handed in: the commitment may be published. :raises CannotExpose: no reason."""
    return _judge("approve_exposure", key, reason, by=by, at=at, version=version)


@transaction.atomic
def send_exposure_back(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Exposure:
    """Send back what will not do, with the reason. :raises CannotExpose: no reason."""
    row = _judge("send_exposure_back", key, reason, by=by, at=at, version=version)
    tell_department("exposure_sent_back", row, at=at)
    return row


def _judge(act: str, key: UUID, reason: str, *, by: User, at: datetime, version: int | None) -> Exposure:
    row = locked(Exposure, key, version)
    need_reason(reason, "写明审定的情况", "reason", refusal=CannotExpose)
    moved(row, act, EXPOSURE_FLOW, words=reason, by=by, at=at)
    return row
