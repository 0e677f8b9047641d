"""Who acts while a chief or head is away: noted with a deputy, from one day to another (rules W5, Q31)."""

from datetime import date, datetime

from django.db import transaction

from hall.models import Absence, User
from hall.organising.choices import possible_deputies
from hall.organising.trace import CannotChangeStaff, begin, day_words
from hall.powers import DECIDES


@transaction.atomic
def note_absence(*, absence: Absence, reason: str, by: User, at: datetime) -> Absence:
    """
    Let a deputy hold a chief's or head's post while its holder is away. No clock stops.

    :param absence: not written yet: post, deputy, first and last day.
    :raises CannotChangeStaff: no such post, a day in the past, another deputy on one of the days, or a deputy who does not
        work for the department.
    """
    change = begin(reason=reason, by=by, at=at)
    post, first, last = absence.post, absence.valid_from, absence.valid_to
    if post.role not in DECIDES:
        raise CannotChangeStaff("只有审批科长和部门负责人不在岗时要有人代")
    change.not_before_today(first, "开始的那一天不能早于今天", "valid_from")
    if last < first:
        raise CannotChangeStaff("最后一天不能早于第一天", field="valid_to")
    if first < post.valid_from or (post.valid_to is not None and last > post.valid_to):
        raise CannotChangeStaff("要在岗位的起止日期以内", field="valid_to")
    if absence.deputy == by:
        raise CannotChangeStaff("不能安排自己代，由另一个人办", field="deputy")
    _must_fit(absence)
    if post.absences.filter(valid_from__lte=last, valid_to__gte=first).exists():
        raise CannotChangeStaff("这段时间里已经有一天安排了别人代", field="valid_from")
    absence.reason = change.reason
    absence.save()
    days = f"{day_words(first)}至{day_words(last)}"
    change.leave(
        absence,
        "note",
        f"{post.user}{days}不在岗，由{absence.deputy}代行{post.get_role_display()}职责",
        concerns=post.user,
    )
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, valid_to: date, reason: str, by: User, at: datetime) -> Absence:
    """
    End an absence before its time: `valid_to` is its last day, today at the earliest.

    :raises CannotChangeStaff: a day in the past, before it began, or not before the end that it has.
    """
    change = begin(reason=reason, by=by, at=at)
    change.not_before_today(valid_to, "最后一天不能早于今天", "valid_to")
    if not absence.valid_from <= valid_to < absence.valid_to:
        days = f"{day_words(absence.valid_from)}和{day_words(absence.valid_to)}"
        raise CannotChangeStaff(f"在{days}之间提前", field="valid_to")
    absence.valid_to = valid_to
    absence.save(update_fields=["valid_to"])
    change.leave(absence, "end", f"代理提前到{day_words(valid_to)}为止")
    return absence


def _must_fit(absence: Absence) -> None:
    post, deputy = absence.post, absence.deputy
    if deputy == post.user:
        raise CannotChangeStaff("不能由本人代本人", field="deputy")
    if deputy not in possible_deputies(post, on=absence.valid_from):
        raise CannotChangeStaff(f"{deputy}那天不在{post.department}，不能代", field="deputy")
