"""Who has been at a post for five years (轮岗, B-36, rules W6)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from hall.access import Grant
from hall.deadlines import rotation_near
from hall.models import Post, Window
from hall.rotation import ROTATED, Tenure, tenures_on
from hall.worktime.wording import in_full
from oversight.measures import Asked, Measure, Rows, Subject
from oversight.reports.record import Report


def _posts(grant: Grant) -> Rows:
    """With whose they are, `unit`: a window's of the one department that it serves; of one that serves several no department's."""
    served: Any = Window.departments.through.objects.filter(window=OuterRef("window")).order_by().values("window")
    alone = served.annotate(n=Count("pk"), one=Min("department")).filter(n=1).values("one")
    posts = Post.objects.filter(role__in=ROTATED).annotate(unit=Coalesce("department_id", Subquery(alone)))
    return posts if grant.everywhere else posts.filter(unit__in=grant.departments)


def _tenures(asked: Asked) -> list[Tenure]:
    return tenures_on(timezone.localdate(asked.at))


def _held(posts: Rows, asked: Asked) -> Rows:
    return posts.filter(pk__in=[each.post.pk for each in _tenures(asked)])


def _over(posts: Rows, asked: Asked) -> Rows:
    return posts.filter(pk__in=[each.post.pk for each in _tenures(asked) if each.is_over])


def _near(posts: Rows, asked: Asked) -> Rows:
    near = rotation_near(on=timezone.localdate(asked.at))
    return posts.filter(pk__in=[each.post.pk for each in _tenures(asked) if not each.is_over and each.due <= near])


def _since(posts: Sequence[Post], asked: Asked) -> Mapping[int, str]:
    rows = {each.pk for each in posts}
    return {
        each.post.pk: f"{in_full(each.began)}起在这个岗位，{in_full(each.due)}满五年"
        for each in _tenures(asked)
        if each.post.pk in rows
    }


POSTS = Subject("人", _posts, "unit")

ROTATION = Report(
    name="rotation",
    words="轮岗",
    definition="窗口、审批科长、部门负责人在同一个岗位上连着满五年的；今天在岗的才算",
    source="B-36、Dc-36",
    measures=(
        Measure("held", "要轮岗的岗位", "今天在岗的窗口人员、审批科长、部门负责人", _held, subject=POSTS),
        Measure("over", "满五年的", "在同一个岗位上连着满五年的", _over, of="held", rate_words="占比", subject=POSTS),
        Measure("near", "六个月内满的", "六个月以内满五年的", _near, subject=POSTS),
    ),
    headline="over",
    note_words="多久了",
    notes=_since,
    of_now=True,
    unknown="到大厅以前在原单位同一岗位的年头没有记录；几个部门合用的窗口的人只算在全大厅里",
)
