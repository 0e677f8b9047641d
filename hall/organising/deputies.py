"""Deputies: what must hold of one, and writing one down (rules W5, Q31; decision 124). Part of the changes that do so."""

from django.db.models import Q

from hall.models import Absence, Post, User
from hall.organising import sight
from hall.organising.choices import possible_deputies
from hall.organising.trace import CannotChangeStaff, Change, day_words
from hall.powers import DECIDES
from hall.roles import Role

MAY_BE_AWAY = (Role.CLERK, *DECIDES)  # whose cases wait for them: decision 139
LONGEST = 90  # days of one arrangement; who is away longer is stood in for by another one


def must_fit(absence: Absence) -> None:
    """:raises CannotChangeStaff: naming the field that does not hold together with the post, its days or the deputy."""
    post, first, last = absence.post, absence.valid_from, absence.valid_to
    if post.role not in MAY_BE_AWAY:
        raise CannotChangeStaff("只有窗口工作人员、审批科长和部门负责人不在岗时要有人代")
    if last < first:
        raise CannotChangeStaff("最后一天不能早于第一天", field="valid_to")
    if (last - first).days >= LONGEST:
        raise CannotChangeStaff(f"一次最多安排 {LONGEST} 天，更长的到期前再安排", field="valid_to")
    if first < post.valid_from or (post.valid_to is not None and last > post.valid_to):
        raise CannotChangeStaff("要在岗位的起止日期以内", field="valid_to")
    if absence.deputy == post.user:
        raise CannotChangeStaff("不能由本人代本人", field="deputy")
    if absence.deputy not in possible_deputies(post, on=first):
        raise CannotChangeStaff(f"{absence.deputy}那天不在{post.place}，不能代", field="deputy")
    if post.absences.filter(valid_from__lte=last, valid_to__gte=first).exists():
        raise CannotChangeStaff("这段时间里已经有一天安排了别人代", field="valid_from")


def must_leave_sight(absence: Absence) -> None:
    """:raises CannotChangeStaff: the deputy is the last of a watcher's role who sees the department."""
    days = {"first": absence.valid_from, "last": absence.valid_to}
    sight.must_leave_sight(absence.deputy, [absence.post.department_id or 0], **days)


def stands(absence: Absence, change: Change, *, proposed_by: User | None = None) -> Absence:
    """Write it down: the deputy holds the post on its days. `proposed_by`: where it took two people."""
    absence.reason = change.reason
    absence.save()
    days = f"{day_words(absence.valid_from)}至{day_words(absence.valid_to)}"
    holder, post = absence.post.user, absence.post.get_role_display()
    first = f"确认{proposed_by}提出的：" if proposed_by else ""
    change.leave(absence, "note", f"{first}{holder}{days}不在岗，由{absence.deputy}代行{post}职责", concerns=holder)
    return absence


def holds_the_same(absence: Absence) -> bool:
    """Whether the deputy holds such a post of this department on all of these days: standing in gives nothing new."""
    own = Post.objects.filter(
        user=absence.deputy,
        role=absence.post.role,
        department=absence.post.department_id,
        window=absence.post.window_id,
    )
    all_days = Q(valid_to__isnull=True) | Q(valid_to__gte=absence.valid_to)
    return own.filter(all_days, valid_from__lte=absence.valid_from).exists()
