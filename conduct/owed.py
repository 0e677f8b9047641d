"""What a correction or an exposure calls for, for the nightly check: clocks that must run, and how long they are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from cases.reconcile.facts import NOTHING, RoomFacts
from cases.rules import Clock, Rule
from conduct import deadlines
from conduct.models import Correction, Exposure, Supervision
from conduct.states import APPROVED, TO_ANSWER, TO_CORRECT, TO_REPLY
from hall import calendar
from hall.worktime import days_apart

BY_STATE = {
    **dict.fromkeys(TO_CORRECT, frozenset({str(Rule.CORRECTION)})),
    **dict.fromkeys(TO_ANSWER, frozenset({str(Rule.EXPOSURE_ANSWER)})),
    **dict.fromkeys(TO_REPLY, frozenset({str(Rule.SUPERVISION)})),
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
    for order in Supervision.objects.filter(case__in=cases):
        clocks = _lengths(deadlines.supervision(days=order.days))
        facts[order.case_id] = RoomFacts(BY_STATE.get(order.state, NOTHING), limits={str(Rule.SUPERVISION): clocks})
    return facts


def _of_an_exposure(row: Exposure) -> Mapping[str, Collection[tuple[str, int]]]:
    answer = {str(Rule.EXPOSURE_ANSWER): _lengths(deadlines.exposure_answer(), deadlines.exposure_answer_again())}
    if row.keep_by is None or row.published_at is None:
        return answer
    first, *returns = moments_of_commitment(row)
    clocks = [deadlines.commitment(days=days) for days in _days(row.keep_by, first) if days]
    clocks += [deadlines.commitment_again(days=days) for each in returns for days in _days(row.keep_by, each)]
    return answer | {str(Rule.COMMITMENT): _lengths(*clocks)}


def moments_of_commitment(row: Exposure) -> list[datetime]:
    """When a clock of a public commitment began: at its approval, then at each return of a report, the oldest first."""
    returns = row.lines.filter(act="return_commitment").order_by("pk").values_list("at", flat=True)
    return [row.published_at, *returns] if row.published_at else []


def _days(keep_by: date, since: datetime) -> set[int]:
    """By the calendar of then, by that of now (an act that was told of later), and as before decision 170, which counted from the day itself."""
    days = {
        deadlines.days_until(keep_by, since=since, calendar=each)
        for each in (calendar.as_of(since), calendar.current())
    }
    on = timezone.localdate(since)
    return days | {days_apart(on, keep_by) if on < keep_by else 0}
