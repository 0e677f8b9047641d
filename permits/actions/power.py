"""Handing a step up to who holds it, answering for it, passing a case to another first handler; the substance that was checked, and the amount."""

from decimal import Decimal

from django.utils import timezone

from cases import ownership
from cases.owing import owe
from hall.models import User
from hall.powers import Lack
from hall.refusals import BadInput, Refused, need_reason
from hall.roles import Step
from permits import possible
from permits.actions.locking import short
from permits.actions.turn import Turn, verb
from permits.models import Application, HandUp, SubstanceCheck
from permits.power import lack_code, nobody_approves, own_request, send_up, standings, to_propose, waiting
from permits.queries import handlers
from permits.states import FLOW, TO_APPROVE


class CannotHandUp(Refused):
    code = "cannot-hand-up"


class CannotChangeOwner(Refused):
    code = "cannot-change-owner"


@verb(refusal=CannotHandUp)
def hand_up(turn: Turn, *, step: str, note: str = "") -> HandUp:
    """
    Hand a step that the window has no power for to whoever holds it. The clocks run on; it counts as 授权不到位.

    :raises CannotHandUp: the window holds the step itself, or it is handed up already.
    """
    if step not in Step.values:
        raise BadInput("选择要上交的环节", field="step")
    FLOW.target(turn.case.state, step)
    standing = standings(turn.by, turn.application, on=timezone.localdate(turn.at))[step]
    if standing and not standing.special:
        raise CannotHandUp("您有权办这一步，直接办理，不用上交", field="step")
    if standing.lack is Lack.AMOUNT:
        raise CannotHandUp(standing.why, field="step")
    note = short(note, "note")
    why = standing.why or "本窗口对这一步只有特别处置权，这件不急"
    lack = standing.lack or Lack.POWER
    handed = send_up(
        HandUp(
            application=turn.application, kind=HandUp.Kind.BEFORE, step=step, lack=lack_code(lack),
            why=why, note=note, handed_by=turn.by, handed_at=turn.at,
        )
    )  # fmt: skip
    turn.record(step=step, why=why, note=note)
    return handed


@verb(refusal=CannotHandUp)
def propose(turn: Turn, *, step: str, reason: str) -> HandUp:
    """
    Put before whoever approves it what the window may only prepare: a pause, an extension, an ending (decision 126).
    The clocks run on; it is no lack of power, and counts as none.

    :param step: the act that is asked for, one of TO_APPROVE.
    :raises CannotHandUp: this person approves it, nobody does, one waits already, or something is in the way of the act itself.
    """
    if step not in TO_APPROVE:
        raise BadInput("选择要报批的事", field="step")
    FLOW.target(turn.case.state, step)
    if step not in to_propose(turn.application, turn.by, turn.at):
        raise CannotHandUp("您自己可以批准，直接办理，不用报批", field="step")
    if sentence := possible.why_not(step, turn.application, by=turn.by, at=turn.at):
        raise CannotHandUp(sentence, field="step")
    if sentence := nobody_approves(step, turn.application, on=timezone.localdate(turn.at)):
        raise CannotHandUp(sentence, field="step")
    need_reason(reason, "填写报批的理由：为什么要办、要多少天、错在哪里", "reason")
    words = short(reason, "reason")
    proposed = send_up(
        HandUp(
            application=turn.application, kind=HandUp.Kind.REQUEST, step=step, lack="approval",
            why=f"窗口报批{FLOW.arrows[step].words}", note=words, handed_by=turn.by, handed_at=turn.at,
        )
    )  # fmt: skip
    turn.record(step=step, reason=words)
    return proposed


@verb(refusal=CannotHandUp)
def take_back_request(turn: Turn, *, reason: str) -> HandUp:
    """
    Take an approval that the window has asked for back, before somebody answers: a wrong one would be in the way of the right one.

    :raises CannotHandUp: none waits, or this person answers it.
    """
    request = own_request(turn.application, turn.by, turn.at)
    if request is None:
        raise CannotHandUp  # asked before (permits.possible); said again for the types
    need_reason(reason, "填写撤回的理由", "reason")
    request.answered_by, request.answered_at = turn.by, turn.at
    request.save(update_fields=["answered_by", "answered_at"])
    turn.record(step=request.step, reason=short(reason, "reason"))
    return request


@verb(refusal=CannotHandUp)
def answer_hand_up(turn: Turn, *, answer: str) -> HandUp:
    """
    Give a step that was handed up back to the window, with what it lacks; or answer for having seen an urgent one.

    :raises CannotHandUp: nothing is handed up, or this person does not decide for the department.
    """
    handed = waiting(turn.application)
    if handed is None:
        raise CannotHandUp  # asked before (permits.possible); said again for the types
    need_reason(answer, "填写答复：窗口接下来怎么办", "answer")
    handed.answer, handed.answered_by, handed.answered_at = short(answer, "answer"), turn.by, turn.at
    handed.save(update_fields=["answer", "answered_by", "answered_at"])
    turn.record(
        verb="report_seen" if handed.kind == HandUp.Kind.AFTER else "hand_back", step=handed.step, answer=handed.answer
    )
    owe(
        turn.case, cause=f"hand-up answered {handed.pk}", template="hand_up_answered", recipient=handed.handed_by,
        at=turn.at, step=handed.get_step_display(), who=str(turn.by), note=handed.answer,
    )  # fmt: skip
    return handed


@verb(refusal=CannotChangeOwner)
def change_owner(turn: Turn, *, to: User, reason: str) -> Application:
    """
    Let another person be the first handler (首办责任人) from now on, with the reason. The running clocks follow; what was
    breached before stays with who was liable then.

    :raises CannotChangeOwner: the case is over, it is theirs already, or the person does not handle this department's cases.
    """
    case, at = turn.case, turn.at
    if to == case.owner:
        raise CannotChangeOwner(f"首办责任人已经是{to}", field="to")
    if to not in handlers(case, on=timezone.localdate(at)):
        raise CannotChangeOwner(f"{to}现在不办理{case.department}的办件", field="to")
    need_reason(reason, "填写变更的理由", "reason")
    before = case.owner
    ownership.hand_over(case, to=to, by=turn.by, at=at, reason=short(reason, "reason"), **turn.acts_for)
    owe(
        case, cause=f"owner {case.pk} {case.events_count}", template="owner_changed", recipient=to, at=at,
        who=str(before or "—"), note=reason.strip(),
    )  # fmt: skip
    return turn.application


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
    need_reason(finding, "填写核查情况", "finding")
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
