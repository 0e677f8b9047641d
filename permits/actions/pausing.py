"""Stopping the clocks for a special procedure (art. 45), letting them run again, and the one extension of the statutory limit."""

from functools import partial

from django.utils import timezone

from cases import actions as engine
from cases import clocks
from cases.models import Deadline, Pause
from cases.rules import Rule
from hall.catalogue_terms import LimitUnit
from hall.refusals import BadInput, Refused, need, need_reason
from permits import deadlines, letters
from permits.actions.locking import short
from permits.actions.turn import Turn, verb
from permits.models import DocumentKind
from permits.pause_lengths import MOST_DAYS, TOO_LONG, as_the_head, must_fit
from permits.pause_notices import number_of_notice
from permits.procedures import to_choose
from permits.queries import basis_of, statutory_limit
from permits.wording import approver_of_extension

MOST_OF_A_NAME = 40  # characters of an approver's name


class CannotExtend(Refused):
    code = "cannot-extend"


class CannotResume(Refused):
    code = "cannot-resume"


class NotListed(Refused):
    """The item does not publish this special procedure: it stops no clock of its cases."""

    code = "pause-not-listed"


@verb(refusal=NotListed)
def suspend(turn: Turn, *, ground: str, declared_days: int, notice_number: str = "", basis: str = "") -> Pause:
    """
    Stop the clocks for a special procedure (art. 45). Who does it is the approver.

    :param notice_number: of a notice from outside the hall; else it is the next of the department's series.
    :param basis: the law and article; due with statutory waiting.

    :raises NoSuchPauseGround, CannotPause: which condition fails. :raises NotListed: the item does not publish this procedure.
    :raises BadInput: at `notice_number`, when the department has given it to another notice; at `declared_days`, when the item
        publishes a shorter length for the case, or none, and the notice is too long for this person (permits.pause_lengths).
    """
    if declared_days > MOST_DAYS:
        raise BadInput(TOO_LONG, field="declared_days")
    _must_be_listed(turn, ground, declared_days)
    number = number_of_notice(
        turn.case, outside=notice_number, next_number=partial(turn.number, DocumentKind.SPECIAL_PROCEDURE)
    )
    pause = engine.pause(
        turn.case,
        engine.PauseNotice(ground=ground, number=number, declared_days=declared_days, basis=basis),
        approver=turn.by,
        by=turn.by,
        at=turn.at,
    )
    words = pause.get_ground_display()
    turn.record(ground=words, notice_number=pause.notice_number, declared_days=declared_days, basis=pause.basis)
    until = letters.due_of(turn.case, (Rule.SPECIAL_PROCEDURE,), at=turn.at)
    begins = "" if pause.starts_on == timezone.localdate(turn.at) else letters.short_day(pause.starts_on, at=turn.at)
    turn.letter("paused", ground=words, days=declared_days, until=until, begins=begins)
    return pause


@verb(refusal=CannotResume)
def resume(turn: Turn) -> list[Deadline]:
    """
    End the special procedure; today is its last day, and before its first one it never was. Returns the clocks that run again, with their new moments.

    :raises CannotResume: an announced hearing ends by being held or cancelled.
    """
    pause, moved = engine.go_on(turn.case, by=turn.by, at=turn.at)
    turn.record(
        due={deadline.rule: deadline.due_at for deadline in moved},
        provisional=[deadline.rule for deadline in moved if deadline.provisional],
        **engine.what_never_began(pause),
    )
    turn.letter("resumed", never_began=pause.never_began)
    return moved


@verb(refusal=CannotExtend)
def extend(
    turn: Turn, *, rank: str, document: str, reason: str, days: int | None = None, approver_name: str = ""
) -> Deadline:
    """
    Give the statutory limit its one extension, within the item's own days and by its own approver (art. 42). The promise stays.

    The department's head, or whoever stands in, does it: as the agency's own head they are the approver; what somebody above
    the agency has approved they enter with that person's name.

    :param rank: who approved it, in the item's own words (本机关负责人, 本级人民政府负责人, …).
    :param approver_name: of an approver above the agency; "" for the head's own approval.
    :param document: number of the approval.
    :param days: how many were approved, in the limit's own unit; left out: all that the law allows.
    :raises CannotExtend: no such extension, extended before, already late, too many days, the approver's rank is too low, or
        this person does not hold the post of the department's head.
    """
    case, application = turn.case, turn.application
    terms = application.item_version
    limit = statutory_limit(terms)
    if limit is None or terms.extension_days is None:
        raise CannotExtend  # asked before (permits.possible); said again for the types
    [running] = clocks.running(case, Rule.STATUTORY)
    if not as_the_head(turn):
        raise CannotExtend("延长由部门负责人批准，您没有这个岗位", field="rank")
    if not deadlines.may_approve_extension(rank=rank, required=terms.extension_approver):
        raise CannotExtend(f"延长须由{terms.extension_approver}批准", field="rank")
    days = terms.extension_days if days is None else days
    unit = LimitUnit(limit.unit).label
    if not deadlines.extension_within(days=days, allowed=terms.extension_days):
        raise CannotExtend(f"这个事项最多延长 {terms.extension_days} {unit}，至少 1 {unit}", field="days")
    approval = {"rank": rank, "approver": _approver(turn, rank, approver_name.strip())}
    need(document, "填写批准文号", "document")
    need_reason(reason, "填写延长的理由，理由要告知申请人", "reason")
    application.extended_by = days
    application.save(update_fields=["extended_by"])
    clock = deadlines.statutory(limit=limit, basis=basis_of(terms), extended_by=days)
    new = clocks.supersede(case, clock, at=turn.at)
    turn.record(
        days=days, unit=unit, **approval, document=document, reason=reason,
        due_before=running.due_at, due_after=new.due_at, provisional=new.provisional,
        provisional_before=running.provisional,
    )  # fmt: skip
    promise = letters.due_of(case, (Rule.PROMISE,), at=turn.at)
    turn.letter(
        "extended", days=days, unit=unit, approver=approver_of_extension(approval | turn.acts_for), promise=promise
    )
    return new


def _must_be_listed(turn: Turn, ground: str, declared_days: int) -> None:
    """The item's own list binds, and its longest length (rules D4): what it does not publish stops no clock."""
    procedures = to_choose(turn.application.item_version)
    if ground not in Pause.Ground.values:
        return  # not in the law either: the engine says so
    procedure = procedures.get(Pause.Ground(ground))
    # an old ledger tells of a hearing as of any pause: art. 46 gives it whatever the item publishes
    if procedure is None and ground != Pause.Ground.HEARING:
        words = "、".join(each.words for each in procedures.values())
        raise NotListed(f"这个事项公布的特别程序是{words}，没有{Pause.Ground(ground).label}", field="ground")
    must_fit(turn, ground, procedure, days=declared_days, field="declared_days")


def _approver(turn: Turn, rank: str, name: str) -> str:
    """The name of whoever approved it. :raises BadInput: at `approver_name`."""
    if rank not in deadlines.RANKS_OF_A_HEAD:
        need(name, f"写明批准的{rank}的姓名", "approver_name")
        return short(name, "approver_name", most=MOST_OF_A_NAME)
    own = str(turn.by)
    if name not in ("", own):
        raise BadInput(f"{rank}批准的，由批准人本人办理，批准人就是您（{own}），这一项空着", field="approver_name")
    return own
