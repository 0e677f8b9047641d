"""The nightly check of the whole hall: which room tells what is owed on which kind of case, since when, what its lines do and leave."""

from collections.abc import Mapping

from cases.missing import StartOf
from cases.models import CaseKind
from cases.reconcile.facts import Room, Rooms
from complaints import deeds as complaint_deeds
from complaints import effects as complaint_effects
from complaints import owed as complaints
from complaints import starts as complaint_starts
from complaints.states import BESIDES as BESIDE_A_COMPLAINT
from complaints.states import CHANGING
from complaints.states import FLOW as COMPLAINTS
from conduct import deeds as conduct_deeds
from conduct import effects as conduct_effects
from conduct import owed as conduct
from conduct import starts as conduct_starts
from conduct.states import CORRECTION_FLOW as OF_CORRECTIONS
from conduct.states import EXPOSURE_FLOW as OF_EXPOSURES
from conduct.states import OPENING as CONDUCT_OPENING
from conduct.states import SUPERVISION_FLOW as OF_SUPERVISIONS
from enquiries import deeds as enquiry_deeds
from enquiries import effects as enquiry_effects
from enquiries import owed as enquiries
from enquiries import starts as enquiry_starts
from enquiries.states import FLOW as ENQUIRIES
from hall.flow import Flow
from permits import deeds as permit_deeds
from permits import effects as permit_effects
from permits import owed as permits
from permits import starts as permit_starts
from permits.states import BESIDES, FLOW, OPENING
from ratings import chain as rating_chain
from ratings import deeds as rating_deeds
from ratings import effects as rating_effects
from ratings import owed as ratings
from ratings import starts as rating_starts
from ratings.states import FLOW as CORRECTIONS


def _names(*flows: Flow, **by_themselves: str) -> dict[str, str]:
    return {verb: arrow.words for flow in flows for verb, arrow in flow.arrows.items()} | by_themselves


ROOMS: Rooms = {
    CaseKind.APPLICATION: Room(
        rating_chain.beside(permits.owed),
        permit_effects.EFFECTS,
        permit_deeds.deeds,
        _names(FLOW, BESIDES, OPENING, gap_overdue="容缺逾期"),
    ),
    CaseKind.COMPLAINT: Room(
        complaints.owed,
        complaint_effects.EFFECTS,
        complaint_deeds.deeds,
        _names(COMPLAINTS, BESIDE_A_COMPLAINT, CHANGING),
    ),
    CaseKind.ENQUIRY: Room(enquiries.owed, enquiry_effects.EFFECTS, enquiry_deeds.deeds, _names(ENQUIRIES)),
    CaseKind.RATING: Room(ratings.owed, rating_effects.EFFECTS, rating_deeds.deeds, _names(CORRECTIONS)),
    CaseKind.CONDUCT: Room(
        conduct.owed,
        conduct_effects.EFFECTS,
        conduct_deeds.deeds,
        _names(OF_CORRECTIONS, OF_EXPOSURES, OF_SUPERVISIONS, CONDUCT_OPENING),
    ),
}

# For a clock that is owed and does not run: `manage.py start_missing_clocks`.
STARTS: Mapping[str, StartOf] = {
    CaseKind.APPLICATION: permit_starts.start_of,
    CaseKind.COMPLAINT: complaint_starts.start_of,
    CaseKind.ENQUIRY: enquiry_starts.start_of,
    CaseKind.RATING: rating_starts.start_of,
    CaseKind.CONDUCT: conduct_starts.start_of,
}
