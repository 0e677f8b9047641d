"""Both ways under the receipt code: the office asks, the reporter answers, later leaves or takes back a name (decision 154)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.models import Case
from cases.numbering import idem_hash
from cases.proofs import proof
from cases.queries import locked
from cases.turn import Turn
from complaints.models import Call, Complaint, ComplaintKind, Message, ReporterIdentity
from complaints.names import reporter_of
from complaints.states import RUNNING
from complaints.turn import verb
from hall import calendar, texts
from hall.identifiers import mask_name
from hall.refusals import BadInput, Refused, need_reason
from papers import store
from papers.models import Purpose, StoredFile

MESSAGE_MOST = 2_000  # characters
MESSAGES_MOST = 100  # of a reporter on one case
FILES_MOST = 30  # in the messages of one case


class CannotWrite(Refused):
    code = "cannot-write"
    sentence = "这一件已经办结，不能再写。有新情况，另交一件"


class NoSuchMessage(Refused):
    """A message of another case, or of none: nothing says which."""

    code = "no-such-message"
    sentence = "没有这条提问"


@verb()
def ask_reporter(turn: Turn[Complaint], *, text: str) -> Message:
    """Ask whoever holds the receipt code something. The words are sealed."""
    need_reason(text, "写下要问的内容", "text")
    message = Message.objects.create(
        complaint=turn.subject, text=text.strip(), at=calendar.current().half_day_begins(turn.at), by=turn.by
    )
    turn.record(text_hash=proof("message", str(message.key), message.text))
    return message


@verb()
def call_reporter(turn: Turn[Complaint], *, result: str, text: str) -> Call:
    """Record a call to a named complainant: what came of it, and what was said."""
    if result not in Call.Result.values:
        raise BadInput("选择通话结果", field="result")
    need_reason(text, "写明通话内容", "text")
    call = Call.objects.create(complaint=turn.subject, result=result, text=text.strip(), at=turn.at, by=turn.by)
    turn.record(result=result, text_hash=proof("call", str(call.key), call.text))
    return call


@transaction.atomic
def write_back(
    *, case: Case, text: str, answers: UUID | None, idem: str, at: datetime, files: Sequence[StoredFile] = ()
) -> Message:  # fmt: skip
    """
    Keep what the holder of a receipt code writes. Sent twice, it is one.

    :param answers: the key of the question, which must be one of this case. :param files: what was uploaded in its form (papers.store);
        their originals are kept where a name protects them, as of those of the filing.
    :raises CannotWrite: the case is over, or full. :raises NoSuchMessage: the question is none of this case's.
    """
    case, complaint = _locked(case)
    if before := complaint.messages.filter(idem_hash=idem_hash(idem)).first():
        return before
    question = None
    if answers is not None:
        question = complaint.messages.filter(key=answers, by__isnull=False).first()
        if question is None:
            raise NoSuchMessage
    if case.state not in RUNNING:
        raise CannotWrite
    try:
        text = texts.lines(text).strip()
    except texts.Unseen as unseen:
        raise BadInput(str(unseen), field="text") from None
    if not text:
        raise BadInput("写下要说的内容", field="text")
    if len(text) > MESSAGE_MOST:
        raise BadInput(f"内容有 {len(text):,} 个字，最多 {MESSAGE_MOST:,} 个字", field="text")
    if complaint.messages.filter(by__isnull=True).count() >= MESSAGES_MOST:
        raise CannotWrite(f"一件最多写 {MESSAGES_MOST} 条，已经写满了")
    if len(files) + StoredFile.objects.filter(case=case, purpose=Purpose.MESSAGE).count() > FILES_MOST:
        raise BadInput(f"一件的往来里最多 {FILES_MOST} 份文件，已经放不下了：删掉几份再交", field="attached")
    at = calendar.current().half_day_begins(at)
    message = Message.objects.create(complaint=complaint, text=text, answers=question, idem_hash=idem_hash(idem), at=at)
    if files:
        originals = hasattr(complaint, "reporter")
        store.keep(files, store.Place(Purpose.MESSAGE, case, owner=message.key, originals=originals), at=at)
    return message


@transaction.atomic
def disclose(*, case: Case, name: str, phone: str, at: datetime) -> ReporterIdentity:
    """
    Leave a name under the receipt code, for who handles the case: the reporter's own choice. A protected one is no longer protected.

    :raises BadInput: at name or phone.
    """
    case, complaint = _locked(case)
    if case.state not in RUNNING:
        raise CannotWrite
    reporter = reporter_of(name, phone)
    if reporter is None:
        raise BadInput("填写姓名", field="name")
    ReporterIdentity.objects.filter(complaint=complaint).delete()
    identity = ReporterIdentity.objects.create(complaint=complaint, name=reporter[0], phone=reporter[1])
    _signed(complaint, is_anonymous=False, at=at)
    if not case.confidential:
        Case.objects.filter(pk=case.pk).update(party=mask_name(identity.name))
    return identity


@transaction.atomic
def withdraw_identity(*, case: Case, at: datetime) -> bool:
    """
    Take the name back: from now on nothing of ours holds it, neither the vault nor the masked name of lists and searches, nor a photo of
    an identity paper, nor an original as it was uploaded. Whether there was one. What it was already shown to stays on the reporter's page (complaints.queries.shown_to).
    """
    case, complaint = _locked(case)
    removed, _rows = ReporterIdentity.objects.filter(complaint=complaint).delete()
    _signed(complaint, is_anonymous=True, at=at)
    Case.objects.filter(pk=case.pk).update(party="")
    store.withdraw(case)
    return bool(removed)


def _signed(complaint: Complaint, *, is_anonymous: bool, at: datetime) -> None:
    """To the half-day: it is the reporter's own act."""
    complaint.is_anonymous = is_anonymous
    complaint.signed_at = calendar.current().half_day_begins(at)
    complaint.save(update_fields=["is_anonymous", "signed_at"])


def _locked(case: Case) -> tuple[Case, Complaint]:
    case = locked(case.number)
    if case.complaint.kind == ComplaintKind.LEAD:
        raise CannotWrite
    return case, case.complaint
