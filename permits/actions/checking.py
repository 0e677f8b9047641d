"""The substance of an application: who checked it, and the amount that an instrument's ceiling is held against."""

from decimal import Decimal

from hall.refusals import Refused
from permits.actions.locking import BadInput, need
from permits.actions.turn import Turn, verb
from permits.models import Application, SubstanceCheck

LONGEST = 1000  # characters of a finding
LARGEST = Decimal("999999999999.99")


class CannotCheck(Refused):
    code = "cannot-check"


@verb(refusal=CannotCheck)
def record_check(turn: Turn, *, finding: str) -> SubstanceCheck:
    """
    Note what one officer found when checking the substance, under their own name (行政许可法 art. 34).

    :raises CannotCheck: the item asks for no check, or this person has recorded theirs.
    """
    need(finding, "填写核查情况", "finding")
    if len(finding.strip()) > LONGEST:
        raise BadInput(f"核查情况最多 {LONGEST} 个字", field="finding")
    check = SubstanceCheck.objects.create(
        application=turn.application, officer=turn.by, finding=finding.strip(), at=turn.at
    )
    turn.record(finding=check.finding)
    return check


@verb(refusal=CannotCheck)
def state_amount(turn: Turn, *, amount: Decimal) -> Application:
    """
    Note the amount of the matter, before it is decided: an instrument with a ceiling is held against it.

    :raises BadInput: not more than nothing. :raises CannotCheck: the item has no amount.
    """
    if not 0 < amount <= LARGEST or amount != amount.quantize(Decimal("0.01")):
        raise BadInput("填写大于 0 的金额（元），最多两位小数", field="amount")
    application, before = turn.application, turn.application.amount_yuan
    application.amount_yuan = amount
    application.save(update_fields=["amount_yuan"])
    turn.record(amount_before=str(before or ""), amount=str(amount))
    return application
