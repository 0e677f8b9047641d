"""
An application goes on with the matter of an earlier one (permits.repeated): its trips, its notices, and that one is named in the
other's history. It is looked at from both ends, when the later one is registered and when the earlier one ends: the order in
which the two are clicked changes no count.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from cases import history
from cases.models import Case
from cases.queries import locked
from cases.sweep import settle
from cases.turn import Turn
from hall.identifiers import grouped
from hall.models import User
from permits import visits
from permits.deeming import deem_if_due
from permits.gaps import note_if_overdue
from permits.models import Application, Visit
from permits.outlasted import end_if_outlasted
from permits.queries import Beside
from permits.repeated import end_of, later
from permits.states import NOT_REQUIRED, REFUSED, VOID
from permits.supplements import count_against_the_window, hindsight

_WITH_ITS_TERMS = Application.objects.select_related("item_version").defer("applicant_id")
CARRIED, TAKEN_UP, BESIDE = "trips_carried", "taken_up", "another_under_way"
# by how the earlier one ended that leaves nothing behind
AFTER = {VOID: "after_void", NOT_REQUIRED: "after_not_required", REFUSED: "after_refusal"}


def take_up(
    application: Application, before: Sequence[Application], *, on_this_trip: bool, by: User, at: datetime
) -> int:
    """
    Make the counted trips of earlier applications visits of the one that is registered now, and return how many they are.

    :param on_this_trip: the application is made at the window; a last trip of the same day is that one.
    """
    each_ones = [_trips(each) for each in before]
    last = max((trip for trips in each_ones for trip in trips), key=lambda trip: (trip.at, trip.pk), default=None)
    if on_this_trip and last and _place(last) == (timezone.localdate(at), application.case.department_id):
        each_ones = [[trip for trip in trips if trip is not last] for trips in each_ones]
    numbers = Counter[int]()
    for earlier, trips in zip(before, each_ones, strict=True):
        for trip in trips:
            numbers[trip.department_id] += 1
            _copy(trip, application, earlier, counted_as=numbers[trip.department_id])
        # each keeps its cause and what bore it out; its card was the earlier application's
        Visit.objects.bulk_create(trips)
        _link(application, earlier, counted=len(trips), by=by, at=at)
    return numbers.total()


def hand_on(turn: Turn[Application], why: visits.Why) -> None:
    """
    An application has ended without answering the matter: one that was made beside it goes on with it, if there is one.

    Its trips count there from now on, behind those that the later one has. A notice that was given there meanwhile is held
    against what this one's could have named.

    :param why: of a trip that is one too many now.
    :raises CauseNeeded, CauseNotProven: see permits.visits.
    """
    found = later(turn.subject)
    if found is None:
        return
    case, application = _lock(found, at=turn.at)
    beyond, trips = [], to_count(turn.subject, application)
    for trip in trips:
        # asked before it is there: what the papers of an earlier trip prove is measured by the last one
        before = visits.purposes(application, trip.department)
        too_many = not trip.cause and visits.limit_broken(before, trip.purpose, application.item_version) is not None
        if too_many:
            made = visits.Trip(trip.window, trip.purpose, why)
            try:
                proof = visits.proof_of(application, made, before=before)
            except visits.CauseNeeded:
                raise visits.CauseNeeded(together(case, len(before) + 1), field="cause") from None
            trip.cause, trip.missing, trip.basis = proof.cause, proof.missing, proof.basis
            beyond.append(trip)
        _copy(trip, application, turn.subject, counted_as=len(before) + 1).save()
    _link(application, turn.subject, counted=len(trips), by=turn.by, at=turn.at)
    for trip in beyond:
        visits.judge(trip, at=turn.at)
    if supplement := hindsight(application):
        count_against_the_window(*supplement, at=turn.at)


def to_count(earlier: Application, application: Application) -> list[Visit]:
    """The trips of an earlier application that one beside it does not have: who came once on a day for both made one trip."""
    same = Counter(_place(trip) for trip in _trips(application))
    trips = []
    for trip in _trips(earlier):
        if same[_place(trip)]:
            same[_place(trip)] -= 1
        else:
            trips.append(trip)
    return trips


def is_one_too_many(earlier: Application, application: Application) -> bool:
    """Whether the trips of both are more than is allowed, and one of them has no cause yet."""
    before: dict[int, list[str]] = {}
    for trip in to_count(earlier, application):
        purposes = before.setdefault(trip.department_id, visits.purposes(application, trip.department))
        if not trip.cause and visits.limit_broken(purposes, trip.purpose, application.item_version) is not None:
            return True
        purposes.append(trip.purpose)
    return False


def together(case: Case, number: int) -> str:
    """Why a trip of the past needs a cause now."""
    return f"同一申请人同一事项还有办件 {grouped(case.number)}，两件的到访合并计算，共 {number} 次，选择原因"


def name_followed(application: Application, ended: Iterable[Application], *, by: User, at: datetime) -> None:
    """The registration follows ones that leave nothing behind: both histories say so, and the board counts it. No more is carried over."""
    for each in ended:
        state, _ended_at = end_of(each)
        _follow(application, each, AFTER[state], by=by, at=at)


def name_later(turn: Turn[Application]) -> None:
    """An application has ended and leaves nothing behind: one that was made beside it follows it, if there is one."""
    if found := later(turn.subject):
        _case, application = _lock(found, at=turn.at)
        name_followed(application, [turn.subject], by=turn.by, at=turn.at)


def let_go(application: Application) -> None:
    """A void registration never was: what it had taken up may be taken up by the right one."""
    Application.objects.filter(taken_up_by=application).update(taken_up_by=None)


def run_on(application: Application) -> None:
    """A refusal is taken back: what was registered after it does not follow it, but stands beside it."""
    Application.objects.filter(pk=application.pk).update(taken_up_by=None)


def name_beside(application: Application, beside: Beside, *, by: User, at: datetime) -> None:
    """Others of the same person for the same item go on: whoever reads this one's history reads of the last, and how many."""
    if beside.others:
        history.record(application.case, verb=BESIDE, by=by, at=at, application=beside.newest, others=beside.others)


def _lock(found: Application, *, at: datetime) -> tuple[Case, Application]:
    """As an act on it would find it: what time has made of it is done first."""
    case, application = locked(found.case.number), _WITH_ITS_TERMS.get(pk=found.pk)
    application.case = case
    note_if_overdue(application, at=at)
    settle(case, at=at)
    deem_if_due(application, at=at)
    end_if_outlasted(application, at=at)
    return case, application


def _trips(application: Application) -> list[Visit]:
    """In the order in which they were counted: a question asked at a counter joins later than it was asked."""
    return list(
        application.visits.filter(counted_as__isnull=False)
        .select_related("department", "window")
        .order_by("department", "counted_as")
    )


def _place(trip: Visit) -> tuple[Any, int]:
    return timezone.localdate(trip.at), trip.department_id


def _copy(trip: Visit, application: Application, earlier: Application, *, counted_as: int) -> Visit:
    trip.pk, trip._state.adding = None, True
    trip.application, trip.carried_from, trip.counted_as = application, earlier.case.number, counted_as
    return trip


def _link(application: Application, earlier: Application, *, counted: int, by: User, at: datetime) -> None:
    _follow(application, earlier, CARRIED, by=by, at=at, counted=counted)


def _follow(application: Application, earlier: Application, verb: str, *, by: User, at: datetime, **facts: Any) -> None:
    Application.objects.filter(pk=earlier.pk).update(taken_up_by=application)
    numbers = application.case.number, earlier.case.number
    history.record(application.case, verb=verb, by=by, at=at, application=numbers[1], **facts)
    history.record(earlier.case, verb=TAKEN_UP, by=by, at=at, application=numbers[0])
