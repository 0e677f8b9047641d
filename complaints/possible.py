"""Why an act on a complaint cannot be done now, whatever is filled in: asked by pages and buttons, and again by the verb."""

from datetime import datetime

from cases.sight import who
from complaints.models import Complaint
from complaints.queries import lacking
from hall.models import User
from hall.permissions import Permission


def why_not(act: str, complaint: Complaint, *, by: User, at: datetime) -> str:
    """The sentence for a complaint that is not ready for it; the state table is asked beside this (hall.flow)."""
    if act == "change_owner":
        able = who(Permission.COMPLAINT_HANDLE, complaint.case, at=at)
        others = [each for each in able if each != complaint.case.owner]
        return "" if others else "没有别人能办这一件，先由管理员另设一名投诉受理员"
    missing = lacking(complaint) if act == "conclude" else []
    return f"还没有{'和'.join(missing)}，不能办结（件件有结果、件件有回复）" if missing else ""
