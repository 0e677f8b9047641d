"""Who has been in a post for five years, or soon will have been (rules W6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hall.access import current_posts
from hall.deadlines import rotation_due, rotation_near
from hall.models import Post
from hall.roles import Role

ROTATED = (Role.CLERK, Role.SECTION_CHIEF, Role.DEPARTMENT_HEAD)
A_DAY = timedelta(days=1)  # from the last day of one post to the first of the next


@dataclass(frozen=True)
class Tenure:
    """A person in a post: since when without a gap, and when the five years are over."""

    post: Post
    began: date
    due: date
    is_over: bool


def due_for_rotation(*, on: date) -> list[Tenure]:
    """Return whoever is past the five years on a day, or will be within the coming months; the longest in post first."""
    near = rotation_near(on=on)
    tenures = [tenure for tenure in tenures_on(on) if tenure.due <= near]
    return sorted(tenures, key=lambda tenure: (tenure.began, tenure.post.pk))


def tenures_on(on: date) -> list[Tenure]:
    """Return the tenure of every rotated post held on a day."""
    posts = current_posts(on).filter(role__in=ROTATED).select_related("user", "window", "department", "hall")
    active = [post for post in posts if post.user.is_active]
    earlier = Post.objects.filter(user__in={post.user_id for post in active}, valid_to__isnull=False, role__in=ROTATED)
    before = list(earlier)
    return [_tenure(post, before, on) for post in active]


def _tenure(post: Post, before: Iterable[Post], on: date) -> Tenure:
    began = post.valid_from
    same = [each for each in before if _place(each) == _place(post) and each.pk != post.pk]
    for each in sorted(same, key=lambda each: each.valid_from, reverse=True):
        if each.valid_to is not None and each.valid_from < began <= each.valid_to + A_DAY:
            began = each.valid_from
    due = rotation_due(began=began)
    return Tenure(post, began, due, is_over=due <= on)


def _place(post: Post) -> tuple:
    return post.user_id, post.role, post.window_id, post.department_id
