"""Handing a step up to who holds it, answering for it, and passing a case to another first handler."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases import history, ownership
from cases.owing import owe
from hall.access import access_of
from hall.authority import DECIDES, Lack, holder_words
from hall.models import User
from hall.refusals import Refused
from hall.roles import Step
from permits.actions.locking import BadInput, lock, need, short
from permits.authority import authority_for, hand, open_before
from permits.models import Application, HandUp
from permits.queries import handlers
from permits.states import FLOW


class CannotHandUp(Refused):
    code = "cannot-hand-up"


class CannotChangeOwner(Refused):
    code = "cannot-change-owner"


@transaction.atomic
def hand_up(*, number: str, step: str, by: User, at: datetime, note: str = "", version: int | None = None) -> HandUp:
    """
    Hand a step that the window has no power for to whoever holds it. The clocks run on; it counts as 授权不到位.

    :raises CannotHandUp: the window holds the step itself, or it is handed up already.
    """
    case, application = lock(number, version, at=at)
    if step not in Step.values:
        raise BadInput("选择要上交的环节", field="step")
    FLOW.target(case.state, step)
    on = timezone.localdate(at)
    authority = authority_for(by, application, step, on=on)
    if authority and not authority.special:
        raise CannotHandUp("您有权办这一步，直接办理，不用上交", field="step")
    if authority.lack is Lack.AMOUNT:
        raise CannotHandUp(authority.why, field="step")
    if open_before(application).exists():
        raise CannotHandUp(f"已经上交，等{holder_words(application.item_version.item.department, on=on) or '部门'}决定")
    note = short(note, "note")
    why = authority.why or "本窗口对这一步只有特别处置权，这件不急"
    handed = hand(application, HandUp.Kind.BEFORE, step, authority.lack or Lack.POWER, why, note, by=by, at=at)
    history.record(case, verb="hand_up", by=by, at=at, step=step, why=why, note=note)
    return handed


@transaction.atomic
def answer_hand_up(*, number: str, answer: str, by: User, at: datetime, version: int | None = None) -> HandUp:
    """
    Give a step that was handed up back to the window, with what it lacks; or answer for having seen an urgent one.

    :raises CannotHandUp: nothing is handed up, or this person does not decide for the department.
    """
    case, application = lock(number, version, at=at)
    access = access_of(by, on=timezone.localdate(at))
    held = [post for post in [*access.posts, *access.deputised] if post.role in DECIDES]
    office = next((post for post in held if post.department_id == case.department_id), None)
    if office is None:
        raise CannotHandUp("上交的事由审批科长或部门负责人答复")
    handed = application.hand_ups.select_for_update().filter(answered_at__isnull=True).first()
    if handed is None:
        raise CannotHandUp("这件没有上交待答的事")
    need(answer, "填写答复：窗口接下来怎么办", "answer")
    handed.answer, handed.answered_by, handed.answered_at = short(answer, "answer"), by, at
    handed.save(update_fields=["answer", "answered_by", "answered_at"])
    stood_in = {"acts_for": str(office.user)} if office in access.deputised else {}
    verb = "hand_back" if handed.kind == HandUp.Kind.BEFORE else "report_seen"
    history.record(case, verb=verb, by=by, at=at, step=handed.step, answer=handed.answer, **stood_in)
    owe(
        case, cause=f"hand-up answered {handed.pk}", template="hand_up_answered", recipient=handed.handed_by, at=at,
        step=handed.get_step_display(), who=str(by), note=handed.answer,
    )  # fmt: skip
    return handed


@transaction.atomic
def change_owner(
    *, number: str, to: User, reason: str, by: User, at: datetime, version: int | None = None
) -> Application:
    """
    Let another person be the first handler (首办责任人) from now on, with the reason. The running clocks follow; what was
    breached before stays with who was liable then.

    :raises CannotChangeOwner: the case is over, it is theirs already, or the person does not handle this department's cases.
    """
    case, application = lock(number, version, at=at)
    if case.closed_at is not None:
        raise CannotChangeOwner("这件已经办完，首办责任人不再变更")
    if to == case.owner:
        raise CannotChangeOwner(f"首办责任人已经是{to}", field="to")
    if to not in handlers(case, on=timezone.localdate(at)):
        raise CannotChangeOwner(f"{to}现在不办理{case.department}的办件", field="to")
    need(reason, "填写变更的理由", "reason")
    before = case.owner
    ownership.hand_over(case, to=to, by=by, at=at, reason=short(reason, "reason"))
    owe(
        case, cause=f"owner {case.pk} {case.events_count}", template="owner_changed", recipient=to, at=at,
        who=str(before or "—"), note=reason.strip(),
    )  # fmt: skip
    return application
