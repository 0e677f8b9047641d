"""Why an act cannot be done now, whatever is filled in: asked by pages and buttons, and again by the verb."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from conduct.deadlines import APPEAL_WITHIN, appeal_until
from conduct.models import Correction, Exposure, Sanction, Supervision
from conduct.queries import stands, was_served, worked_in
from conduct.states import CONTESTED, PROPOSED, SERVED
from hall import calendar
from hall.models import User


def why_not(act: str, row: Any, *, by: User, at: datetime) -> str:
    """A sentence, or "" when nothing is in its way; that the act starts from the state is the flow's to say."""
    return IN_THE_WAY[act](row, by, at) if act in IN_THE_WAY else ""


def _settling(row: Sanction, by: User, _at: datetime) -> str:
    if row.state == PROPOSED and row.person_id == by.pk:
        return "处理的是本人，由另一位纪检监察决定"
    return ""


def _contesting(row: Sanction, _by: User, at: datetime) -> str:
    if row.state != SERVED or row.served_at is None:
        return ""
    last = appeal_until(served_at=row.served_at, calendar=calendar.current())
    return "" if at <= last.due_at else f"送达后 {APPEAL_WITHIN} 日内可以申诉，已经过了"


def _ruling(row: Sanction, by: User, _at: datetime) -> str:
    if row.state == CONTESTED and by.pk == row.settled_by_id:
        return "决定是您作出的，由另一位纪检监察裁定"
    return ""


def _serving(row: Sanction, _by: User, _at: datetime) -> str:
    return "" if stands(row.attribution) else OVERTURNED


def _calling_off(row: Correction, by: User, _at: datetime) -> str:
    if by.pk == row.ordered_by_id:
        return "整改是您下达的，由另一位纪检监察取消"
    # of what is not served yet nothing is said: the refusal would tell of it
    concerned = by.pk == row.person_id or row.lines.filter(act="hand_in_correction", by=by).exists()
    return "整改与您本人有关，由另一位纪检监察取消" if concerned or was_served(by, row.complaint_id) else ""


def _withdrawing(row: Exposure, by: User, _at: datetime) -> str:
    if by.pk == row.recorded_by_id:
        return "曝光是您登记的，由另一位纪检监察撤销"
    there = worked_in(row.department_id, by, on=timezone.localdate(row.broadcast_at))
    concerned = there or row.lines.filter(act__in=("answer_exposure", "report_commitment"), by=by).exists()
    return "曝光的是您当时的部门，由另一位纪检监察撤销" if concerned else ""


def _recalling(row: Supervision, by: User, _at: datetime) -> str:
    if by.pk == row.issued_by_id:
        return "督办是您发出的，由纪检监察的另一个人撤回"
    answered = row.lines.filter(act="answer_supervision", by=by).exists()
    return "督办是您答复的，由另一个人撤回" if answered else ""


OVERTURNED = "核查结论已经改变，或者认定已撤回：不再计入查实，不能送达"

IN_THE_WAY: dict[str, Callable[[Any, User, datetime], str]] = {
    "settle": _settling,
    "serve_sanction": _serving,
    "contest": _contesting,
    "adjudicate": _ruling,
    "call_off_correction": _calling_off,
    "withdraw_exposure": _withdrawing,
    "recall_supervision": _recalling,
}
