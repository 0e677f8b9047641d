"""Why an act on a complaint cannot be done now, whatever is filled in: asked by pages and buttons, and again by the verb."""

from collections.abc import Callable
from datetime import datetime

from cases.rules import Rule
from cases.sight import who
from complaints.attachments import sealed_files
from complaints.deadlines import PASS_WITHIN, PETITION, PETITION_OBJECTION
from complaints.models import Assignment, Complaint, ComplaintKind, Finding, Satisfaction
from complaints.queries import lacking, runs, waiting_reclassification
from complaints.states import CHANGING, FLOW, WITHDRAWING
from hall.models import User
from hall.permissions import Permission

REVIEW, REREVIEW = "review", "rereview"
OPINIONS = ("uphold", "send_back")  # what a review comes to
REVIEW_WORDS = {REVIEW: "复查", REREVIEW: "复核"}
UPHELD = (Finding.Result.UPHELD, Finding.Result.PARTLY_UPHELD)
WITH_A_REPORTER = ("ask_reporter", "call_reporter", "ask_identity", "decide_identity", "decide_reward")


def _kind_is_open(complaint: Complaint, _by: User) -> str:
    return "已经提出改类型，先由另一个人复核" if waiting_reclassification(complaint) else ""


def _kind_is_anothers(complaint: Complaint, by: User) -> str:
    proposal = waiting_reclassification(complaint)
    if proposal is None:
        return "没有等复核的改类型"
    return "自己提出的改类型，要由另一个人复核" if proposal.proposed_by_id == by.pk else ""


def _stands_alone(complaint: Complaint, _by: User) -> str:
    if complaint.kind == ComplaintKind.LEAD:
        return "线索没有投诉人，不用并案"
    return "有别的件并到了这一件，不能再并入另一件" if complaint.joined.all() else ""


ABOUT_ITSELF = {"reclassify": _kind_is_open, "decide_kind": _kind_is_anothers, "join": _stands_alone}


def why_not(act: str, complaint: Complaint, *, by: User, at: datetime) -> str:
    """The sentence for a complaint that is not ready for it; the state table is asked beside this (hall.flow)."""
    if complaint.is_to_be_passed and _moves_on(act):
        return f"反映吃拿卡要、收受财物的，收到后 {PASS_WITHIN} 个工作日内先移交纪检监察，由纪检监察决定是否受理"
    if act in WITH_A_REPORTER and complaint.kind == ComplaintKind.LEAD:
        return "系统生成的线索，没有投诉人"
    if act in ("ask_identity", "decide_identity"):
        return _of_an_opening(act, complaint, by=by)
    if act in ABOUT_ITSELF:
        return ABOUT_ITSELF[act](complaint, by)
    return WHY_NOT[act](complaint, at) if act in WHY_NOT else ""


def _moves_on(act: str) -> bool:
    """Whether it decides on a matter: it leads to another state."""
    return any(act in flow.arrows and flow.arrows[act].target is not None for flow in (FLOW, CHANGING, WITHDRAWING))


def last_answer_at(complaint: Complaint) -> datetime:
    """When the complainant got what a review is asked about: the last reply, or the opinion of the review before."""
    opinions = [step.at for step in complaint.steps.all() if step.act in OPINIONS]
    return max([reply.at for reply in complaint.replies.all()] + opinions)


def unsolved_why_not(complaint: Complaint) -> str:
    """Why the complainant cannot say now that it is not solved; "" where they can."""
    if not complaint.replies.all():
        return "还没有答复，先等答复"
    if runs(complaint.case, Rule.COMPLAINT_HANDLING, Rule.PETITION_HANDLING, Rule.COMPLAINT_FEEDBACK):
        return "正在办理，还没有新的答复"
    if any(step.act == "ask_review" for step in complaint.steps.all()):
        return "已经申请复查、复核，按复查、复核意见办"
    return ""


def open_assignment(complaint: Complaint) -> Assignment:
    """What lies with a department now. :raises LookupError: nothing does (`why_not` has said so)."""
    for assignment in complaint.assignments.all():
        if assignment.state in Assignment.OPEN_STATES:
            return assignment
    raise LookupError("nothing is assigned")


def _in_state(*states: str, otherwise: str) -> Callable[[Complaint, datetime], str]:
    """What lies with a department has to be in one of these states."""

    def why_not_in_state(complaint: Complaint, _at: datetime) -> str:
        return "" if any(each.state in states for each in complaint.assignments.all()) else otherwise

    return why_not_in_state


def _assign(complaint: Complaint, _at: datetime) -> str:
    if complaint.case.about_centre:
        return "反映政务服务中心自身的、已移交纪检监察的，不交给部门办"
    return _nothing_open(complaint, "已经交给一个部门，等它报告或裁定异议以后再交")


def _nothing_open(complaint: Complaint, sentence: str) -> str:
    return sentence if any(each.state in Assignment.OPEN_STATES for each in complaint.assignments.all()) else ""


def _object(complaint: Complaint, at: datetime) -> str:
    with_a_department = [each for each in complaint.assignments.all() if each.state == Assignment.State.OPEN]
    if not with_a_department:
        return "没有等您部门报告的交办件"
    (assignment,) = with_a_department
    if any(step.act == "rule_objection" and step.assignment_id == assignment.pk for step in complaint.steps.all()):
        return "异议已经裁定过"
    return f"过了提出异议的期限（交办后 {PETITION_OBJECTION} 个工作日）" if at > assignment.object_until else ""


def _change_owner(complaint: Complaint, at: datetime) -> str:
    able = who(Permission.COMPLAINT_HANDLE, complaint.case, at=at)
    others = [each for each in able if each != complaint.case.owner]
    return "" if others else "没有别人能办这一件，先由管理员另设一名投诉受理员"


def _close_withdrawn(complaint: Complaint, _at: datetime) -> str:
    if not hasattr(complaint, "withdrawal"):
        return "来件人没有撤回，要有核查结论和答复才能办结"
    if complaint.joined.all():
        return "有别的件并到了这一件，他们没有撤回：要有核查结论和答复才能办结"
    return _nothing_open(complaint, "交给部门办的还没有报告、认可")


def _conclude(complaint: Complaint, _at: datetime) -> str:
    if sentence := _nothing_open(complaint, "交给部门办的还没有报告、认可"):
        return sentence
    missing = lacking(complaint)
    return f"还没有{'和'.join(missing)}，不能办结（件件有结果、件件有回复）" if missing else ""


def _follow_up(complaint: Complaint, _at: datetime) -> str:
    calls = [step for step in complaint.steps.all() if step.act == "follow_up"]
    if runs(complaint.case, Rule.COMPLAINT_FOLLOW_UP) or (calls and calls[-1].outcome == Satisfaction.UNREACHED):
        return ""
    return "没有要回访的：答复了实名的投诉人以后才回访，回访过的不再回访"


def _tell_petitioner(complaint: Complaint, _at: datetime) -> str:
    return "" if runs(complaint.case, Rule.PETITION_TOLD) else "不是信访事项，或者已经告知过"


def _extend_petition(complaint: Complaint, at: datetime) -> str:
    if complaint.grade != PETITION:
        return "只有信访事项可以延长"
    petitions = (
        clock for clock in complaint.case.deadlines.all() if clock.runs and clock.rule == Rule.PETITION_HANDLING
    )
    running = next(petitions, None)
    if running is None:
        return "已有办理结果，不用延长"
    if running.supersedes_id:
        return "已经延长过一次，不能再延长"
    return "已经超过办理期限，不能再延长" if at > running.due_at else ""


def _pass_to_inspector(complaint: Complaint, _at: datetime) -> str:
    if complaint.case.about_centre:
        return "已经由纪检监察办理"
    return "线索来自红黄牌，不移交" if complaint.kind == ComplaintKind.LEAD else ""


def _ask_review(complaint: Complaint, _at: datetime) -> str:
    if not complaint.replies.all():
        return "没有答复过，没有可以复查的"
    rounds = sum(step.act == "ask_review" for step in complaint.steps.all())
    return "复核意见是最终意见，不再复查、复核" if rounds > 1 else ""


def _of_an_opening(act: str, complaint: Complaint, *, by: User) -> str:
    """The same sentences whether there is an identity or not: asking teaches nothing."""
    waiting = next((each for each in complaint.openings.all() if each.decided_at is None), None)
    if act == "decide_identity":
        if waiting is None:
            return "没有等待答复的申请"
        return "自己的申请要由另一名纪检监察人员答复" if waiting.asked_by_id == by.pk else ""
    if not complaint.is_anonymous and not sealed_files(complaint.case):
        return "投诉人留了姓名，没有封存的照片和原文件，不用申请，直接打开"
    return "" if waiting is None else "已经有一份申请在等答复"


def _decide_reward(complaint: Complaint, _at: datetime) -> str:
    if hasattr(complaint, "reward"):
        return "已经决定过奖励"
    findings = list(complaint.findings.all())
    return "" if findings and findings[-1].result in UPHELD else "查实（属实或部分属实）的才有奖励"


def _call_reporter(complaint: Complaint, _at: datetime) -> str:
    return "没有可以联系的姓名和电话。要问什么，用“向投诉人提问”" if complaint.is_anonymous else ""


_REPORTED = _in_state(Assignment.State.REPORTED, otherwise="没有等认可的部门报告")
WHY_NOT: dict[str, Callable[[Complaint, datetime], str]] = {
    "change_owner": _change_owner,
    "call_reporter": _call_reporter,
    "decide_reward": _decide_reward,
    "conclude": _conclude,
    "close_withdrawn": _close_withdrawn,
    "follow_up": _follow_up,
    "tell_petitioner": _tell_petitioner,
    "extend_petition": _extend_petition,
    "pass_to_inspector": _pass_to_inspector,
    "ask_review": _ask_review,
    "assign": _assign,
    "report_back": _in_state(Assignment.State.OPEN, otherwise="没有等您部门报告的交办件"),
    "object_competence": _object,
    "accept_report": _REPORTED,
    "return_report": _REPORTED,
    "rule_objection": _in_state(Assignment.State.OBJECTED, otherwise="没有等裁定的异议"),
}
