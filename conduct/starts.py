"""When each clock of a correction or an exposure began (cases.missing)."""

from collections.abc import Callable

from django.utils import timezone

from cases.missing import Start
from cases.models import Case
from cases.rules import Rule
from conduct import deadlines
from conduct.models import Correction, Exposure, Supervision
from conduct.owed import moments_of_commitment
from hall import calendar
from hall.worktime import days_apart


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


def _supervision(case: Case) -> Start | None:
    row = Supervision.objects.filter(case=case).first()
    if row is None:
        return None
    returned = row.lines.filter(act="return_supervision").last()
    if returned:
        return Start(deadlines.supervision_again(days=row.days), returned.at)
    return Start(deadlines.supervision(days=row.days), row.issued_at)


def _commitment(case: Case) -> Start | None:
    row = Exposure.objects.filter(case=case).first()
    moments = moments_of_commitment(row) if row else []
    if row is None or row.keep_by is None or not moments:
        return None
    since = moments[-1]
    days = deadlines.days_until(row.keep_by, since=since, calendar=calendar.as_of(since))
    if len(moments) > 1:
        return Start(deadlines.commitment_again(days=days), since)
    # before decision 170 one was approved on the evening before its day, too
    return Start(deadlines.commitment(days=days or days_apart(timezone.localdate(since), row.keep_by)), since)


STARTS: dict[str, Callable[[Case], Start | None]] = {
    Rule.CORRECTION: _correction,
    Rule.EXPOSURE_ANSWER: _answer,
    Rule.COMMITMENT: _commitment,
    Rule.SUPERVISION: _supervision,
}
