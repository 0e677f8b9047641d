"""The frame of a verb on a correction (cases.turn), bound to the room."""

from datetime import datetime

from cases.models import Case
from cases.queries import locked
from cases.staleness import must_be_current
from cases.sweep import settle
from cases.turn import verb_of
from ratings.models import Correction
from ratings.possible import why_not
from ratings.states import FLOW


def lock(number: str, version: int | None, *, at: datetime) -> tuple[Case, Correction]:
    """Return a case and its correction, locked, as time has made them by `at`."""
    case = locked(number)
    must_be_current(case, version)
    settle(case, at=at)
    correction = Correction.objects.select_related("rating").get(case=case)
    correction.case = case
    return case, correction


verb = verb_of(lock=lock, flow_of=lambda _arrow: FLOW, why_not=why_not)
