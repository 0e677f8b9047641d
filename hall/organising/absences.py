"""Who acts while a chief or head is away: noted with a deputy, from one day to another (rules W5, Q31)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from hall.models import Absence, Post, StaffChange, User
from hall.organising.choices import possible_deputies
from hall.organising.trace import CannotChangeStaff, begin, leave, not_before, said_day
from hall.powers import DECIDES

ABSENCE = StaffChange.Subject.ABSENCE


@transaction.atomic
def note_absence(
    *, post: Post, deputy: User, valid_from: date, valid_to: date, reason: str, by: User, at: datetime
) -> Absence:
    """
    Let a deputy hold a chief's or head's post while its holder is away. No clock stops.

    :raises CannotChangeStaff: no such post, a day in the past, another deputy on one of the days, or a deputy who does not
        work for the department.
    """
    reason = begin(reason)
    if post.role not in DECIDES:
        raise CannotChangeStaff("只有审批科长和部门负责人不在岗时要有人代")
    not_before(valid_from, timezone.localdate(at), "开始的那一天不能早于今天", "valid_from")
    if valid_to < valid_from:
        raise CannotChangeStaff("最后一天不能早于第一天", field="valid_to")
    if valid_from < post.valid_from or (post.valid_to is not None and valid_to > post.valid_to):
        raise CannotChangeStaff("要在岗位的起止日期以内", field="valid_to")
    _must_fit(post, deputy, on=valid_from)
    if post.absences.filter(valid_from__lte=valid_to, valid_to__gte=valid_from).exists():
        raise CannotChangeStaff("这段时间里已经有一天安排了别人代", field="valid_from")
    absence = Absence.objects.create(post=post, deputy=deputy, valid_from=valid_from, valid_to=valid_to, reason=reason)
    sentence = (
        f"{post.user}{said_day(valid_from)}至{said_day(valid_to)}不在岗，由{deputy}代行{post.get_role_display()}职责"
    )
    leave(ABSENCE, absence.pk, "note", sentence, reason=reason, by=by, at=at)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, valid_to: date, reason: str, by: User, at: datetime) -> Absence:
    """
    End an absence before its time: `valid_to` is its last day, today at the earliest.

    :raises CannotChangeStaff: a day in the past, before it began, or not before the end that it has.
    """
    reason = begin(reason)
    not_before(valid_to, timezone.localdate(at), "最后一天不能早于今天", "valid_to")
    if not absence.valid_from <= valid_to < absence.valid_to:
        raise CannotChangeStaff(
            f"在{said_day(absence.valid_from)}和{said_day(absence.valid_to)}之间提前", field="valid_to"
        )
    absence.valid_to = valid_to
    absence.save(update_fields=["valid_to"])
    leave(ABSENCE, absence.pk, "end", f"代理提前到{said_day(valid_to)}为止", reason=reason, by=by, at=at)
    return absence


def _must_fit(post: Post, deputy: User, *, on: date) -> None:
    if deputy == post.user:
        raise CannotChangeStaff("不能由本人代本人", field="deputy")
    if deputy not in possible_deputies(post, on=on):
        raise CannotChangeStaff(f"{deputy}那天不在{post.department}，不能代", field="deputy")
