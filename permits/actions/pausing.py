"""Special procedures and the one extension."""

from datetime import datetime

from django.db import transaction

from cases import actions as engine
from cases import clocks, history
from cases.models import Case, Deadline, Pause
from cases.numbering import one_at_a_time
from cases.quiet import is_quiet
from cases.rules import Rule
from hall.identifiers import group
from hall.models import User
from hall.refusals import Refused
from hall.roles import Permission
from permits import deadlines, letters
from permits.actions.locking import BadInput, lock, need
from permits.authority import stood_in
from permits.models import Hearing
from permits.queries import basis_of, statutory_limit
from permits.states import FLOW

APPROVE = Permission.APPLICATION_APPROVE


class CannotExtend(Refused):
    code = "cannot-extend"


class CannotResume(Refused):
    code = "cannot-resume"
    sentence = "已经通知听证：举行以后登记笔录，或者取消听证，计时随之恢复"


@transaction.atomic
def suspend(
    *,
    number: str,
    ground: str,
    notice_number: str,
    declared_days: int,
    by: User,
    at: datetime,
    basis: str = "",
    version: int | None = None,
) -> Pause:
    """
    Stop the clocks for a special procedure (art. 45). `by` is the approver; the view asks for that permission.

    :param basis: the law and article; due with statutory waiting.

    :raises NoSuchPauseGround, CannotPause: which condition fails.
    :raises BadInput: at `notice_number`, when the department has given it to another notice.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "suspend")
    _must_be_free(case, notice_number.strip())
    pause = engine.pause(
        case,
        ground=ground,
        notice_number=notice_number,
        declared_days=declared_days,
        approver=by,
        by=by,
        at=at,
        basis=basis,
    )
    history.record(
        case, verb="suspend", by=by, at=at, to=target, ground=pause.get_ground_display(), notice_number=pause.notice_number,
        declared_days=declared_days, basis=pause.basis, **stood_in(case, APPROVE, by=by, at=at),
    )  # fmt: skip
    letters.tell(application, "paused", at=at, ground=pause.get_ground_display(), days=declared_days)
    return pause


@transaction.atomic
def resume(*, number: str, by: User, at: datetime, version: int | None = None) -> list[Deadline]:
    """
    End the special procedure; the day of `at` is its last. Returns the clocks that run again, with their new moments.

    :raises CannotResume: an announced hearing ends by being held or cancelled.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "resume")
    hearing = Hearing.objects.filter(application=application).first()
    if hearing is not None and hearing.stops_the_clocks:
        raise CannotResume
    moved = engine.go_on(case, by=by, at=at)
    history.record(
        case, verb="resume", by=by, at=at, to=target, due={deadline.rule: deadline.due_at for deadline in moved},
        provisional=[deadline.rule for deadline in moved if deadline.provisional],
        **stood_in(case, APPROVE, by=by, at=at),
    )  # fmt: skip
    letters.tell(application, "resumed", at=at)
    return moved


@transaction.atomic
def extend(
    *,
    number: str,
    rank: str,
    document: str,
    reason: str,
    by: User,
    at: datetime,
    days: int | None = None,
    version: int | None = None,
) -> Deadline:
    """
    Give the statutory limit its one extension, within the item's own days and by its own approver (art. 42). The promise stays.

    :param rank: who approved it, in the item's own words (本机关负责人, 本级人民政府负责人, …).
    :param document: number of the approval.
    :param days: how many were approved, in the limit's own unit; left out: all that the law allows.
    :raises CannotExtend: no such extension, extended before, already late, too many days, or the approver's rank is too low.
    """
    case, application = lock(number, version, at=at)
    FLOW.target(case.state, "extend")
    terms = application.item_version
    limit = statutory_limit(terms)
    running = case.deadlines.filter(rule=Rule.STATUTORY, met_at__isnull=True, superseded_at__isnull=True).first()
    if limit is None or running is None or not terms.extension_days:
        raise CannotExtend("这个事项没有法定的延长期")
    if application.extended_by:
        raise CannotExtend("已经延长过一次，不能再延长")
    if not deadlines.may_approve_extension(rank=rank, required=terms.extension_approver):
        raise CannotExtend(f"延长须由{terms.extension_approver}批准", field="rank")
    days = terms.extension_days if days is None else days
    if not deadlines.extension_within(days=days, allowed=terms.extension_days):
        raise CannotExtend(f"这个事项最多延长 {terms.extension_days} 日，至少 1 日", field="days")
    need(document, "填写批准文号", "document")
    need(reason, "填写延长的理由，理由要告知申请人", "reason")
    if clocks.is_broken(running, at=at):
        raise CannotExtend("法定时限已过，不能再延长")
    application.extended_by = days
    application.save(update_fields=["extended_by"])
    clock = deadlines.statutory(limit=limit, basis=basis_of(terms), extended_by=days)
    new = clocks.supersede(case, clock, at=at)
    history.record(
        case, verb="extend", by=by, at=at, days=days, rank=rank, document=document, reason=reason,
        due_before=running.due_at, due_after=new.due_at, provisional=new.provisional,
        **stood_in(case, APPROVE, by=by, at=at),
    )  # fmt: skip
    letters.tell(application, "extended", at=at, days=days)
    return new


def _must_be_free(case: Case, notice_number: str) -> None:
    """A written notice has a number of its own. What a ledger of former days says is not held against it."""
    if is_quiet():
        return
    one_at_a_time(f"notice {case.department_id} {notice_number}")
    taken = Pause.objects.filter(case__department=case.department, notice_number=notice_number).select_related("case")
    if used := taken.first():
        raise BadInput(
            f"这个编号已经用在办件 {group(used.case.number, 4, 8, 5)} 上，填写这份告知书自己的编号",
            field="notice_number",
        )
