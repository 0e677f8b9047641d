"""When each clock of a correction began: with its rating, or with the follow-up that opened it once more (cases.missing)."""

from collections.abc import Callable

from cases.missing import Start
from cases.models import Case
from cases.rules import Rule
from ratings import deadlines
from ratings.models import Correction, Result, Step


def start_of(case: Case, rule: str) -> Start | None:
    """Return how the clock of a rule that the nightly check misses would have been started; None where no row says it."""
    return STARTS[rule](case) if rule in STARTS else None


def _contact(case: Case) -> Start:
    return Start(deadlines.contact(), case.opened_at)


def _fix(case: Case) -> Start:
    called = Step.objects.filter(correction=case.pk, verb="call_back", result=Result.NOT_SATISFIED)
    began = called.order_by("at").values_list("at", flat=True).first() or case.opened_at
    prolonged = Correction.objects.filter(case=case, prolonged_at__gte=began).exists()
    return Start(deadlines.fix(prolonged=prolonged), began)


STARTS: dict[str, Callable[[Case], Start | None]] = {Rule.RATING_CONTACT: _contact, Rule.RATING_FIX: _fix}
