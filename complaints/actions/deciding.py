"""Whether a complaint is accepted, and as how hard a matter."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cases import actions as engine
from cases import clocks
from cases.owing import owe
from cases.proofs import proof
from cases.quiet import is_quiet
from cases.rules import Rule
from cases.sight import watchers
from cases.turn import Turn
from complaints import deadlines
from complaints.exclusions import excluded
from complaints.models import Complaint
from complaints.queries import counts_from
from complaints.turn import verb
from hall.refusals import BadInput, need, need_document, need_reason


@verb()
def accept(
    turn: Turn[Complaint],
    *,
    grade: str = deadlines.GENERAL,
    approver: str = "",
    document: str = "",
    broadcast_on: date | None = None,
) -> Complaint:
    """
    Accept; the accepting officer owns the case. The handling clock of its track starts: 15, 30 or 60 days (rules C5), the 60 of a
    petition, 5 working days for 四乱 and inaction, 1 for an enquiry, 3 days from the broadcast.

    :param grade: the track. A major matter names who approved it and the approval's number; what was broadcast, the day of that.
    """
    case, complaint = turn.case, turn.subject
    complaint.grade = grade
    complaint.grade_approver, complaint.grade_document = _approval(grade, approver.strip(), document.strip())
    complaint.broadcast_on = _broadcast(grade, broadcast_on, at=turn.at)
    complaint.save(update_fields=["grade", "grade_approver", "grade_document", "broadcast_on"])
    clocks.meet(case, Rule.COMPLAINT_ACCEPTANCE, at=turn.at)
    case.owner = turn.by
    case.save(update_fields=["owner"])
    since = counts_from(complaint, accepted_at=turn.at)
    facts: dict[str, Any] = _approved_by(complaint) | ({} if since == turn.at else {"counts_from": since})
    turn.record(grade=grade, **facts)
    if grade == deadlines.PETITION:
        clocks.start(case, deadlines.petition_told(), started_at=since, at=turn.at)
        since = turn.at
    clocks.start(case, deadlines.handling(grade=grade), started_at=since, at=turn.at)
    if grade in (deadlines.COMPLEX, deadlines.MAJOR, deadlines.PETITION):
        _tell_of_the_longer_limit(turn, grade)
    return complaint


@verb()
def decline(turn: Turn[Complaint], *, reason: str = "", exclusion: str = "") -> Complaint:
    """
    Decide not to accept, with the reason and where to go instead; the complainant reads it with the receipt code.

    :param exclusion: what kind of matter it is that others handle: it says both, and a reason may follow.
    """
    if exclusion:
        reason = f"{excluded(exclusion)}{reason.strip()}"
    need_reason(reason, "填写不予受理的理由，并写明可以找哪里", "reason")
    clocks.meet(turn.case, Rule.COMPLAINT_ACCEPTANCE, at=turn.at)
    engine.close(turn.case, at=turn.at)
    turn.subject.declined_because = reason.strip()
    turn.subject.save(update_fields=["declined_because"])
    mark = {"exclusion": exclusion} if exclusion else {}
    turn.record(**mark, reason_hash=proof("declined", turn.case.number, turn.subject.declined_because))
    return turn.subject


def _approval(grade: str, approver: str, document: str) -> tuple[str, str]:
    """Return who approved the grade and the approval's number; both belong to a major matter, and to no other."""
    if grade not in deadlines.GRADE_WORDS:
        raise BadInput("选择办理通道", field="grade")
    if grade != deadlines.MAJOR:
        if approver or document:
            raise BadInput("只有重大的要批准：选重大，或把批准人和批准文号清空", field="grade")
        return "", ""
    need_reason(approver, "重大的，填写批准人", "approver")
    if is_quiet():  # an old ledger names it as it stands there
        need(document, "重大的，填写批准文号", "document")
    else:
        need_document(document, "重大的，填写批准文号", "document")
    return approver, document


def _broadcast(grade: str, day: date | None, *, at: datetime) -> date | None:
    """Return the day of the broadcast, which belongs to the track of what was broadcast, and to no other."""
    if grade != deadlines.EXPOSURE:
        if day:
            raise BadInput("只有曝光的问题填写曝光日期", field="broadcast_on")
        return None
    if day is None:
        raise BadInput("曝光的问题，填写曝光日期", field="broadcast_on")
    if day > timezone.localdate(at):
        raise BadInput("曝光日期不能晚于今天", field="broadcast_on")
    return day


def _tell_of_the_longer_limit(turn: Turn[Complaint], grade: str) -> None:
    """Whoever watches the hall's clocks reads the number and the days, nothing of what it is about (decision 128)."""
    case = turn.case
    for reader in watchers(case, at=turn.at):
        if reader != turn.by:
            owe(
                case, cause=f"longer_limit:{case.pk}:{reader.pk}", template="longer_limit", recipient=reader, at=turn.at,
                step=deadlines.GRADE_WORDS[grade], who=str(turn.by), days=deadlines.HANDLE_WITHIN[grade],
                usual=deadlines.HANDLE_WITHIN[deadlines.GENERAL],
            )  # fmt: skip


def _approved_by(complaint: Complaint) -> dict[str, Any]:
    """The approval of a major matter, for the history."""
    if complaint.grade != deadlines.MAJOR:
        return {}
    return {"approver": complaint.grade_approver, "document": complaint.grade_document}
