"""Why an act on a complaint cannot be done now, whatever is filled in: asked by pages and buttons, and again by the verb."""

from datetime import datetime

from cases.sight import who
from complaints.models import Complaint, ComplaintKind, Finding
from complaints.queries import lacking
from hall.models import User
from hall.permissions import Permission

UPHELD = (Finding.Result.UPHELD, Finding.Result.PARTLY_UPHELD)
WITH_A_REPORTER = ("ask_reporter", "call_reporter", "ask_identity", "decide_identity", "decide_reward")


def why_not(act: str, complaint: Complaint, *, by: User, at: datetime) -> str:
    """The sentence for a complaint that is not ready for it; the state table is asked beside this (hall.flow)."""
    if act == "change_owner":
        able = who(Permission.COMPLAINT_HANDLE, complaint.case, at=at)
        others = [each for each in able if each != complaint.case.owner]
        return "" if others else "没有别人能办这一件，先由管理员另设一名投诉受理员"
    if act in WITH_A_REPORTER and complaint.kind == ComplaintKind.LEAD:
        return "系统生成的线索，没有投诉人"
    if act == "decide_reward":
        return _of_a_reward(complaint)
    if act == "call_reporter" and complaint.is_anonymous:
        return "没有可以联系的姓名和电话。要问什么，用“向投诉人提问”"
    if act in ("ask_identity", "decide_identity"):
        return _of_an_opening(act, complaint, by=by)
    missing = lacking(complaint) if act == "conclude" else []
    return f"还没有{'和'.join(missing)}，不能办结（件件有结果、件件有回复）" if missing else ""


def _of_an_opening(act: str, complaint: Complaint, *, by: User) -> str:
    """The same sentences whether there is an identity or not: asking teaches nothing."""
    waiting = next((each for each in complaint.openings.all() if each.decided_at is None), None)
    if act == "decide_identity":
        if waiting is None:
            return "没有等待答复的申请"
        return "自己的申请要由另一名纪检监察人员答复" if waiting.asked_by_id == by.pk else ""
    if not complaint.is_anonymous:
        return "投诉人留了姓名，不用申请，直接打开"
    return "" if waiting is None else "已经有一份申请在等答复"


def _of_a_reward(complaint: Complaint) -> str:
    if hasattr(complaint, "reward"):
        return "已经决定过奖励"
    findings = list(complaint.findings.all())
    return "" if findings and findings[-1].result in UPHELD else "查实（属实或部分属实）的才有奖励"
