"""What the administrator chooses from, and how an instrument reads in a sentence."""

from datetime import date

from django.db.models import QuerySet

from hall.access import access_of, current_posts
from hall.catalogue_terms import ItemStatus
from hall.models import Delegation, Department, Post, ServiceItem, User, Window
from hall.organising.trace import day_words
from hall.roles import Power, Step


def possible_deputies(post: Post, *, on: date) -> list[User]:
    """People of the post's department (of a window: of those that it serves), at its windows and inside, but the holder."""
    own = {post.department_id} if post.window is None else {each.pk for each in post.window.departments.all()}
    users = User.objects.filter(is_active=True, posts__in=current_posts(on)).exclude(pk=post.user_id).distinct()
    by_name = users.order_by("display_name", "pk")
    return [user for user in by_name if own & access_of(user, on=on).departments]


def open_items(department: Department, window: Window) -> QuerySet[ServiceItem]:
    """What this department can delegate to this window: its items that are handled there."""
    return ServiceItem.objects.filter(
        department=department, window=window, is_in_hall=True, status=ItemStatus.ACTIVE
    ).order_by("code")


def in_words(instrument: Delegation, items: int) -> str:
    """An instrument for so many items in a sentence, for its trace."""
    powers = "、".join(Power(power).label for power in instrument.powers)
    steps = "、".join(Step(step).label for step in instrument.steps)
    ceiling = f"，金额上限 {instrument.ceiling_yuan:,} 元" if instrument.ceiling_yuan else ""
    seal = f"，用章 {instrument.seal}" if instrument.seal else ""
    return (
        f"{instrument.department}授权 {instrument.window}：{powers}；环节：{steps}；{items} 个事项{ceiling}{seal}；"
        f"{day_words(instrument.valid_from)}起，{day_words(instrument.valid_to)}{'止' if instrument.valid_to else ''}"
    )
