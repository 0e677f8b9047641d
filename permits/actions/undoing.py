"""Taking a decision back (撤回办结): within the half working day in which it was made, and before its paper was printed or handed over."""

from datetime import datetime

from cases import clocks
from cases.outgoing import take_back
from cases.rules import Rule
from hall.models import User
from hall.refusals import Refused
from permits import gaps, letters
from permits.actions.locking import need
from permits.actions.turn import Turn, verb
from permits.models import Application, Decision, UndoneDecision

ENDED = (
    Rule.PROMISE,
    Rule.HALF_DAY,
    Rule.STATUTORY,
    Rule.AGENCY_TARGET,
    *gaps.ABOUT_THE_PAPER,
)  # what a conclusion ends; the last two only a refusal


class CannotUndo(Refused):
    code = "cannot-undo"


@verb(refusal=CannotUndo)
def undo(turn: Turn, *, reason: str) -> Application:
    """
    Take a conclusion back (撤回办结): the case is being examined again, and the clocks that the conclusion met run again as if
    it had never been. The decision is kept as it stood; both lines stay in the history. A card for a late conclusion stays.

    :raises CannotUndo: the half day is over, the paper is out, or somebody else decided it.
    """
    need(reason, "填写撤回办结的原因", "reason")
    case, application, at = turn.case, turn.application, turn.at
    decision = application.decision
    _keep(decision, by=turn.by, at=at, because=reason.strip())
    clocks.void(case, Rule.DELIVERY, at=at)
    clocks.reopen(case, *ENDED, ended_at=decision.at, at=at)
    case.concluded_at = None
    case.save(update_fields=["concluded_at"])
    turn.record(result=decision.get_result_display(), decided_at=decision.at, reason=reason.strip())
    # its letter is not sent any more, and whoever has it already is told
    if take_back(case, *letters.CONCLUSIONS, since=decision.at, at=at, why="taken-back"):
        turn.letter("undone")
    decision.delete()
    return application


def _keep(decision: Decision, *, by: User, at: datetime, because: str) -> None:
    UndoneDecision.objects.create(
        application=decision.application,
        result=decision.result,
        number=decision.number,
        reason=decision.reason,
        remedies=decision.remedies,
        at=decision.at,
        decided_by=decision.decided_by,
        undone_at=at,
        undone_by=by,
        because=because,
    )
