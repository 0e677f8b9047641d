"""Deciding anew, while a special procedure goes on, how long it takes (行政许可法 art. 45 ¶2)."""

from functools import partial

from cases import actions as engine
from cases import clocks
from cases.models import Pause
from cases.rules import Rule
from hall.refusals import BadInput, Refused, need, need_reason
from permits import letters
from permits.actions.turn import Turn, verb
from permits.models import DocumentKind
from permits.pause_lengths import must_fit
from permits.pause_notices import number_of_notice
from permits.procedures import listed


class CannotProlong(Refused):
    code = "cannot-prolong"


@verb(refusal=CannotProlong)
def prolong(turn: Turn, *, days: int, reason: str, notice_number: str = "") -> Pause:
    """
    Tell in writing, with the reason, that the special procedure takes so many working days more. Who does it is the approver.

    Only before what was declared is over: then the clocks run again by themselves.

    :param notice_number: of a notice from outside the hall; else it is the next of the department's series.
    :raises CannotProlong: the pause is a hearing's. :raises BadInput: no number of its own, no reason; too few days, or more
        than the item publishes for this procedure in all, or than this person may decide (permits.pause_lengths).
    """
    case, at = turn.case, turn.at
    need_reason(reason, "填写延长的理由，理由要告知申请人", "reason")
    pause = case.pauses.get(ends_on__isnull=True)
    if days < 1:
        raise BadInput("告知书要写明所需时间：天数至少为 1", field="days")
    procedure = listed(turn.application.item_version).get(Pause.Ground(pause.ground))
    must_fit(turn, pause.ground, procedure, days=days, field="days")
    notices = partial(turn.number, DocumentKind.SPECIAL_PROCEDURE)
    number = number_of_notice(case, outside=notice_number, next_number=notices)
    need(number, "填写告知书编号", "notice_number")
    [declared] = clocks.running(case, Rule.SPECIAL_PROCEDURE)
    pause, prolonged = engine.prolong(case, notice_number=number, days=days, at=at)
    turn.record(
        ground=pause.get_ground_display(),
        notice_number=number,
        days=days,
        declared_days=pause.declared_days,
        reason=reason.strip(),
        due_before=declared.due_at,
        due_after=prolonged.due_at,
        provisional=prolonged.provisional,
    )
    until = letters.due_of(case, (Rule.SPECIAL_PROCEDURE,), at=at)
    turn.letter("prolonged", ground=pause.get_ground_display(), days=days, until=until)
    return pause
