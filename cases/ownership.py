"""Who owns a case (首办责任人): fixed when it is opened, changed with a reason (rules W8)."""

from datetime import datetime
from typing import Any

from cases import history, in_hand
from cases.models import Case
from hall.models import User

CHANGED = "change_owner"


def hand_over(case: Case, *, to: User, by: User, at: datetime, reason: str, **facts: Any) -> None:
    """
    Make `to` the owner of a locked, settled case and of its running clocks.

    A clock that has ended and a card that was issued keep the person who was liable.

    :param facts: what the line of the history says besides.
    """
    before = case.owner
    case.owner = to
    case.save(update_fields=["owner"])
    case.deadlines.running().update(owner=to)
    in_hand.forget(case)
    history.record(
        case, verb=CHANGED, by=by, at=at, reason=reason, **facts,
        handler_before=str(before or ""), handler=str(to), handler_id=to.pk,
    )  # fmt: skip
