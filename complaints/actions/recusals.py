"""Keeping somebody from a complaint: who has an interest in it, or whom it is about (rules C3, decision 154)."""

from cases.proofs import proof
from cases.turn import Turn
from complaints.models import Complaint, Recusal
from complaints.turn import verb
from hall import calendar
from hall.access import access_of
from hall.models import User
from hall.permissions import Permission
from hall.refusals import BadInput, Refused, need_reason


class CannotRecuse(Refused):
    code = "cannot-recuse"


@verb(refusal=CannotRecuse)
def recuse(turn: Turn[Complaint], *, person: User, why: str, reason: str) -> Recusal:
    """
    Take somebody off a case for good: from now on no page, list, figure, search or letter's link opens it to them. Who owned it does
    not any more; who handles it next takes it over.

    :raises CannotRecuse: an officer takes another one off for an interest, which is the inspector's to do.
    """
    case = turn.case
    if why not in Recusal.Why.values:
        raise BadInput("选择回避的原因", field="why")
    on = calendar.current().local(turn.at).date()
    is_inspector = bool(access_of(turn.by, on=on).grant(Permission.IDENTITY_CONSENT))
    if why == Recusal.Why.INTEREST and person != turn.by and not is_inspector:
        raise CannotRecuse("别人因利害关系回避，由纪检监察记录；自己回避，选自己", field="person")
    if person.pk in case.kept_from:
        raise CannotRecuse(f"{person}已经回避", field="person")
    need_reason(reason, "写明为什么要回避", "reason")
    recusal = Recusal.objects.create(
        complaint=turn.subject, person=person, why=why, reason=reason.strip(), at=turn.at, by=turn.by
    )
    case.kept_from = [*case.kept_from, person.pk]
    if case.owner == person:
        case.owner = None
        case.deadlines.running().update(owner=None)
    case.save(update_fields=["kept_from", "owner"])
    turn.record(
        why=why, person_id=person.pk, handler_id=case.owner_id,
        reason_hash=proof("recusal", str(recusal.key), recusal.reason),
    )  # fmt: skip
    return recusal
