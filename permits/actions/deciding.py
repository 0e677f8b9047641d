"""Deciding."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases import clocks, history
from cases.rules import Rule
from hall.models import User
from hall.refusals import Refused
from permits import deadlines, gaps, letters
from permits.actions.locking import BadInput, lock
from permits.authority import take_step
from permits.documents.numbering import next_number
from permits.hearings import awaited_hearing
from permits.models import Application, Decision, DocumentKind
from permits.states import FLOW

DOCUMENT_OF = {Decision.Result.GRANT: DocumentKind.GRANT, Decision.Result.REFUSE: DocumentKind.REFUSAL}
OFFICERS = 2  # 《行政许可法》第三十四条第三款：应当指派两名以上工作人员进行核查


class CannotDecide(Refused):
    code = "cannot-decide"


@transaction.atomic
def decide(
    *,
    number: str,
    result: str,
    by: User,
    at: datetime,
    reason: str = "",
    remedies: str = "",
    urgent: str = "",
    version: int | None = None,
) -> Decision:
    """
    Grant, or refuse with reasons and remedies (art. 38). The decision has its number from now on. A late decision raises its
    card here, not at the next sweep.

    :param urgent: why it could not wait, where the window holds the step only as 特别处置 (先办后报).
    :raises OutsidePower: nothing gives this person the step.
    :raises CannotDecide: a refusal without its reasons, a grant on a commitment that was found false, a hearing that may still
        come, or a substance that two officers have not checked.
    """
    case, application = lock(number, version, at=at)
    if result not in Decision.Result.values:
        raise BadInput("选择准予或不予许可", field="result")
    target = FLOW.target(case.state, result)
    power = take_step(application, result, by=by, at=at, urgent=urgent)
    _must_be_checked(application)
    if wait := awaited_hearing(application, at=at):
        raise CannotDecide(wait)
    _must_hold(application, result)
    if result == Decision.Result.REFUSE:
        if not reason.strip():
            raise CannotDecide("不予许可要写明理由和依据", field="reason")
        if not remedies.strip():
            raise CannotDecide("不予许可要告知救济途径：向谁、在多少日内申请复议或提起诉讼", field="remedies")
    decision = Decision.objects.create(
        application=application,
        result=result,
        number=next_number(case.department, DOCUMENT_OF[Decision.Result(result)], day=timezone.localdate(at)),
        reason=reason.strip(),
        remedies=remedies.strip(),
        at=at,
        decided_by=by,
    )
    clocks.meet(case, Rule.PROMISE, Rule.HALF_DAY, Rule.STATUTORY, Rule.AGENCY_TARGET, at=at)
    case.concluded_at = at
    case.save(update_fields=["concluded_at"])
    history.record(
        case, verb=result, by=by, at=at, to=target, number=decision.number, reason=decision.reason,
        remedies=decision.remedies, **power,
    )  # fmt: skip
    if result == Decision.Result.REFUSE:
        clocks.void(case, *gaps.ABOUT_THE_PAPER, at=at)
    elif not gaps.waits_for_a_paper(application):
        clocks.start(case, deadlines.delivery(), started_at=at, at=at)
    letters.tell_decided(decision, at=at)
    return decision


def _must_be_checked(application: Application) -> None:
    if not application.item_version.two_officers:
        return
    officers = [str(check.officer) for check in application.checks.select_related("officer")]
    if len(officers) < OFFICERS:
        done = f"，现在只有{officers[0]}记录了核查" if officers else ""
        raise CannotDecide(f"这个事项要两名工作人员核查后才能决定{done}")


def _must_hold(application: Application, result: str) -> None:
    """What an earlier grant, taken back since, rested on may have been verified meanwhile."""
    commitment = getattr(application, "commitment", None)
    if result == Decision.Result.GRANT and commitment is not None and commitment.holds is False:
        raise CannotDecide(f"核查发现承诺不属实（{commitment.finding}），不能准予", field="result")
