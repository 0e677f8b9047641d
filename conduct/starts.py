"""When each clock of a correction or an exposure began (cases.missing)."""

from collections.abc import Callable

from cases.missing import Start
from cases.models import Case
from cases.rules import Rule
from conduct import deadlines
from conduct.models import Correction, Exposure
from conduct.owed import days_after_returns, days_of_commitment


def start_of(case: Case, rule: str) -> Start | None:
    """Return how the clock of a rule that the nightly check misses would have been started; None where no row says it."""
    return STARTS[rule](case) if rule in STARTS else None


def _correction(case: Case) -> Start | None:
    row = Correction.objects.filter(case=case).first()
    if row is None:
        return None
    returned = row.lines.filter(act="return_correction").last()
    if returned:
        return Start(deadlines.correction_again(days=row.days), returned.at)
    return Start(deadlines.correction(days=row.days), row.ordered_at)


def _answer(case: Case) -> Start | None:
    row = Exposure.objects.filter(case=case).first()
    if row is None:
        return None
    back = row.lines.filter(act="send_exposure_back").last()
    if back:
        return Start(deadlines.exposure_answer_again(), back.at)
    return Start(deadlines.exposure_answer(), row.broadcast_at)


def _commitment(case: Case) -> Start | None:
    row = Exposure.objects.filter(case=case).first()
    returned = row.lines.filter(act="return_commitment").last() if row else None
    if row and returned:
        return Start(deadlines.commitment_again(days=days_after_returns(row)[-1]), returned.at)
    days = days_of_commitment(row) if row else None
    return Start(deadlines.commitment(days=days), row.published_at) if row and row.published_at and days else None


STARTS: dict[str, Callable[[Case], Start | None]] = {
    Rule.CORRECTION: _correction,
    Rule.EXPOSURE_ANSWER: _answer,
    Rule.COMMITMENT: _commitment,
}
