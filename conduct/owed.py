"""What a correction or an exposure calls for, for the nightly check: clocks that must run, and how long they are."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from cases.reconcile.facts import NOTHING, RoomFacts
from cases.rules import Clock, Rule
from conduct import deadlines
from conduct.models import Correction, Exposure
from conduct.states import APPROVED, TO_ANSWER, TO_CORRECT
from hall.worktime import days_apart

BY_STATE = {
    **dict.fromkeys(TO_CORRECT, frozenset({str(Rule.CORRECTION)})),
    **dict.fromkeys(TO_ANSWER, frozenset({str(Rule.EXPOSURE_ANSWER)})),
    APPROVED: frozenset({str(Rule.COMMITMENT)}),
}


def _lengths(*clocks: Clock) -> tuple[tuple[str, int], ...]:
    return tuple((str(clock.limit.unit), clock.limit.quantity) for clock in clocks)


def owed(cases: Sequence[int]) -> dict[int, RoomFacts]:
    """Return what is owed on each of these cases, by the case's key."""
    facts = {}
    for row in Correction.objects.filter(case__in=cases):
        clocks = _lengths(deadlines.correction(days=row.days), deadlines.correction_again(days=row.days))
        facts[row.case_id or 0] = RoomFacts(BY_STATE.get(row.state, NOTHING), limits={str(Rule.CORRECTION): clocks})
    for each in Exposure.objects.filter(case__in=cases):
        facts[each.case_id or 0] = RoomFacts(BY_STATE.get(each.state, NOTHING), limits=_of_an_exposure(each))
    return facts


def _of_an_exposure(row: Exposure) -> Mapping[str, tuple[tuple[str, int], ...]]:
    answer = {str(Rule.EXPOSURE_ANSWER): _lengths(deadlines.exposure_answer(), deadlines.exposure_answer_again())}
    days = days_of_commitment(row)
    if days is None or row.keep_by is None:
        return answer
    again = [deadlines.commitment_again(days=each) for each in days_after_returns(row)]
    return answer | {str(Rule.COMMITMENT): _lengths(deadlines.commitment(days=days), *again)}


def days_after_returns(row: Exposure) -> list[int]:
    """From each return of a report, the oldest first, to the day that the commitment names; 0 once it has come."""
    returns = row.lines.filter(act="return_commitment").order_by("pk").values_list("at", flat=True)
    days, keep_by = [timezone.localdate(at) for at in returns], row.keep_by
    return [days_apart(day, keep_by) if keep_by > day else 0 for day in days] if keep_by else []


def days_of_commitment(row: Exposure) -> int | None:
    """How many days a commitment was given, from the day of its approval."""
    if row.published_at is None or row.keep_by is None:
        return None
    return days_apart(timezone.localdate(row.published_at), row.keep_by)
