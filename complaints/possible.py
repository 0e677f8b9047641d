"""Why an act on a complaint cannot be done now, whatever is filled in: asked by pages and buttons, and again by the verb."""

from datetime import datetime

from cases.sight import who
from complaints.models import Complaint, ComplaintKind
from complaints.queries import lacking, waiting_reclassification
from hall.models import User
from hall.permissions import Permission


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
    if act == "change_owner":
        able = who(Permission.COMPLAINT_HANDLE, complaint.case, at=at)
        others = [each for each in able if each != complaint.case.owner]
        return "" if others else "没有别人能办这一件，先由管理员另设一名投诉受理员"
    if act in ABOUT_ITSELF:
        return ABOUT_ITSELF[act](complaint, by)
    missing = lacking(complaint) if act == "conclude" else []
    return f"还没有{'和'.join(missing)}，不能办结（件件有结果、件件有回复）" if missing else ""
