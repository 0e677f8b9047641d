"""
Opening who complained (decision 154). A named complainant's identity is shown to who handles the case; a protected one's takes two
people: who asks with a reason, and the inspector who consents. Each time that it is shown is a row.
"""

from datetime import datetime, timedelta

from django.db import transaction

from cases import history
from cases.models import Case
from cases.proofs import proof
from cases.queries import locked
from cases.turn import Turn
from complaints.models import Complaint, ComplaintKind, Look, Opening, ReporterIdentity
from complaints.turn import verb
from hall.models import User
from hall.refusals import BadInput, Refused, need_reason

OPEN_FOR = timedelta(minutes=30)  # from the consent on; then another request is needed
NOBODY_TO_OPEN = "系统生成的线索，没有投诉人"


class CannotOpen(Refused):
    code = "cannot-open"
    sentence = "现在不能打开身份：要先申请，由纪检监察同意，同意后 30 分钟内有效"


@verb()
def ask_identity(turn: Turn[Complaint], *, reason: str) -> Opening:
    """Ask to open the identity. What is answered is the same whether there is one or not."""
    need_reason(reason, "填写申请打开身份的理由", "reason")
    opening = Opening.objects.create(complaint=turn.subject, reason=reason.strip(), asked_at=turn.at, asked_by=turn.by)
    turn.record(reason_hash=proof("opening", str(opening.key), opening.reason))
    return opening


@verb()
def decide_identity(turn: Turn[Complaint], *, is_allowed: str, because: str) -> Opening:
    """
    Consent to the request that waits, or turn it down, with the reason. Whoever consents does not learn who it is.

    :raises CannotOpen: one's own request.
    """
    opening = turn.subject.openings.filter(decided_at__isnull=True).first()
    if opening is None:
        raise CannotOpen("没有等待答复的申请")
    if opening.asked_by == turn.by:
        raise CannotOpen("自己的申请要由另一名纪检监察人员答复")
    if is_allowed not in ("yes", "no"):
        raise BadInput("选择同意或不同意", field="is_allowed")
    need_reason(because, "写明同意或不同意的理由", "because")
    opening.is_allowed, opening.because = is_allowed == "yes", because.strip()
    opening.decided_at, opening.decided_by = turn.at, turn.by
    opening.until = turn.at + OPEN_FOR if opening.is_allowed else None
    opening.save(update_fields=["is_allowed", "because", "decided_at", "decided_by", "until"])
    turn.record(is_allowed=opening.is_allowed, reason_hash=proof("opening_answer", str(opening.key), opening.because))
    return opening


@transaction.atomic
def look_at_identity(*, number: str, by: User, at: datetime) -> ReporterIdentity | None:
    """
    Return who complained, and leave a row of it; None where nobody left a name, which only an opening tells.

    :raises CannotOpen: neither named, nor asked for by this person and allowed within the last half hour.
    """
    case: Case = locked(number)
    complaint = case.complaint
    if complaint.kind == ComplaintKind.LEAD:
        raise CannotOpen(NOBODY_TO_OPEN)
    opening = None
    if complaint.is_anonymous:
        opening = complaint.openings.filter(asked_by=by, is_allowed=True, until__gte=at).first()
        if opening is None:
            raise CannotOpen
    Look.objects.create(complaint=complaint, opening=opening, at=at, by=by)
    history.record(case, verb="look_at_identity", by=by, at=at)
    return ReporterIdentity.objects.filter(complaint=complaint).first()
