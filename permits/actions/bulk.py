"""One act on many applications, and lists of applications with a name: worklists.actions and worklists.bulk, for this room."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from cases.models import CaseKind
from hall.models import User
from hall.roles import Permission
from permits.actions.deciding import decide
from permits.actions.power import change_owner
from permits.models import Decision
from worklists import actions, bulk
from worklists.bulk import BulkAct
from worklists.models import HAND_OVER, BulkRun


def _grant(run: BulkRun, number: str, version: int, at: datetime) -> str:
    decide(number=number, result=Decision.Result.GRANT, by=run.by, at=at, version=version)
    return "已准予"


def _hand_over(run: BulkRun, number: str, version: int, at: datetime) -> str:
    if run.to is None:
        raise ValueError("a hand-over has a person: a constraint of the table")
    change_owner(number=number, to=run.to, reason=run.reason, by=run.by, at=at, version=version)
    return f"已转给{run.to}"


BULK_ACTS = {
    "grant": BulkAct("办结（准予）", Permission.APPLICATION_DECIDE, _grant),
    HAND_OVER: BulkAct("转办", Permission.APPLICATION_HANDLE, _hand_over),
}
step = partial(bulk.step, acts=BULK_ACTS)
Worker = partial(bulk.Worker, acts=BULK_ACTS)
unfinished = partial(bulk.unfinished, CaseKind.APPLICATION)
save_view = partial(actions.save_view, kind=CaseKind.APPLICATION)
drop_view = partial(actions.drop_view, kind=CaseKind.APPLICATION)


@transaction.atomic
def ask_bulk(*, idem: str, by: User, at: datetime, **order: Any) -> BulkRun:
    """Ask for the same act on several applications, each as it stands now; see worklists.actions.BulkOrder."""
    applications = actions.BulkOrder(kind=CaseKind.APPLICATION, acts=BULK_ACTS, **order)
    return actions.ask_bulk(order=applications, idem=idem, by=by, at=at)
