"""
An application that is made again: its trips are those of the same matter (rules §4.1, decision 112).

Withdrawing and registering anew would otherwise begin the count of the two-visit rule at one again.
"""

from datetime import datetime

from django.utils import timezone

from cases import history
from enquiries.deadlines import attaches_until
from hall import calendar
from hall.models import User
from hall.prepared import ANY_NUMBER, ANY_TEXT, Prepared
from permits.models import Application, Visit
from permits.states import CLOSED_NOT_CORRECTED, NOT_ACCEPTED, TERMINATED, VOID, WITHDRAWN

CARRIED = "trips_carried"
# Ended without an answer to the matter. A decision, or that no licence is needed, is one; a void registration never was.
LEFT_OPEN = (NOT_ACCEPTED, CLOSED_NOT_CORRECTED, WITHDRAWN, TERMINATED)

_OF_THE_SAME = Prepared(
    lambda: (
        Application.objects.filter(applicant_id_hash=ANY_TEXT, item_version__item=ANY_NUMBER)
        .exclude(case__state=VOID)
        .select_related("case")
        .only("case__number", "case__state", "case__opened_at", "case__closed_at")
        .order_by("-case__opened_at", "-pk")
    ),
    ANY_TEXT,
    ANY_NUMBER,
)


def earlier(application: Application, *, at: datetime) -> Application | None:
    """
    The application of the same person for the same item that this one takes up again: the last one before it, if it ended within
    90 days (Q6) without answering the matter.
    """
    rows = _OF_THE_SAME.rows(application.applicant_id_hash, application.item_version.item_id)
    before = next((each for each in rows if each.pk != application.pk and each.case.opened_at <= at), None)
    if before is None or before.case.state not in LEFT_OPEN or before.case.closed_at is None:
        return None
    until = attaches_until(asked_at=before.case.closed_at, calendar=calendar.current())
    return before if at <= until else None


def carry_trips(application: Application, before: Application, *, on_this_trip: bool, by: User, at: datetime) -> int:
    """
    Make the counted trips of the earlier application visits of this one, and return how many they are.

    :param on_this_trip: the application is made at the window; a last trip of the same day is that one.
    """
    trips = list(before.visits.filter(counted_as__isnull=False).order_by("at", "pk"))
    if on_this_trip and trips and _is_today(trips[-1], application, at=at):
        trips.pop()
    numbers: dict[int, int] = {}
    for trip in trips:
        # each keeps its cause and what bore it out; its card was the earlier application's
        trip.pk, trip._state.adding = None, True
        trip.application, trip.carried_from = application, before.case.number
        trip.counted_as = numbers[trip.department_id] = numbers.get(trip.department_id, 0) + 1
    if trips:
        Visit.objects.bulk_create(trips)
        history.record(application.case, verb=CARRIED, by=by, at=at, application=before.case.number, counted=len(trips))
    return len(trips)


def _is_today(trip: Visit, application: Application, *, at: datetime) -> bool:
    same_place = trip.department_id == application.case.department_id
    return same_place and timezone.localdate(trip.at) == timezone.localdate(at)
