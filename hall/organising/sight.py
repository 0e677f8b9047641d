"""
Whose sight a change of posts takes away (decision 136): who works for a department sees no complaint about it and rules on none of
its cards (rules C3). A watcher who is put there sees that much less, and somebody of the same role has to be left who does see.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Q

from hall.access import access_of, current_posts
from hall.models import Department, Post, User, Window
from hall.organising.trace import CannotChangeStaff, day_words
from hall.people import NewPost
from hall.roles import Role

WATCHERS = (
    Role.COMPLAINT_OFFICER,
    Role.OFFICE,
    Role.INSPECTOR,
)  # who watch over everybody else; none of the three is ever missing, nor blind on one department
A_DAY = timedelta(days=1)
Sight = dict[User, frozenset[int]]


def departments_of(post: NewPost) -> frozenset[int]:
    """For which departments somebody in a post works: ids."""
    place = post.place()
    if (window := place.get("window")) is not None:
        return window.serves  # type: ignore[union-attr]
    department = place.get("department")
    return frozenset({department.pk} if department is not None else ())


def taken(user: User, departments: Collection[int], *, first: date, last: date | None) -> list[Department]:
    """
    The departments on which somebody would be blind who watches on one of these days: that of a post there, for whoever does not
    work for them anyhow. Empty for whoever does not watch.
    """
    further: set[int] = set()
    for on in _turns(first, last):
        if _watches(user, on=on):
            further |= set(departments) - _works_for(user, on=on)
    return list(Department.objects.filter(pk__in=further))


def must_leave_sight(user: User, departments: Collection[int], *, first: date, last: date | None) -> None:
    """:raises CannotChangeStaff: with a post there from one day to another nobody of their role would see one of the departments."""
    for on in _turns(first, last):
        _must_be_seen({user: frozenset(departments)}, on=on)


def must_leave_who_sees(user: User, *, roles: Iterable[str], on: date) -> None:
    """:raises CannotChangeStaff: without this person nobody who sees one of the departments would hold one of these roles on a day."""
    for role in WATCHERS:
        others = {person: works_for for person, works_for in _watching(role, on=on).items() if person != user}
        if role in roles and others:
            _must_see(role, _blind(others) - _works_for(user, on=on), on=on)


def of_window(window: Window, further: Iterable[Department], *, today: date) -> list[tuple[Post, list[Department]]]:
    """Whoever watches and has a post at a window on which further departments are put: with those they would be blind on."""
    ids = [department.pk for department in further]
    posts = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), window=window).select_related("user")
    each = ((post, taken(post.user, ids, first=max(today, post.valid_from), last=post.valid_to)) for post in posts)
    return [(post, blind) for post, blind in each if blind]


def must_leave_sight_at(window: Window, further: Iterable[Department], *, today: date) -> None:
    """:raises CannotChangeStaff: with further departments at their window nobody of a watcher's role would see one of them."""
    ids = frozenset(department.pk for department in further)
    for on in _turns(today, None):
        people = User.objects.filter(posts__in=current_posts(on).filter(window=window))
        _must_be_seen(dict.fromkeys(people, ids), on=on)


def words(user: User, blind: Iterable[Department]) -> str:
    """What somebody loses by it, in a sentence; "" for nothing."""
    names = "、".join(map(str, blind))
    return f"{user}从此看不到反映{names}的投诉举报，也不裁定{names}的红黄牌" if names else ""


def _must_be_seen(further: Sight, *, on: date) -> None:
    """:raises CannotChangeStaff: if these people work for further departments on a day, a role has nobody left who sees one of them."""
    for role in WATCHERS:
        before = _watching(role, on=on)
        after = {person: works_for | further.get(person, frozenset()) for person, works_for in before.items()}
        _must_see(role, _blind(after) - _blind(before), on=on)


def _must_see(role: str, departments: Collection[int], *, on: date) -> None:
    names = "、".join(map(str, Department.objects.filter(pk__in=departments)))
    if names:
        label = Role(role).label
        raise CannotChangeStaff(
            f"{day_words(on)}起就没有看得到{names}的{label}了"
            f"（在那里有岗位的人看不到反映它的投诉举报，也不裁定它的红黄牌）：先另设一名{label}"
        )


def _watching(role: str, *, on: date) -> Sight:
    """Who holds a role on a day and can sign in, each with the departments that they work for."""
    posts = current_posts(on).filter(role=role, user__is_active=True)
    return {person: _works_for(person, on=on) for person in User.objects.filter(posts__in=posts).distinct()}


def _blind(watching: Sight) -> frozenset[int]:
    """Departments that none of them sees; of nobody it is said elsewhere that the role is empty."""
    return frozenset.intersection(*watching.values()) if watching else frozenset()


def _watches(user: User, *, on: date) -> list[str]:
    posts = current_posts(on).filter(user=user, role__in=WATCHERS, user__is_active=True)
    return list(posts.values_list("role", flat=True).distinct())


def _works_for(user: User, *, on: date) -> frozenset[int]:
    return access_of(User.objects.get(pk=user.pk), on=on).departments  # afresh: posts were written since


def _turns(first: date, last: date | None) -> list[date]:
    """The days from one to another on which it may begin to be otherwise: the first one, and those on which a watcher comes or goes."""
    people = User.objects.filter(posts__role__in=WATCHERS)
    posts = Post.objects.filter(user__in=people).values_list("valid_from", "valid_to")
    days = {day for begins, ends in posts for day in (begins, ends + A_DAY if ends else begins)}
    return [first, *sorted(day for day in days if first < day and (last is None or day <= last))]
