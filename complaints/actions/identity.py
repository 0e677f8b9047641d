"""
Opening who complained (decision 154). A named complainant's identity is shown to who handles the case; a protected one's takes two
people: who asks with a reason, and the inspector who consents. So do, whoever signed, the photos of identity papers and the originals
of uploads (decision 167). Each time that something is shown is a row.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cases import history
from cases.models import Case
from cases.proofs import proof
from cases.queries import locked
from cases.turn import Turn
from complaints.attachments import sealed_files
from complaints.models import Complaint, ComplaintKind, Look, Opening, ReporterIdentity
from complaints.queries import opening_of
from complaints.turn import verb
from hall.models import User
from hall.refusals import BadInput, Refused, need_reason
from papers import store
from papers.models import Scan, StoredFile
from papers.store import scanning

OPEN_FOR = timedelta(minutes=30)  # from the consent on; then another request is needed
NOBODY_TO_OPEN = "系统生成的线索，没有投诉人"


class CannotOpen(Refused):
    code = "cannot-open"
    sentence = "现在不能打开身份：要先申请，由纪检监察同意，同意后 30 分钟内有效"


class NoSuchFile(Refused):
    """No such file of this case, or nothing of it is sealed (any more). Doors answer 404."""

    code = "no-such-file"
    sentence = "没有这份文件"


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
    case = _with_a_reporter(number)
    opening = opening_of(case.complaint, by=by, at=at)
    if case.complaint.is_anonymous and opening is None:
        raise CannotOpen
    _leave_row(case, Look(opening=opening, by=by, at=at))
    return ReporterIdentity.objects.filter(complaint=case.complaint).first()


@transaction.atomic
def open_sealed_file(*, number: str, key: UUID, what: str, by: User, at: datetime) -> StoredFile:
    """
    Let this person have a photo of an identity paper (`Look.What.PHOTO`) or an upload as it came (`ORIGINAL`), and leave a row of it.

    :raises CannotOpen: not within an opening of theirs, whichever file is asked for; or the virus scanner keeps it closed.
    :raises NoSuchFile: within one.
    """
    case = _with_a_reporter(number)
    opening = opening_of(case.complaint, by=by, at=at)
    if opening is None:  # before any file is looked for: whoever may not open learns nothing of what there is
        raise CannotOpen
    file = next((row for row, kind in sealed_files(case) if (row.key, kind) == (key, what)), None)
    if file is None:
        raise NoSuchFile
    if not store.may_open(file):
        raise CannotOpen(scanning.WHY_NOT[Scan(file.scan)])
    _leave_row(case, Look(opening=opening, by=by, at=at, what=what, file=key))
    return file


def _with_a_reporter(number: str) -> Case:
    """The case, locked. :raises CannotOpen: nobody brought it."""
    case: Case = locked(number)
    if case.complaint.kind == ComplaintKind.LEAD:
        raise CannotOpen(NOBODY_TO_OPEN)
    return case


def _leave_row(case: Case, look: Look) -> None:
    """
    The row says what was shown, to the inspector. The line is the same for a name and for a file: colleagues read it, and a file would
    tell them that there is a name.
    """
    look.complaint = case.complaint
    look.save()
    history.record(case, verb="look_at_identity", by=look.by, at=look.at, look_hash=look.proof())
