"""
Assignment in levels (统一受理、归口管理、分级落办、定期反馈): a department looks into what the officer released, objects or reports, and the
officer accepts the report or returns it. What is not ours at all is transferred outside.
"""

from cases import actions as engine
from cases import clocks
from cases.owing import owe
from cases.proofs import proof
from cases.rules import Rule
from cases.turn import Turn
from complaints import deadlines
from complaints.exclusions import EXCLUSIONS, excluded
from complaints.models import Assignment, Complaint, Step
from complaints.possible import open_assignment
from complaints.queries import reporters
from complaints.steps import facts_of, write_step
from complaints.turn import verb
from hall import calendar
from hall.models import Department
from hall.refusals import BadInput, Refused, need_document, need_reason
from hall.worktime import due

MOST_DAYS = 30  # working days that a department may be given: half of what the law gives a whole petition
State = Assignment.State


class CannotAssign(Refused):
    code = "cannot-assign"


@verb(refusal=CannotAssign)
def assign(turn: Turn[Complaint], *, department: Department, mode: str, days: int, text: str) -> Step:
    """
    Have a department look into an accepted matter and report within its working days. It reads `text`, and nothing else: neither what
    the reporter wrote nor who that is.

    :raises CannotAssign: it is about this department, or nobody there may answer for it.
    """
    case = turn.case
    if mode not in Assignment.Mode.values:
        raise BadInput("选择交办或转办督办", field="mode")
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"期限 1 到 {MOST_DAYS} 个工作日", field="days")
    need_reason(text, "写下交给部门看的内容", "text")
    if department.pk == case.hidden_from_id:
        raise CannotAssign("反映的就是这个部门，不能交给它办", field="department")
    readers = reporters(department, case, at=turn.at)
    if not readers:
        raise CannotAssign(f"{department}没有能接的科长或负责人，换一个部门", field="department")
    assignment = Assignment.objects.create(
        complaint=turn.subject,
        department=department,
        mode=mode,
        days=days,
        object_until=due(deadlines.objection(), turn.at, calendar.current()).due_at,
        at=turn.at,
        by=turn.by,
    )
    clocks.start(case, deadlines.report_due(days=days), started_at=turn.at, at=turn.at)
    step = write_step(turn, text=text, assignment=assignment, outcome=mode, person=department.name, days=days)
    for reader in readers:
        owe(
            case, cause=f"assigned {assignment.pk} {reader.pk}", template="assigned", recipient=reader, at=turn.at, days=days
        )  # fmt: skip
    return step


@verb()
def report_back(turn: Turn[Complaint], *, text: str) -> Step:
    """The department reports what it has found and done."""
    need_reason(text, "写下核查和办理的结果", "text")
    assignment = open_assignment(turn.subject)
    clocks.meet(turn.case, Rule.ASSIGNED_REPORT, at=turn.at)
    return _moved(turn, assignment, State.REPORTED, text, tells="assigned_reported")


@verb()
def object_competence(turn: Turn[Complaint], *, text: str) -> Step:
    """The department objects that the matter is not its own, within 5 working days of the assignment (信访工作条例 art. 23)."""
    need_reason(text, "写下为什么不归本部门办", "text")
    return _moved(turn, open_assignment(turn.subject), State.OBJECTED, text, tells="assigned_objected")


@verb()
def accept_report(turn: Turn[Complaint]) -> Step:
    """Accept the department's report; what it means for the matter, the finding says."""
    return _moved(turn, open_assignment(turn.subject), State.ACCEPTED)


@verb()
def return_report(turn: Turn[Complaint], *, days: int, text: str) -> Step:
    """Return a report that does not do, with the reason and days for another one."""
    need_reason(text, "写下报告哪里不行", "text")
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"期限 1 到 {MOST_DAYS} 个工作日", field="days")
    clocks.start(turn.case, deadlines.report_due(days=days), started_at=turn.at, at=turn.at)
    return _moved(turn, open_assignment(turn.subject), State.OPEN, text, days=days)


@verb()
def rule_objection(turn: Turn[Complaint], *, ruling: str, text: str) -> Step:
    """Rule on a department's objection: upheld, the matter is no longer its own; else it still owes its report by the same day."""
    if ruling not in ("upheld", "rejected"):
        raise BadInput("选择异议成立或不成立", field="ruling")
    need_reason(text, "写下裁定的理由", "text")
    if ruling == "upheld":
        clocks.void(turn.case, Rule.ASSIGNED_REPORT, at=turn.at)
    state = State.RELEASED if ruling == "upheld" else State.OPEN
    return _moved(turn, open_assignment(turn.subject), state, text, outcome=ruling)


@verb()
def transfer_out(
    turn: Turn[Complaint],
    *,
    document: str,
    person: str = "",
    days: int | None = None,
    reason: str = "",
    exclusion: str = "",
) -> Step:
    """
    Transfer what is not ours to whoever is competent, with the number of the letter and the days in which they answer; the complainant
    reads where it went with the receipt code.

    :param exclusion: what kind of matter it is: it says why, to whom, and where the law has it within how many days; what is given
        beside it counts.
    """
    if exclusion:
        reason = f"{excluded(exclusion)}{reason.strip()}"
        person, days = person.strip() or EXCLUSIONS[exclusion].agency, days or EXCLUSIONS[exclusion].days
    need_reason(person, "填写转给哪个机关", "person")
    need_document(document, "填写转送函的文号", "document")
    need_reason(reason, "填写为什么不归这里办", "reason")
    if not days or days < 1:
        raise BadInput("填写那里几个工作日内答复", field="days")
    case, complaint = turn.case, turn.subject
    clocks.meet(case, Rule.COMPLAINT_ACCEPTANCE, at=turn.at)
    engine.close(case, at=turn.at)
    words = f"{reason.strip()}已转{person.strip()}（{document.strip()}），由其在 {days} 个工作日内答复。"
    complaint.declined_because = words
    complaint.save(update_fields=["declined_because"])
    step = Step.objects.create(
        complaint=complaint, act=turn.verb, person=person.strip(), document=document.strip(), days=days,
        text=reason.strip(), at=turn.at, by=turn.by,
    )  # fmt: skip
    mark = {"exclusion": exclusion} if exclusion else {}
    turn.record(**facts_of(step), **mark, reason_hash=proof("declined", case.number, words))
    return step


def _moved(
    turn: Turn[Complaint], assignment: Assignment, state: str, text: str = "", *, tells: str = "", **columns
) -> Step:
    """The step on this assignment; the other side is written to."""
    assignment.state = state
    assignment.save(update_fields=["state"])
    step = write_step(turn, text=text, assignment=assignment, person=assignment.department.name, **columns)
    case = turn.case
    if tells and case.owner:
        owe(case, cause=f"{tells} {step.pk}", template=tells, recipient=case.owner, at=turn.at)
    elif not tells:
        for reader in reporters(assignment.department, case, at=turn.at):
            owe(case, cause=f"ruled {step.pk} {reader.pk}", template="assigned_ruled", recipient=reader, at=turn.at)
    return step
