"""Asking for one act on many cases. Carrying it out is permits.bulk, a case at a time."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases.models import Case
from hall.models import User
from hall.refusals import Refused
from hall.roles import Permission
from permits.models import BulkRow, BulkRun

MOST = 500  # cases of one run (ux.md §1)


class CannotBulk(Refused):
    code = "cannot-bulk"


@transaction.atomic
def ask_bulk(*, numbers: Sequence[str], act: str, idem: str, by: User, at: datetime) -> BulkRun:
    """
    Ask for the same act on several cases, each as it stands now. Asked for twice with one key, it is one run.

    :param idem: 32 characters at most, the key of the form or request.
    :raises CannotBulk: no case, more than MOST, one that `by` may not decide, or an act that is not done in bulk.
    """
    before = BulkRun.objects.filter(by=by, idem=idem).first()
    if before is not None:
        return before
    if act not in BulkRun.Act.values:
        raise CannotBulk("选择要批量办理的动作", field="act")
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        raise CannotBulk("先勾选办件", field="numbers")
    if len(wanted) > MOST:
        raise CannotBulk(f"一次最多 {MOST} 件，选了 {len(wanted)} 件", field="numbers")
    allowed = Case.objects.allowed(by, Permission.APPLICATION_DECIDE, on=timezone.localdate(at))
    found = {case.number: case for case in allowed.filter(number__in=wanted).only("pk", "number", "version")}
    if len(found) < len(wanted):
        raise CannotBulk("有的办件查不到，回到列表重新勾选", field="numbers")
    run = BulkRun.objects.create(by=by, act=act, idem=idem, asked_at=at)
    BulkRow.objects.bulk_create(
        BulkRow(run=run, position=place, case=found[number], version=found[number].version)
        for place, number in enumerate(wanted, start=1)
    )
    return run
