"""The substance of an application: who checked it, and the amount that an instrument's ceiling is held against."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cases import history
from hall.flow import NotNow
from hall.models import User
from hall.refusals import Refused
from permits.actions.locking import BadInput, lock, need
from permits.models import Application, SubstanceCheck
from permits.states import ACCEPTED, FLOW, SUSPENDED, UNDECIDED

LONGEST = 1000  # characters of a finding
LARGEST = Decimal("999999999999.99")


class CannotCheck(Refused):
    code = "cannot-check"


@transaction.atomic
def record_check(*, number: str, finding: str, by: User, at: datetime, version: int | None = None) -> SubstanceCheck:
    """
    Note what one officer found when checking the substance, under their own name (行政许可法 art. 34).

    :raises CannotCheck: the item asks for no check, or this person has recorded theirs.
    """
    case, application = lock(number, version, at=at)
    if case.state not in (ACCEPTED, SUSPENDED):
        raise NotNow(f"现在是“{FLOW.states[case.state]}”，不能记录核查")
    if not application.item_version.two_officers:
        raise CannotCheck("这个事项不要求两人核查")
    if application.checks.filter(officer=by).exists():
        raise CannotCheck("您已经记录过核查，另一份由另一名工作人员记录")
    need(finding, "填写核查情况", "finding")
    if len(finding.strip()) > LONGEST:
        raise BadInput(f"核查情况最多 {LONGEST} 个字", field="finding")
    check = SubstanceCheck.objects.create(application=application, officer=by, finding=finding.strip(), at=at)
    history.record(case, verb="record_check", by=by, at=at, finding=check.finding)
    return check


@transaction.atomic
def state_amount(*, number: str, amount: Decimal, by: User, at: datetime, version: int | None = None) -> Application:
    """
    Note the amount of the matter, before it is decided: an instrument with a ceiling is held against it.

    :raises BadInput: not more than nothing. :raises CannotCheck: the item has no amount.
    """
    case, application = lock(number, version, at=at)
    if case.state not in UNDECIDED:
        raise NotNow(f"现在是“{FLOW.states[case.state]}”，不能改金额")
    if not application.item_version.has_amount:
        raise CannotCheck("这个事项不涉及金额")
    if not 0 < amount <= LARGEST or amount != amount.quantize(Decimal("0.01")):
        raise BadInput("填写大于 0 的金额（元），最多两位小数", field="amount")
    before = application.amount_yuan
    application.amount_yuan = amount
    application.save(update_fields=["amount_yuan"])
    history.record(case, verb="state_amount", by=by, at=at, amount_before=str(before or ""), amount=str(amount))
    return application
