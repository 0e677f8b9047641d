"""
Carrying a bulk act out, a case at a time: each case in a transaction of its own, so one that is refused stops none.

Any number of workers may do it at once, and a killed one loses nothing: what a row does not say is still to do.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from cases.models import Case
from hall.refusals import Refused
from permits import actions
from permits.actions.bulk import NEEDS
from permits.models import BulkRow, BulkRun, Decision

AT_ONCE = 20  # cases that are done while the person waits; a worker does the rest
GONE = "这件您已经不能办理"


def unfinished() -> list[int]:
    """Runs with something left to do, the oldest first."""
    return list(BulkRun.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True))


def step(run: int, *, at: datetime) -> bool:
    """Do the next case of a run; False when none is left that nobody else is doing. The last one ends the run."""
    with transaction.atomic():
        waiting = BulkRow.objects.filter(run=run, outcome="")
        row = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("position").first()
        if row is not None:
            _do(row, at=at)
        if not waiting.exists():
            ended = Greatest(F("asked_at"), Value(at, DateTimeField()))  # a request that came before may end it
            BulkRun.objects.filter(pk=run, finished_at=None).update(finished_at=ended)
    return row is not None


def _do(row: BulkRow, *, at: datetime) -> None:
    run = BulkRun.objects.select_related("by", "to").get(pk=row.run_id)
    case = (
        Case.objects.allowed(run.by, NEEDS[BulkRun.Act(run.act)], on=timezone.localdate(at))
        .filter(pk=row.case_id)
        .first()
    )
    try:
        with transaction.atomic():
            if case is None:
                raise Refused(GONE)
            said = _act(run, case.number, row.version, at=at)
    except Refused as refused:
        row.outcome, row.said = BulkRow.Outcome.REFUSED, refused.sentence[:300]
    else:
        row.outcome, row.said = BulkRow.Outcome.DONE, said
    row.save(update_fields=["outcome", "said"])


def _act(run: BulkRun, number: str, version: int, *, at: datetime) -> str:
    """Do the run's act on one case; return what was done."""
    if run.to is not None:  # a hand-over has a person, and nothing else has: a constraint of the table
        actions.change_owner(number=number, to=run.to, reason=run.reason, by=run.by, at=at, version=version)
        return f"已转给{run.to}"
    actions.decide(number=number, result=Decision.Result.GRANT, by=run.by, at=at, version=version)
    return "已准予"
