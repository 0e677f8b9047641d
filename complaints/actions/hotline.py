"""What a platform says of a case that it brought: other words, another name, that it is wanted no more (decision 159)."""

from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.numbering import idem_hash
from cases.owing import owe
from cases.queries import locked
from complaints.actions.conversation import withdraw_identity
from complaints.models import Complaint, Message, ReporterIdentity, Withdrawal
from complaints.names import reporter_of
from complaints.states import RUNNING
from hall import calendar
from hall.identifiers import mask_name
from hall.refusals import Refused


class NobodyHandles(Refused):
    code = "nobody-handles-it"
    sentence = "这一件已经不在办理"


CHANGED, WITHDRAWN = "ticket_changed", "ticket_withdrawn"  # letters to the handler


@transaction.atomic
def hear(*, case: Case, text: str, idem: str, at: datetime, letter: str = CHANGED) -> Message:
    """
    Keep what the platform brings as words of the reporter, sealed; whoever handles the case is written to. Sent twice, it is one.

    :raises NobodyHandles: the case has come to its end meanwhile.
    """
    case = locked(case.number)
    if case.state not in RUNNING:
        raise NobodyHandles
    half_day = calendar.current().half_day_begins(at)
    message, is_new = Message.objects.get_or_create(
        complaint=case.complaint, idem_hash=idem_hash(idem), defaults={"text": text, "at": half_day}
    )
    if is_new and case.owner:
        owe(case, cause=f"{letter} {message.pk}", template=letter, recipient=case.owner, at=half_day)
    return message


@transaction.atomic
def record_withdrawal(*, case: Case, reason: str, idem: str, at: datetime) -> Withdrawal:
    """Record that whoever brought it wants it no more. The first time counts; nothing is closed by it."""
    hear(case=case, text=f"来件人通过 12345 撤回。原因：{reason}", idem=idem, at=at, letter=WITHDRAWN)
    withdrawal, _is_new = Withdrawal.objects.get_or_create(
        complaint=case.complaint, defaults={"reason": reason, "at": calendar.current().half_day_begins(at)}
    )
    return withdrawal


@transaction.atomic
def name_reporter(*, case: Case, name: str, phone: str, protected: bool, at: datetime) -> None:
    """
    Another name or telephone of whoever brought it takes the place of the former one; none takes it back. Whoever took their name
    back here stays without one: no platform brings it again. Who was protected stays so, whatever a later version leaves out.

    :raises BadInput: at name or phone.
    """
    reporter = reporter_of(name, phone)
    case = locked(case.number)
    complaint: Complaint = case.complaint
    before = getattr(complaint, "reporter", None)
    if before is None and (complaint.signed_at or reporter is None):
        return
    if reporter is None:
        withdraw_identity(case=case, at=at)
        return
    protected = protected or bool(before and before.is_protected)
    ReporterIdentity.objects.filter(complaint=complaint).delete()
    ReporterIdentity.objects.create(complaint=complaint, name=reporter[0], phone=reporter[1], is_protected=protected)
    complaint.is_anonymous = protected
    complaint.signed_at = calendar.current().half_day_begins(at)
    complaint.save(update_fields=["is_anonymous", "signed_at"])
    hides = case.confidential or protected
    Case.objects.filter(pk=case.pk).update(party="" if hides else mask_name(reporter[0]))
