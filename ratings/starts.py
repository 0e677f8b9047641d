"""When each clock of a correction began: with its rating (cases.missing)."""

from collections.abc import Callable

from cases.missing import Start
from cases.models import Case
from cases.rules import Rule
from ratings import deadlines
from ratings.models import Correction


def start_of(case: Case, rule: str) -> Start | None:
    """Return how the clock of a rule that the nightly check misses would have been started; None where no row says it."""
    return STARTS[rule](case) if rule in STARTS else None


def _contact(case: Case) -> Start:
    return Start(deadlines.contact(), case.opened_at)


def _fix(case: Case) -> Start:
    prolonged = Correction.objects.filter(case=case, prolonged_at__isnull=False).exists()
    return Start(deadlines.fix(prolonged=prolonged), case.opened_at)


STARTS: dict[str, Callable[[Case], Start | None]] = {Rule.RATING_CONTACT: _contact, Rule.RATING_FIX: _fix}
