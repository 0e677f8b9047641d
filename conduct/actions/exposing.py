"""
Exposures: recorded, answered with opinion and commitment, approved or sent back; the commitment reported as kept, found kept or
broken, taken back. One that was recorded by mistake is withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cases import actions as engine
from cases import clocks
from cases.rules import Rule
from conduct.deadlines import (
    LONGEST_COMMITMENT,
    commitment,
    commitment_again,
    days_until,
    exposure_answer,
    exposure_answer_again,
)
from conduct.letters import tell_department
from conduct.models import Exposure
from conduct.opening import of_exposure
from conduct.possible import why_not
from conduct.states import EXPOSURE_FLOW, EXPOSURE_WITHDRAWN, KEPT, NOT_KEPT, REPORTED
from conduct.turn import acting_on, leave, locked, moved
from hall import calendar
from hall.models import Department, User
from hall.refusals import Refused, need, need_reason
from hall.worktime import days_later
from hall.worktime.wording import in_full
from papers import store
from papers.models import Purpose

HANDED_IN_BY_THE_UNIT = ("answer_exposure", "report_commitment")


class CannotExpose(Refused):
    code = "cannot-expose"


@dataclass(frozen=True, kw_only=True)
class Broadcast:
    """What was broadcast of a unit, where and when."""

    department: Department
    title: str
    medium: str
    broadcast_at: datetime


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a unit says to it, and what it promises the public, by which working day."""

    opinion: str
    commitment: str
    keep_by: date


@transaction.atomic
def record_exposure(*, broadcast: Broadcast, by: User, at: datetime) -> Exposure:
    """Record what was broadcast; its three days run from then on. :raises CannotExpose: it lies ahead, or says nothing."""
    if broadcast.broadcast_at > at:
        raise CannotExpose("播出的时间还没有到", field="broadcast_at")
    need_reason(broadcast.title, "写明曝光了什么", "title", refusal=CannotExpose)
    need(broadcast.medium, "填写媒体", "medium", refusal=CannotExpose)
    # one after the other: the same click twice is one exposure
    department = Department.objects.select_for_update(no_key=True).get(pk=broadcast.department.pk)
    same = {
        "title": broadcast.title.strip(),
        "medium": broadcast.medium.strip(),
        "broadcast_at": broadcast.broadcast_at,
    }
    if Exposure.objects.filter(department=department, **same).exclude(state=EXPOSURE_WITHDRAWN).exists():
        raise CannotExpose("这个部门的这一次曝光已经登记了", field="title")
    row = Exposure(
        department=broadcast.department,
        **same,
        recorded_by=by,
        recorded_at=at,
    )
    new = of_exposure(row, on=timezone.localdate(at))
    facts = {"counts_from": row.broadcast_at}
    with engine.opening(new, verb="record_exposure", idem=f"exposure {row.key}", by=by, at=at, **facts) as case:
        row.case = case
        row.save()
        leave(row, "record_exposure", by=by, at=at, recorded=True)
        engine.take_number(case, at=at)  # a card of what is late already names it
        clock = clocks.start(case, exposure_answer(), started_at=row.broadcast_at, at=at)
    tell_department("exposure_recorded", row, clock, at=at)
    return row


@transaction.atomic
def answer_exposure(*, key: UUID, statement: Statement, by: User, at: datetime, version: int | None = None) -> Exposure:
    """Hand in the handling opinion and the public commitment. :raises CannotExpose: one of them says nothing, or is for no such day."""
    row = locked(Exposure, key, version)
    need_reason(statement.opinion, "写明处理意见", "opinion", refusal=CannotExpose)
    need_reason(statement.commitment, "写明公开承诺", "commitment", refusal=CannotExpose)
    today = timezone.localdate(at)
    if not today < statement.keep_by <= days_later(today, LONGEST_COMMITMENT):
        raise CannotExpose(f"承诺的完成日期在明天以后、{LONGEST_COMMITMENT} 日以内", field="keep_by")
    if not calendar.current().is_workday(statement.keep_by):
        raise CannotExpose("承诺的完成日期选一个工作日", field="keep_by")
    row.opinion, row.commitment, row.keep_by = (
        statement.opinion.strip(),
        statement.commitment.strip(),
        statement.keep_by,
    )
    # the row has the last wording; each line keeps its own
    words = f"处理意见：{row.opinion}\n公开承诺：{row.commitment}\n完成日期：{in_full(row.keep_by)}"
    with acting_on(row, at=at) as case:
        moved(row, "answer_exposure", EXPOSURE_FLOW, words=words, by=by, at=at)
        clocks.meet(case, Rule.EXPOSURE_ANSWER, at=at)
    return row


@transaction.atomic
def approve_exposure(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Exposure:
    """
    Approve what was handed in: the commitment stands on the public page from now on, and is to be kept by its day.

    :raises CannotExpose: no reason, or no working day is left until its day.
    """
    row = locked(Exposure, key, version)
    EXPOSURE_FLOW.target(row.state, "approve_exposure")
    if row.keep_by is None or not (days := days_until(row.keep_by, since=at, calendar=calendar.current())):
        raise CannotExpose("承诺的完成日期已经到了，或者来不及计时，退回重报")
    row.published_at = at
    row = _judge("approve_exposure", row, reason, by=by, at=at)
    with acting_on(row, at=at) as case:
        clocks.start(case, commitment(days=days), started_at=at, at=at)
    return row


@transaction.atomic
def send_exposure_back(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Exposure:
    """Send back what will not do, with the reason. :raises CannotExpose: no reason."""
    row = _judge("send_exposure_back", locked(Exposure, key, version), reason, by=by, at=at)
    with acting_on(row, at=at) as case:
        clock = clocks.start(case, exposure_answer_again(), started_at=at, at=at)
    tell_department("exposure_sent_back", row, clock, at=at)
    return row


@transaction.atomic
def report_commitment(
    *,
    key: UUID,
    evidence: str,
    by: User,
    at: datetime,
    files: Sequence[UploadedFile] = (),
    version: int | None = None,
) -> Exposure:
    """
    Report, for the unit, that it kept what it promised the public, with the proof: the day of the report counts, whenever it is
    checked.

    :raises CannotExpose: nothing is said. :raises BadInput: a file is refused.
    """
    row = locked(Exposure, key, version)
    need_reason(evidence, "写明怎样兑现、有什么证明", "evidence", refusal=CannotExpose)
    with acting_on(row, at=at) as case:
        line = moved(row, "report_commitment", EXPOSURE_FLOW, words=evidence, by=by, at=at)
        clocks.meet(case, Rule.COMMITMENT, at=at)
    store.take(files, store.Place(Purpose.CORRECTION, owner=line.key), at=at)
    return row


@transaction.atomic
def return_commitment(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Exposure:
    """
    Return a report of what is not kept, with the reason. What was reported in time was in time: the return has a term of its own.

    :raises CannotExpose: no reason, or it is one's own report.
    """
    row = _judge("return_commitment", locked(Exposure, key, version), reason, by=by, at=at)
    days = days_until(row.keep_by, since=at, calendar=calendar.current()) if row.keep_by else 0
    with acting_on(row, at=at) as case:
        clock = clocks.start(case, commitment_again(days=days), started_at=at, at=at)
    tell_department("commitment_returned", row, clock, at=at)
    return row


@transaction.atomic
def check_commitment(
    *, key: UUID, kept: bool, reason: str, by: User, at: datetime, version: int | None = None
) -> Exposure:
    """
    Say whether the unit kept what it promised the public; the public reads the outcome, not the words. What is not kept was broken:
    the report that said otherwise has met no clock.

    :raises CannotExpose: not kept, before its day, or the term after a return, is over; or no reason.
    """
    row = locked(Exposure, key, version)
    report = row.lines.filter(act="report_commitment").last() if row.state == REPORTED else None
    EXPOSURE_FLOW.target(row.state, "check_commitment")
    if not kept and row.keep_by is not None and timezone.localdate(at) <= row.keep_by:
        raise CannotExpose("承诺的日子还没有过，不能认定没有兑现", field="kept")
    row.ended_at = at
    row = _judge("check_commitment", row, reason, by=by, at=at, to=KEPT if kept else NOT_KEPT)
    with acting_on(row, at=at) as case:
        if not kept and report is not None:
            clocks.reopen(case, Rule.COMMITMENT, ended_at=report.at, at=at)
        running = clocks.running(case, Rule.COMMITMENT)
        if not kept and not all(clocks.is_broken(clock, at=at) for clock in running):
            raise CannotExpose("退回以后重新报告的期限还没有过，不能认定没有兑现", field="kept")
        clocks.meet(case, Rule.COMMITMENT, at=at)
        engine.close(case, at=at)
    return row


@transaction.atomic
def take_down_commitment(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Exposure:
    """Take back a commitment that cannot stand any more; the public reads that it was. :raises CannotExpose: no reason."""
    row = locked(Exposure, key, version)
    EXPOSURE_FLOW.target(row.state, "take_down_commitment")
    row.ended_at = at
    row = _judge("take_down_commitment", row, reason, by=by, at=at)
    with acting_on(row, at=at) as case:
        clocks.void(case, Rule.COMMITMENT, at=at)
        engine.close(case, at=at)
    return row


@transaction.atomic
def withdraw_exposure(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Exposure:
    """
    Withdraw what was recorded by mistake: its clocks are void, its cards are withdrawn, the public reads nothing of it any more.

    :raises CannotExpose: no reason, one recorded it oneself, or it is about oneself.
    """
    row = locked(Exposure, key, version)
    EXPOSURE_FLOW.target(row.state, "withdraw_exposure")
    if sentence := why_not("withdraw_exposure", row, by=by, at=at):
        raise CannotExpose(sentence)
    row.ended_at = at
    row = _judge("withdraw_exposure", row, reason, by=by, at=at)
    with acting_on(row, at=at) as case:
        clocks.annul(case, because="曝光登记有误，已撤销", at=at)
        engine.close(case, at=at)
    tell_department("exposure_withdrawn", row, None, at=at)
    return row


def _judge(act: str, row: Exposure, reason: str, *, by: User, at: datetime, to: str = "") -> Exposure:
    need_reason(reason, "写明审定的情况", "reason", refusal=CannotExpose)
    last = row.lines.filter(act__in=HANDED_IN_BY_THE_UNIT).last()
    if last is not None and last.by_id == by.pk:
        raise CannotExpose("是您报送的，由别人审定、核对")
    with acting_on(row, at=at):
        moved(row, act, EXPOSURE_FLOW, to=to, words=reason, by=by, at=at)
    return row
