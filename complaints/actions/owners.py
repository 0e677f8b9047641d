"""Whose a complaint is."""

from cases import ownership
from cases.owing import owe
from cases.sight import who
from cases.turn import Turn
from complaints.models import Complaint
from complaints.turn import verb
from hall.models import User
from hall.permissions import Permission
from hall.refusals import Refused, need_reason


class CannotTakeOver(Refused):
    code = "cannot-take-over"


@verb(refusal=CannotTakeOver)
def change_owner(turn: Turn[Complaint], *, to: User, reason: str) -> Complaint:
    """
    Let another person be the first handler (首办责任人) from now on: oneself (接办) or somebody else (转办), with the reason. The running
    clocks follow; what was breached before stays with who was liable then.

    :raises CannotTakeOver: it is theirs already, or the person cannot handle this complaint.
    """
    case, before = turn.case, turn.case.owner
    if to == before:
        raise CannotTakeOver(f"首办责任人已经是{to}", field="to")
    if to not in who(Permission.COMPLAINT_HANDLE, case, at=turn.at):
        raise CannotTakeOver(f"{to}不能办这一件", field="to")
    need_reason(reason, "填写接办、转办的理由", "reason")
    ownership.hand_over(case, to=to, by=turn.by, at=turn.at, reason=reason.strip(), **turn.acts_for)
    if to != turn.by:
        owe(
            case, cause=f"owner {case.pk} {case.events_count}", template="owner_changed", recipient=to, at=turn.at,
            who=str(before or "—"), note=reason.strip(),
        )  # fmt: skip
    return turn.subject
