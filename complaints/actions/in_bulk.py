"""One act on many complaints: what the centre does to the ticked rows of its list (worklists.bulk)."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from cases.models import CaseKind
from complaints.actions.deciding import accept
from complaints.actions.owners import change_owner
from hall.models import User
from hall.roles import Permission
from worklists import actions, bulk
from worklists.bulk import BulkAct
from worklists.models import HAND_OVER, BulkRun


def _accept(run: BulkRun, number: str, version: int, at: datetime) -> str:
    accept(number=number, by=run.by, at=at, version=version)
    return "已受理"


def _hand_over(run: BulkRun, number: str, version: int, at: datetime) -> str:
    if run.to is None:
        raise ValueError("a hand-over has a person: a constraint of the table")
    change_owner(number=number, to=run.to, reason=run.reason, by=run.by, at=at, version=version)
    return f"已转给{run.to}"


BULK_ACTS = {
    "accept": BulkAct(
        words="受理",
        needs=Permission.COMPLAINT_HANDLE,
        carry_out=_accept,
        button="受理",
        about="逐件按一般受理，首办责任人是您，办理时限各自起算。复杂、重大的，打开那一件单独受理。",
    ),
    HAND_OVER: BulkAct(
        words="转办",
        needs=Permission.COMPLAINT_HANDLE,
        carry_out=_hand_over,
        button="转办",
        about="这些件都转给同一个人，在计的时限随之变更，已经亮的牌不变。",
    ),
}


unfinished = partial(bulk.unfinished, CaseKind.COMPLAINT)


@transaction.atomic
def ask_bulk(*, idem: str, by: User, at: datetime, **order: Any) -> BulkRun:
    """Ask for the same act on several complaints, each as it stands now; see worklists.actions.BulkOrder."""
    complaints = actions.BulkOrder(kind=CaseKind.COMPLAINT, acts=BULK_ACTS, **order)
    return actions.ask_bulk(order=complaints, idem=idem, by=by, at=at)
