"""While a matter is looked into: the head's instruction, the log, a petition's telling and extension, passing to the inspector."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile

from cases import clocks, ownership
from cases.owing import owe
from cases.rules import Rule
from cases.sight import who
from cases.turn import Turn
from complaints import deadlines
from complaints.models import Assignment, Complaint, Step
from complaints.queries import runs
from complaints.steps import facts_of, write_step
from complaints.turn import verb
from hall.permissions import Permission
from hall.refusals import BadInput, Refused, need_document, need_reason
from papers import store
from papers.models import Purpose


class CannotExtend(Refused):
    code = "cannot-extend"


class CannotPassOn(Refused):
    code = "cannot-pass-on"


@verb()
def log_step(turn: Turn[Complaint], *, text: str, files: Sequence[UploadedFile] = ()) -> Step:
    """Write one entry of the investigation's log (核查日志), with what was found."""
    need_reason(text, "写下这一步查了什么", "text")
    step = write_step(turn, text=text)
    store.take(files, store.Place(Purpose.FINDING, turn.case, step.key), at=turn.at)
    return step


@verb()
def instruct(turn: Turn[Complaint], *, person: str, text: str, document: str = "") -> Step:
    """Record the head's instruction (批示): who gave it, in their words."""
    need_reason(person, "填写作出批示的领导", "person")
    need_reason(text, "写下批示的原话", "text")
    return write_step(turn, text=text, person=person.strip(), document=document.strip())


@verb()
def tell_petitioner(turn: Turn[Complaint], *, document: str) -> Step:
    """Record that the petitioner was told in writing what becomes of the petition, by the number of the paper (art. 22)."""
    need_document(document, "填写告知书的文号", "document")
    clocks.meet(turn.case, Rule.PETITION_TOLD, at=turn.at)
    return write_step(turn, document=document.strip())


@verb(refusal=CannotExtend)
def extend_petition(turn: Turn[Complaint], *, days: int, approver: str, document: str, reason: str) -> Step:
    """
    Give a petition its one extension, of 30 days at most, by the head's approval (art. 34); the petitioner is told the reason.

    :raises CannotExtend: it is none, was extended before, or is late already.
    """
    if not 1 <= days <= deadlines.PETITION_EXTENSION:
        raise BadInput(f"延长 1 到 {deadlines.PETITION_EXTENSION} 日", field="days")
    need_reason(approver, "填写批准的负责人", "approver")
    need_document(document, "填写批准文号", "document")
    need_reason(reason, "填写延长的理由，要告知信访人", "reason")
    clocks.supersede(turn.case, deadlines.extended_petition(days=days), at=turn.at)
    return write_step(turn, text=reason, person=approver.strip(), document=document.strip(), days=days)


@verb(refusal=CannotPassOn)
def pass_to_inspector(turn: Turn[Complaint], *, reason: str) -> Step:
    """
    Pass a report of corruption to the inspector (open question Q14): from now on only the inspector reads and handles it, and
    whether it was passed within 1 working day of its receipt is judged here. Its clock has run since then where its category says
    what it is.

    :raises CannotPassOn: nobody of the inspector's side could handle it.
    """
    need_reason(reason, "填写为什么移交", "reason")
    case, complaint = turn.case, turn.subject
    complaint.passed_at, case.about_centre = turn.at, True
    receivers = who(Permission.COMPLAINT_HANDLE, case, at=turn.at)
    if not receivers:
        raise CannotPassOn("没有纪检监察人员能接办，先由管理员设一名在被反映的部门没有岗位的纪检监察人员")
    complaint.save(update_fields=["passed_at"])
    case.save(update_fields=["about_centre"])
    complaint.assignments.filter(state__in=Assignment.OPEN_STATES).update(state=Assignment.State.RELEASED)
    clocks.void(case, Rule.ASSIGNED_REPORT, at=turn.at)
    if case.owner:
        ownership.hand_over(case, to=receivers[0], by=turn.by, at=turn.at, reason="移交纪检监察")
    if not runs(case, Rule.CORRUPTION_PASSED):  # only as it is passed is it seen what it is about
        clocks.start(case, deadlines.passed_on(), started_at=case.opened_at, at=turn.at)
    clocks.meet(case, Rule.CORRUPTION_PASSED, at=turn.at)
    step = Step.objects.create(complaint=complaint, act=turn.verb, text=reason.strip(), at=turn.at, by=turn.by)
    turn.record(**facts_of(step), counts_from=case.opened_at)
    for reader in receivers:
        owe(case, cause=f"passed_on {case.pk} {reader.pk}", template="passed_on", recipient=reader, at=turn.at)
    return step
