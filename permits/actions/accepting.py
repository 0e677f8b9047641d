"""Accepting an application whose papers are all there."""

from cases import clocks
from cases.rules import Rule
from hall.refusals import Refused
from permits.actions.turn import Turn, verb
from permits.half_day import still_to_start
from permits.models import Application
from permits.power import take_step


class CannotAccept(Refused):
    code = "cannot-accept"


@verb(refusal=CannotAccept)
def accept(turn: Turn) -> Application:
    """
    Accept: all papers are in. The promise and the statutory limit start beside each other; a half day runs since the papers were complete.

    :raises CannotAccept: papers are missing; the sentence names them.
    :raises OutsidePower: nothing gives this person the step.
    """
    case, application, at = turn.case, turn.application, turn.at
    power = take_step(application, "accept", by=turn.by, at=at)
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, at=at)
    application.accepted_at = at
    application.save(update_fields=["accepted_at"])
    turn.record(**power)
    for clock in still_to_start(application):
        clocks.start(case, clock, started_at=at, at=at)
    turn.letter("accepted")
    return application
