"""One act on many complaints: what the centre does to the ticked rows of its list (worklists.bulk)."""

from datetime import datetime
from functools import partial

from cases.models import CaseKind
from complaints.actions.deciding import accept
from complaints.actions.owners import change_owner
from complaints.deadlines import GRADE_WORDS
from complaints.models import Complaint
from complaints.queries import suggested_grade
from hall.roles import Permission
from worklists import actions, bulk
from worklists.bulk import BulkAct, handing_over
from worklists.models import HAND_OVER, BulkRun


def _accept(run: BulkRun, number: str, version: int, at: datetime) -> str:
    grade = suggested_grade(Complaint.objects.prefetch_related("reclassifications").get(case__number=number))
    accept(number=number, grade=grade, by=run.by, at=at, version=version)
    return f"已受理：{GRADE_WORDS[grade]}"


BULK_ACTS = {
    "accept": BulkAct(
        words="受理",
        needs=Permission.COMPLAINT_HANDLE,
        carry_out=_accept,
        button="受理",
        about="逐件受理：四乱的按快查快结，咨询的按咨询，其余的按一般。首办责任人是您，办理时限各自起算。复杂、重大的，打开那一件单独受理。",
    ),
    HAND_OVER: handing_over(
        change_owner,
        needs=Permission.COMPLAINT_HANDLE,
        about="这些件都转给同一个人，在计的时限随之变更，已经亮的牌不变。",
    ),
}


unfinished = partial(bulk.unfinished, CaseKind.COMPLAINT)
ask_bulk = partial(actions.ask_in_room, kind=CaseKind.COMPLAINT, acts=BULK_ACTS)
