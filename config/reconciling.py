"""The nightly check of the whole hall: which room tells what is owed on which kind of case."""

from cases.models import CaseKind
from cases.reconcile.facts import Rooms
from complaints import owed as complaints
from enquiries import owed as enquiries
from permits import owed as permits

ROOMS: Rooms = {
    CaseKind.APPLICATION: permits.owed,
    CaseKind.COMPLAINT: complaints.owed,
    CaseKind.ENQUIRY: enquiries.owed,
}
