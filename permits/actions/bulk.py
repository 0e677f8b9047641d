"""Asking for one act on many cases. Carrying it out is permits.bulk, a case at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.models import Case
from cases.numbering import may_be_a_number, one_at_a_time
from hall.models import User
from hall.refusals import Refused
from hall.roles import Permission
from permits.actions.locking import need, short
from permits.models import BulkRow, BulkRun

MOST = 500  # cases of one run (ux.md §1)
NOT_THERE = "有的办件查不到，回到列表重新勾选"
NEEDS = {
    BulkRun.Act.GRANT: Permission.APPLICATION_DECIDE,
    BulkRun.Act.CHANGE_OWNER: Permission.APPLICATION_HANDLE,
}


class CannotBulk(Refused):
    code = "cannot-bulk"


@transaction.atomic
def ask_bulk(
    *, numbers: Sequence[str], act: str, idem: str, by: User, at: datetime, to: User | None = None, reason: str = ""
) -> BulkRun:
    """
    Ask for the same act on several cases, each as it stands now. Asked for twice with one key, it is one run.

    :param idem: 32 characters at most, the key of the form or request.
    :param to: with CHANGE_OWNER, whose cases they become; with its `reason`. Other acts have neither.
    :raises CannotBulk: no case, more than MOST, one that is not in the reach of `by`, an act that is not done in bulk, or a
        hand-over without a person or a reason.
    """
    one_at_a_time(f"bulk:{by.pk}:{idem}")
    before = BulkRun.objects.filter(by=by, idem=idem).first()
    if before is not None:
        return before
    if act not in BulkRun.Act.values:
        raise CannotBulk("选择要批量办理的动作", field="act")
    act = BulkRun.Act(act)
    changes = {}
    if act == BulkRun.Act.CHANGE_OWNER:
        changes = _hand_over(to, reason)
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        raise CannotBulk("先勾选办件", field="numbers")
    if len(wanted) > MOST:
        raise CannotBulk(f"一次最多 {MOST} 件，选了 {len(wanted)} 件", field="numbers")
    allowed = Case.objects.allowed(by, NEEDS[act], on=timezone.localdate(at))
    known = allowed.filter(number__in=filter(may_be_a_number, wanted))
    found = {case.number: case for case in known.only("pk", "number", "version")}
    if len(found) < len(wanted):
        raise CannotBulk(NOT_THERE, field="numbers")
    run = BulkRun.objects.create(by=by, act=act, idem=idem, asked_at=at, **changes)
    BulkRow.objects.bulk_create(
        BulkRow(run=run, position=place, case=found[number], version=found[number].version)
        for place, number in enumerate(wanted, start=1)
    )
    return run


def _hand_over(to: User | None, reason: str) -> dict[str, Any]:
    if to is None:
        raise CannotBulk("选择新的首办责任人", field="to")
    need(reason, "填写变更的理由", "reason")
    return {"to": to, "reason": short(reason, "reason")}
