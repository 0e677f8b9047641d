"""The frame of a verb on an enquiry (cases.turn), bound to the room."""

from datetime import datetime

from cases.models import Case
from cases.queries import locked
from cases.staleness import must_be_current
from cases.sweep import settle
from cases.turn import verb_of
from enquiries.models import Enquiry
from enquiries.possible import why_not
from enquiries.states import FLOW


def lock(number: str, version: int | None, *, at: datetime) -> tuple[Case, Enquiry]:
    """Return a case and its enquiry, locked, as time has made them by `at`."""
    case = locked(number)
    must_be_current(case, version)
    settle(case, at=at)
    enquiry = Enquiry.objects.get(case=case)
    enquiry.case = case
    return case, enquiry


verb = verb_of(lock=lock, flow_of=lambda _arrow: FLOW, why_not=why_not)
