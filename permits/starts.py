"""When each clock of an application began, from its rows: for one that a release has brought meanwhile (cases.missing)."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Max, Q

from cases import deadlines as engine
from cases.missing import Start
from cases.models import Case
from cases.rules import Clock, Rule
from hall import calendar
from permits import deadlines
from permits.models import Application, Commitment, Decision, Hearing
from permits.queries import (
    basis_of,
    clocks_of_complete_papers,
    clocks_on_a_promise,
    handling_anew,
    handling_clocks,
    statutory_limit,
    unopened,
)
from permits.states import SUBMITTED


def start_of(case: Case, rule: str) -> Start | None:
    """Return how the clock of a rule that the nightly check misses would have been started; None where no row says it."""
    application = unopened().select_related("item_version__item", "tolerance").get(case=case)
    application.case = case
    return STARTS[rule](application, rule) if rule in STARTS else None


def _acceptance_notice(application: Application, _rule: str) -> Start | None:
    """Since the application came into the window's hands: its papers, or the last of the corrections."""
    # the line of the registration leads from the state that it opens the case in
    arrivals = application.case.events.filter(Q(seq=1) | ~Q(from_state=SUBMITTED), to_state=SUBMITTED)
    return _started(deadlines.acceptance_notice(), arrivals.aggregate(at=Max("at"))["at"])


def _handling(application: Application, rule: str) -> Start | None:
    """Since the acceptance; before one, since the papers were complete (rules A7); since a promised paper came too late."""
    accepted_at = application.accepted_at
    if accepted_at is None:
        return _complete_papers(application, rule)
    came_late = _paper_came_late(application) if rule in _WAITED_FOR_A_PAPER else None
    clocks = [handling_anew(application.item_version)] if came_late else _clocks_of_acceptance(application)
    return _started(_named(rule, clocks), came_late or accepted_at)


def _complete_papers(application: Application, rule: str) -> Start | None:
    there = application.received.filter(returned_at=None).aggregate(at=Max("at"))["at"]
    return _started(_named(rule, clocks_of_complete_papers(application)), there or application.case.opened_at)


def _delivery(application: Application, _rule: str) -> Start | None:
    decided = Decision.objects.filter(application=application).values_list("at", flat=True).first()
    came_late = _paper_came_late(application)
    return _started(deadlines.delivery(start=deadlines.SUPPLIED if came_late else ""), came_late or decided)


def _refusal_delivery(application: Application, _rule: str) -> Start | None:
    decided = Decision.objects.filter(application=application).values_list("at", flat=True)
    return _started(deadlines.refusal_delivery(), decided.first())


def _special_procedure(application: Application, _rule: str) -> Start | None:
    pause = application.case.pauses.filter(ends_on=None).first()
    if pause is None:
        return None
    clock = engine.special_procedure(declared_days=pause.declared_days, notice_number=pause.notice_number)
    return Start(clock, engine.special_procedure_start(starts_on=pause.starts_on, calendar=calendar.current()))


def _hearing(application: Application, _rule: str) -> Start | None:
    waiting = Hearing.objects.filter(application=application, asked_at__isnull=False, held_at=None, given_up_at=None)
    return _started(deadlines.hearing(), waiting.values_list("asked_at", flat=True).first())


def _verification(application: Application, _rule: str) -> Start | None:
    granted = Decision.objects.filter(application=application, result=Decision.Result.GRANT)
    return _started(deadlines.verification(), granted.values_list("at", flat=True).first())


def _false_promise(application: Application, _rule: str) -> Start | None:
    found = Commitment.objects.filter(application=application, holds=False).values_list("verified_at", flat=True)
    return _started(deadlines.false_promise(), found.first())


STARTS: dict[str, Callable[[Application, str], Start | None]] = {
    Rule.ACCEPTANCE_NOTICE: _acceptance_notice,
    Rule.WINDOW_ACCEPTANCE: _complete_papers,
    Rule.HALF_DAY: _handling,
    Rule.PROMISE: _handling,
    Rule.STATUTORY: _handling,
    Rule.AGENCY_TARGET: _handling,
    Rule.DELIVERY: _delivery,
    Rule.REFUSAL_DELIVERY: _refusal_delivery,
    Rule.SPECIAL_PROCEDURE: _special_procedure,
    Rule.HEARING: _hearing,
    Rule.FALSE_PROMISE: _false_promise,
    Rule.VERIFICATION: _verification,
}
_WAITED_FOR_A_PAPER = (Rule.HALF_DAY, Rule.PROMISE, Rule.AGENCY_TARGET)


def _clocks_of_acceptance(application: Application) -> list[Clock]:
    """What an acceptance starts, the statutory limit with the extension that was approved since."""
    terms = application.item_version
    promised = hasattr(application, "tolerance") or hasattr(application, "commitment")
    clocks = {clock.rule: clock for clock in (clocks_on_a_promise if promised else handling_clocks)(terms)}
    limit = statutory_limit(terms)
    if application.extended_by and limit is not None and Rule.STATUTORY in clocks:
        extended = deadlines.statutory(limit=limit, basis=basis_of(terms), extended_by=application.extended_by)
        clocks[Rule.STATUTORY] = extended
    return list(clocks.values())


def _paper_came_late(application: Application) -> datetime | None:
    """When a promised paper came whose moment had passed: what had waited for it began anew then."""
    tolerance = getattr(application, "tolerance", None)
    return tolerance.supplied_at if tolerance is not None and tolerance.overdue_at else None


def _named(rule: str, clocks: list[Clock]) -> Clock | None:
    return next((clock for clock in clocks if clock.rule == rule), None)


def _started(clock: Clock | None, at: datetime | None) -> Start | None:
    return Start(clock, at) if clock is not None and at is not None else None
