"""What a person may do on a day, and for which departments: every page, endpoint and verb asks here."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from hall.models import Absence, Delegation, Post, User, Window
from hall.plans import Plan
from hall.prepared import ANY_DAY, DEPARTMENT, PERSON, Prepared, Roles
from hall.roles import (
    ABOUT_CENTRE,
    BOTH,
    ITSELF,
    OF_COMPLAINTS,
    OF_THE_CENTRE,
    OF_WHO_IS_NAMED,
    ROLES,
    UNSEEN_BY_THEM,
    Permission,
    Reach,
    RoleTerms,
)
from hall.rows import Columns, stored


@dataclass(frozen=True)
class Grant:
    """One permission's reach: the whole hall, or some departments and what no department answers for, the complaint centre's."""

    everywhere: bool = False
    departments: frozenset[int] = frozenset()
    centre: bool = False
    works_for: frozenset[int] = frozenset()  # whose people see no complaint about them, whatever other post they hold
    about_centre: frozenset[bool] = BOTH  # complaints about the centre itself, all others, or both
    holder: int | None = None  # whoever has it for the cards that name them, wherever these are
    person: int | None = None  # its holder, where single complaints may be kept from single people
    of_the_centre: bool = False  # one of those whom a complaint about the centre itself is about

    @property
    def reaches_both(self) -> bool:
        return self.about_centre == BOTH

    @property
    def opens_cards(self) -> bool:
        """Whether there can be a card within its reach, be it one that names its holder."""
        return bool(self) or self.holder is not None

    def __bool__(self) -> bool:
        return self.everywhere or self.centre or bool(self.departments)

    def covers(self, department_id: int | None) -> bool:
        return self.everywhere or (self.centre if department_id is None else department_id in self.departments)

    def sees(self, hidden_from: int | None, *, about_centre: bool, kept_from: Collection[int] = ()) -> bool:
        """
        Whether nothing hides a case: not from who works for the department that it is about, nor from the centre's own people, nor
        from this person, who is off it or whom it is about.
        """
        return hidden_from not in self.works_for and about_centre in self.about_centre and self.person not in kept_from

    def joined(self, other: "Grant") -> "Grant":
        return Grant(
            self.everywhere or other.everywhere,
            self.departments | other.departments,
            self.centre or other.centre,
            self.works_for | other.works_for,
            self.about_centre | other.about_centre,
        )

    def in_general(self, roles: Roles) -> "Grant":
        """A grant of the same shape, with stand-ins for its departments and its holder; see hall.prepared.of_its_shape."""
        return replace(
            self,
            departments=roles.of(DEPARTMENT, self.departments),
            works_for=roles.of(DEPARTMENT, self.works_for),
            holder=roles.of_one(PERSON, self.holder),
            person=roles.of_one(PERSON, self.person),
        )

    def as_filter(self, path: str) -> Q:
        """The same predicate for a queryset; `path` leads to the department's id."""
        if self.everywhere:
            return Q()
        named = Q(**{f"{path}__in": self.departments})
        return named | Q(**{f"{path}__isnull": True}) if self.centre else named


@dataclass
class Access:
    """
    What one person may do on one day, read once from the posts held that day.

    `deputised` are the posts of people who are away that this person holds for them: they give what the post gives.
    """

    person: int | None = None
    posts: list[Post] = field(default_factory=list)
    deputised: list[Post] = field(default_factory=list)
    grants: dict[Permission, Grant] = field(default_factory=dict)
    # item → what the windows were given for it, kept as the posts are; see hall.powers
    instruments: dict[int, list[Delegation]] = field(default_factory=dict, compare=False, repr=False)
    _answers: dict[Permission, Grant] = field(default_factory=dict, compare=False, repr=False)

    def grant(self, permission: Permission) -> Grant:
        """A page asks some fifty times: what was answered once is kept as long as this value, which is not changed any more."""
        answer = self._answers.get(permission)
        if answer is None:
            answer = self._answers[permission] = self._grant(permission)
        return answer

    def _grant(self, permission: Permission) -> Grant:
        grant = self.grants.get(permission, Grant())
        holder = self.person if self.posts and permission in OF_WHO_IS_NAMED else None
        if not grant and holder is None:
            return Grant()
        of_the_centre = any(post.role in OF_THE_CENTRE for post in self.posts)
        unseen = of_the_centre and permission in UNSEEN_BY_THEM
        return replace(
            grant,
            works_for=self.departments,
            about_centre=grant.about_centre - ITSELF if unseen else grant.about_centre,
            holder=holder,
            person=self.person if permission in OF_COMPLAINTS else None,
            of_the_centre=of_the_centre,
        )

    def as_the_accused(self) -> Grant:
        """What tells whether a complaint is about this person, their department, or the centre whose own they are."""
        of_the_centre = any(post.role in OF_THE_CENTRE for post in self.posts)
        return Grant(works_for=self.departments, person=self.person, of_the_centre=of_the_centre)

    @property
    def windows(self) -> list[Window]:
        return [post.window for post in [*self.posts, *self.deputised] if post.window is not None]

    @property
    def departments(self) -> frozenset[int]:
        """Departments this person works for (not the ones merely overseen)."""
        return frozenset().union(*(_own_departments(post) for post in [*self.posts, *self.deputised]))

    def stood_in_for(self) -> Iterator[tuple[int, frozenset[int]]]:
        """Whose place this person takes, with the departments of their post."""
        for post in self.deputised:
            yield post.user_id, _own_departments(post)

    def acts_for(self, permission: Permission, department_id: int | None) -> Post | None:
        """The absent person's post on which this permission rests; None when an own post gives it, or nothing does."""
        if any(_gives(post, permission, department_id) for post in self.posts):
            return None
        return next((post for post in self.deputised if _gives(post, permission, department_id)), None)


def access_of(user: User | AnonymousUser, *, on: date) -> Access:
    """Return what `user` may do on a day; nothing for an anonymous or inactive person."""
    if not user.is_authenticated or not user.is_active:
        return Access()
    reading = getattr(user, "_access", None)
    if reading is None or reading[0] != on:
        reading = (on, _read(user, on))
        user._access = reading  # type: ignore[attr-defined]  # one read per request: the user object lives as long
    return reading[1]


def current_posts(on: date):
    return Post.objects.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def holders(permission: Permission, department: int | None, *, on: date) -> list[Post]:
    """Who may use this permission on cases of a department that day: their posts, for a page that says whom to ask."""
    posts = _giving(permission).rows(on)
    return [post for post in posts if ROLES[post.role].reach is Reach.HALL or department in _own_departments(post)]


@cache
def _giving(permission: Permission) -> Prepared[Post]:
    """The posts of a day that give a permission."""
    roles = [role for role, terms in ROLES.items() if permission in terms.permissions]
    posts = current_posts(ANY_DAY).filter(role__in=roles, user__is_active=True).select_related("user", "window")
    return Prepared(lambda: posts.prefetch_related("window__departments").order_by("role", "id"), ANY_DAY)


# Every page and every act begins with this question: as SQL it takes a quarter of what building it anew each time does.
_POST = Columns(Post, "post")
_POSTS = """
SELECT {columns}, {person} AS reader, place.hall_id, place.number, place.name, place.is_comprehensive,
       ARRAY(SELECT department_id FROM hall_window_departments WHERE window_id = post.window_id)
FROM {people} hall_post post LEFT JOIN hall_window place ON place.id = post.window_id
WHERE post.valid_from <= $2 AND (post.valid_to IS NULL OR post.valid_to >= $2)
  AND (post.user_id = {person} OR post.id IN (
      SELECT post_id FROM hall_absence WHERE deputy_id = {person} AND valid_from <= $2 AND valid_to >= $2))
ORDER BY post.id
"""
_POSTS_OF_ONE = Plan(_POSTS.format(columns=_POST.sql, people="", person="$1"), ["bigint", "date"])
_POSTS_OF_ALL = Plan(
    _POSTS.format(columns=_POST.sql, people="unnest($1) one (id) CROSS JOIN", person="one.id"), ["bigint[]", "date"]
)


def accesses_of(users: Iterable[User], *, on: date) -> list[Access]:
    """What each of some active people may do on a day, in one query."""
    posts: dict[int, list[Post]] = {user.pk: [] for user in users}
    for row in _POSTS_OF_ALL.rows(list(posts), on):
        reader, post = _post(row)
        posts[reader].append(post)
    return [_from(rows, user) for user, rows in posts.items()]


def _read(user: User, on: date) -> Access:
    """One query: the posts held, those held for somebody absent, and what the windows among them serve."""
    return _from((_post(row)[1] for row in _POSTS_OF_ONE.rows(user.pk, on)), user.pk)


def _post(row: Sequence[Any]) -> tuple[int, Post]:
    """Whose access a row of _POSTS is read for, and the post, with the window and what that serves."""
    post, (reader, *place, serves) = _POST.of(row)
    if post.window_id:
        post.window = stored(Window, ("id", "hall_id", "number", "name", "is_comprehensive"), (post.window_id, *place))
        post.window.serves = frozenset(serves)
    return reader, post


def _from(posts: Iterable[Post], user: int) -> Access:
    access = Access(person=user)
    for post in posts:
        (access.posts if post.user_id == user else access.deputised).append(post)
    for post in [*access.posts, *access.deputised]:
        terms = ROLES[post.role]
        grant = Grant(everywhere=terms.reach is Reach.HALL, departments=_own_departments(post))
        centre = Grant(centre=True)
        for permission, reach in _reaches(terms, grant, centre):
            about_centre = ABOUT_CENTRE.get((post.role, permission), BOTH)
            reach = replace(reach, about_centre=about_centre)
            before = access.grants.get(permission)
            access.grants[permission] = before.joined(reach) if before else reach
    return access


def _reaches(terms: RoleTerms, grant: Grant, centre: Grant) -> Iterator[tuple[Permission, Grant]]:
    """What a post gives: its permissions for its place, and those for what no department answers for."""
    yield from ((permission, grant) for permission in terms.permissions)
    yield from ((permission, centre) for permission in terms.of_the_centre)


def absences_on(on: date) -> QuerySet[Absence]:
    """Absences of a day from posts that are held on it."""
    in_force = Q(post__valid_to__isnull=True) | Q(post__valid_to__gte=on)
    return Absence.objects.filter(in_force, valid_from__lte=on, valid_to__gte=on, post__valid_from__lte=on)


def _gives(post: Post, permission: Permission, department_id: int | None) -> bool:
    terms = ROLES[post.role]
    return permission in terms.permissions and (terms.reach is Reach.HALL or department_id in _own_departments(post))


def _own_departments(post: Post) -> frozenset[int]:
    if ROLES[post.role].reach is Reach.WINDOW and post.window is not None:
        return post.window.serves
    return frozenset({post.department_id} if post.department_id else ())
