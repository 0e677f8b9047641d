"""The frame of a verb on a complaint (cases.turn), bound to the room."""

from datetime import datetime

from cases.models import Case
from cases.queries import locked
from cases.staleness import must_be_current
from cases.turn import verb_of
from complaints.models import Complaint
from complaints.possible import why_not
from complaints.states import BESIDES, CHANGING, FLOW, WITHDRAWING
from hall.flow import Flow


def lock(number: str, version: int | None, *, at: datetime) -> tuple[Case, Complaint]:
    """Return a case and its complaint, locked."""
    case = locked(number)
    must_be_current(case, version)
    return case, case.complaint


def flow_of(arrow: str) -> Flow:
    return next(flow for flow in (FLOW, BESIDES, CHANGING, WITHDRAWING) if arrow in flow.arrows)


verb = verb_of(lock=lock, flow_of=flow_of, why_not=why_not)
