"""Closing what its reporter has withdrawn: by the handler, with a reason, never by itself (rules C8)."""

from cases import actions as engine
from cases import clocks
from cases.turn import Turn
from complaints.models import Complaint, Step
from complaints.steps import write_step
from complaints.turn import verb
from hall.refusals import Refused, need_reason


class CannotCloseWithdrawn(Refused):
    code = "cannot-close-withdrawn"


@verb(refusal=CannotCloseWithdrawn)
def close_withdrawn(turn: Turn[Complaint], *, reason: str) -> Step:
    """
    Close a matter that its reporter has withdrawn; what was late before stays late.

    :raises CannotCloseWithdrawn: nobody has withdrawn it, or a department still looks into it.
    """
    need_reason(reason, "写明怎样核实了撤回，为什么可以办结", "reason")
    clocks.void(turn.case, at=turn.at)
    engine.close(turn.case, at=turn.at)
    return write_step(turn, text=reason)
