"""
Who acts while a chief or head is away: noted with a deputy, from one day to another (rules W5, Q31).

A deputy holds the post meanwhile. Whoever would gain by it what takes two people to give is proposed, and confirmed by another
(decision 124).
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from hall.models import Absence, Post, PostProposal, User
from hall.organising.choices import possible_deputies
from hall.organising.confirming import propose_deputy
from hall.organising.trace import CannotChangeStaff, Change, begin, day_words
from hall.powers import DECIDES
from hall.roles import BY_TWO_PEOPLE

LONGEST = 90  # days of one arrangement; who is away longer is stood in for by another one


@transaction.atomic
def note_absence(*, absence: Absence, reason: str, by: User, at: datetime) -> Absence | PostProposal:
    """
    Let a deputy hold a chief's or head's post while its holder is away, or propose it where the deputy gains by it. No clock stops.

    :param absence: not written yet: post, deputy, first and last day.
    :raises CannotChangeStaff: no such post, a day in the past, longer than `LONGEST`, another deputy on one of the days, or a
        deputy who does not work for the department.
    """
    change = begin(reason=reason, by=by, at=at)
    change.not_before_today(absence.valid_from, "开始的那一天不能早于今天", "valid_from")
    if absence.deputy == by:
        raise CannotChangeStaff("不能安排自己代，由另一个人办", field="deputy")
    must_fit(absence)
    if absence.post.role in BY_TWO_PEOPLE and not _holds_the_same(absence):
        return propose_deputy(absence, change)
    return stands(absence, change)


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
    sentence = f"{absence.deputy}代{absence.post.user}，提前到{day_words(valid_to)}为止"
    change.leave(absence, "end", sentence, concerns=absence.post.user)
    return absence


def must_fit(absence: Absence) -> None:
    """:raises CannotChangeStaff: naming the field that does not hold together with the post, its days or the deputy."""
    post, first, last = absence.post, absence.valid_from, absence.valid_to
    if post.role not in DECIDES:
        raise CannotChangeStaff("只有审批科长和部门负责人不在岗时要有人代")
    if last < first:
        raise CannotChangeStaff("最后一天不能早于第一天", field="valid_to")
    if (last - first).days >= LONGEST:
        raise CannotChangeStaff(f"一次最多安排 {LONGEST} 天，更长的到期前再安排", field="valid_to")
    if first < post.valid_from or (post.valid_to is not None and last > post.valid_to):
        raise CannotChangeStaff("要在岗位的起止日期以内", field="valid_to")
    if absence.deputy == post.user:
        raise CannotChangeStaff("不能由本人代本人", field="deputy")
    if absence.deputy not in possible_deputies(post, on=first):
        raise CannotChangeStaff(f"{absence.deputy}那天不在{post.department}，不能代", field="deputy")
    if post.absences.filter(valid_from__lte=last, valid_to__gte=first).exists():
        raise CannotChangeStaff("这段时间里已经有一天安排了别人代", field="valid_from")


def stands(absence: Absence, change: Change) -> Absence:
    """Write it down: the deputy holds the post on its days."""
    absence.reason = change.reason
    absence.save()
    days = f"{day_words(absence.valid_from)}至{day_words(absence.valid_to)}"
    holder, post = absence.post.user, absence.post.get_role_display()
    change.leave(absence, "note", f"{holder}{days}不在岗，由{absence.deputy}代行{post}职责", concerns=holder)
    return absence


def _holds_the_same(absence: Absence) -> bool:
    """Whether the deputy holds such a post of this department on all of these days: standing in gives nothing new."""
    own = Post.objects.filter(user=absence.deputy, role=absence.post.role, department=absence.post.department_id)
    all_days = Q(valid_to__isnull=True) | Q(valid_to__gte=absence.valid_to)
    return own.filter(all_days, valid_from__lte=absence.valid_from).exists()
