"""The decision on an application: granted or refused, with its number, the end of its clocks, and what starts after it; and taking it back."""

from datetime import datetime
from typing import Any

from cases import clocks
from cases.outgoing import may_be_out, take_back
from cases.rules import Rule
from hall.refusals import BadInput, Refused, need_reason
from hall.writing import insert_one
from permits import barring, deadlines, gaps, letters
from permits.actions.turn import Turn, verb
from permits.models import Application, Bar, Decision, UndoneDecision
from permits.possible.examining import why_not_granted
from permits.power import take_step
from permits.queries import DOCUMENT_OF, unverified_grant
from permits.taking_up import name_later, run_on


class CannotDecide(Refused):
    code = "cannot-decide"


def _way(fields: dict[str, Any]) -> str:
    """Which arrow a decision takes."""
    if fields["result"] not in Decision.Result.values:
        raise BadInput("选择准予或不予许可", field="result")
    return fields["result"]


@verb(refusal=CannotDecide, way=_way)
def decide(
    turn: Turn, *, result: str, reason: str = "", remedies: str = "", urgent: str = "", false_materials: bool = False
) -> Decision:
    """
    Grant, or refuse with reasons and remedies (art. 38). The decision has its number from now on. A late decision raises its
    card here, not at the next sweep.

    :param urgent: why it could not wait, where the window holds the step only as 特别处置 (先办后报).
    :param false_materials: of a refusal of a licence: facts were hidden or materials false (art. 78); an item that touches public
        safety or health may then not be applied for again for a year.
    :raises OutsidePower: nothing gives this person the step.
    :raises CannotDecide: a refusal without its reasons, a grant on a commitment that was found false, a hearing that may still
        come, or a substance that two officers have not checked.
    """
    case, application, at = turn.case, turn.application, turn.at
    line: dict[str, Any] = dict(take_step(application, result, by=turn.by, at=at, urgent=urgent))
    _must_hold(application, result, at=at)
    if result == Decision.Result.REFUSE:
        need_reason(reason, "不予许可要写明理由和依据", "reason", refusal=CannotDecide)
        words = "不予许可要告知救济途径：向谁、在多少日内申请复议或提起诉讼"
        need_reason(remedies, words, "remedies", refusal=CannotDecide)
        if false_materials and not application.item_version.is_licence:
            raise BadInput("这个事项不是行政许可，不适用《行政许可法》第七十八条：写在理由里", field="false_materials")
    decision = insert_one(
        Decision(
            application=application,
            result=result,
            number=turn.number(DOCUMENT_OF[Decision.Result(result)]),
            reason=reason.strip(),
            remedies=remedies.strip(),
            false_materials=false_materials and result == Decision.Result.REFUSE,
            at=at,
            decided_by=turn.by,
        )
    )
    if decision.false_materials:
        bar = barring.impose(application, Bar.Ground.FALSE_MATERIALS, by=turn.by, at=at)
        line |= {"false_materials": True, "barred_until": bar and bar.until}
    clocks.meet(case, *letters.HANDLING, at=at)
    case.concluded_at = at
    turn.record(number=decision.number, reason=decision.reason, remedies=decision.remedies, moments=True, **line)
    if result == Decision.Result.REFUSE:
        clocks.void(case, *gaps.ABOUT_THE_PAPER, at=at)
        clocks.start(case, deadlines.refusal_delivery(), started_at=at, at=at)
    elif not gaps.waits_for_a_paper(application):
        clocks.start(case, deadlines.delivery(), started_at=at, at=at)
    if unverified_grant(application):
        clocks.start(case, deadlines.verification(), started_at=at, at=at)
    _tell(turn, result)
    if result == Decision.Result.REFUSE:
        name_later(turn)
    return decision


def _tell(turn: Turn, result: str) -> None:
    """Decision and readiness are one instant (76), but for a grant that is not handed over before papers have come (rules A12)."""
    case, application = turn.case, turn.application
    window = case.window.number if case.window else ""
    owed = gaps.still_owed(application) if result == Decision.Result.GRANT else []
    if not owed:
        turn.letter("granted" if result == Decision.Result.GRANT else "refused", window=window)
        return
    names = "、".join(material.name for material in owed)
    turn.letter("granted_waits", window=window, papers=names, until=letters.due_of(case, (Rule.TOLERANCE,), at=turn.at))


def _must_hold(application: Application, result: str, *, at: datetime) -> None:
    if result == Decision.Result.GRANT and (sentence := why_not_granted(application, at=at)):
        raise CannotDecide(sentence, field="result")


ENDED = (*letters.HANDLING, *gaps.ABOUT_THE_PAPER)  # what a conclusion ends; the last two only a refusal


class CannotUndo(Refused):
    code = "cannot-undo"


@verb(refusal=CannotUndo)
def undo(turn: Turn, *, reason: str) -> Application:
    """
    Take a conclusion back (撤回办结): the case is being examined again, and the clocks that the conclusion met run again as if
    it had never been. The decision is kept as it stood; both lines stay in the history. A card for a late conclusion stays.

    :raises CannotUndo: the half day is over, the paper is out, or somebody else decided it.
    """
    need_reason(reason, "填写撤回办结的原因", "reason")
    case, application, at = turn.case, turn.application, turn.at
    decision = application.decision
    columns = ("application", "result", "number", "reason", "remedies", "at", "decided_by")
    as_it_stood = {name: getattr(decision, name) for name in columns}
    UndoneDecision.objects.create(**as_it_stood, undone_at=at, undone_by=turn.by, because=reason.strip())
    barring.undo(application, by=turn.by, at=at, because=reason.strip())
    clocks.void(case, Rule.DELIVERY, Rule.REFUSAL_DELIVERY, Rule.FALSE_PROMISE, Rule.VERIFICATION, at=at)
    clocks.reopen(case, *ENDED, ended_at=decision.at, at=at)
    case.concluded_at = None
    turn.record(result=decision.get_result_display(), decided_at=decision.at, reason=reason.strip(), moments=True)
    # its letter is not sent any more, and whoever has it already is told
    take_back(case, *letters.CONCLUSIONS, since=decision.at, at=at, why="taken-back")
    if may_be_out(case, *letters.CONCLUSIONS, since=decision.at):
        turn.letter("undone")
    decision.delete()
    run_on(application)
    return application
