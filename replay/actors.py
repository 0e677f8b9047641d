"""
The accounts under which the acts of a ledger are done. There are three kinds:

- one that the hall knows acts with its own rights, and is asked the same question as at a door;
- one that the hall does not know is a former member of staff: entered without a password, with the post that the act needs;
- where the line names nobody, a stand-in of the department (of the complaint centre) does it, also without a password.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from cases.models import Case
from hall.access import access_of
from hall.models import Department, Post, ServiceHall, User, Window
from hall.refusals import Refused
from hall.roles import Permission, Role
from permits.queries import windows_of

STAND_IN = "replay-"
LONGEST = 40  # characters of a name


class NotAllowed(Refused):
    """A known account may not do this, on that day."""

    code = "not-allowed"


class BadAccount(Refused):
    code = "bad-account"


@dataclass(frozen=True)
class Chair:
    """The post that an act needs when nobody known did it."""

    role: str
    hall: ServiceHall
    department: Department | None = None
    window: Window | None = None

    @property
    def place(self) -> dict[str, Any]:
        """Where a post of this role stands, as its fields."""
        if self.role == Role.CLERK and self.window is not None:
            return {"hall": self.hall, "window": self.window}
        if self.role in (Role.SECTION_CHIEF, Role.DEPARTMENT_HEAD) and self.department is not None:
            return {"hall": self.hall, "department": self.department}
        return {"hall": self.hall}


@dataclass
class Actors:
    """Accounts and their posts as this replay has met them. `forget` after a refused act: its rows are gone."""

    users: dict[str, User | None] = field(default_factory=dict)
    seated: dict[tuple[str, str], tuple[dict[str, Any], date]] = field(default_factory=dict)

    def forget(self) -> None:
        self.users.clear()
        self.seated.clear()

    def stand_in(self, chair: Chair, *, on: date) -> User:
        """
        The stand-in of a department, or (without one) of the complaint centre. Its post lasts from the first of its acts that was
        done to the last: a line that is refused leaves no day of it.
        """
        department = chair.department
        username = f"{STAND_IN}{department.code if department else 'complaints'}"
        name = f"旧账回放（{department.name if department else '投诉举报中心'}）"
        user = self._find(username) or self._enter(username, name)
        if self.seated.get((username, chair.role)) != (chair.place, on):
            _cover(user, chair, on)
            user.__dict__.pop("_access", None)  # what was read of the posts before
            self.seated[username, chair.role] = (chair.place, on)
        return user

    def named(self, username: str, chair: Chair, *, on: date) -> tuple[User, bool]:
        """Return the account and whether it acts with its own rights (the hall knows it)."""
        user = self._find(username)
        if user is not None and user.has_usable_password():
            return user, True
        user = user or self._enter(username, username)
        return self._seat(user, chair, on=on), False

    def _find(self, username: str) -> User | None:
        if username not in self.users:
            self.users[username] = User.objects.filter(username=username).first()
        return self.users[username]

    def _enter(self, username: str, name: str) -> User:
        if not 1 <= len(username) <= LONGEST or any(each.isspace() for each in username):
            raise BadAccount(f"账号最多 {LONGEST} 个字，中间不留空格", field="by")
        user = User.objects.create(username=username, display_name=name[:LONGEST], password=make_password(None))
        self.users[username] = user
        return user

    def _seat(self, user: User, chair: Chair, *, on: date) -> User:
        """Let the person hold this post on a day. A person is in one place at a time: another place begins a new post."""
        key = (user.username, chair.role)
        if self.seated.get(key) == (chair.place, on):
            return user
        posts = list(Post.objects.filter(user=user, role=chair.role).order_by("valid_from"))
        if not any(_is(post, chair) and post.valid_from <= on <= (post.valid_to or on) for post in posts):
            if not _widen(posts, chair, on=on):
                _appoint(user, posts, chair, on=on)
            user.__dict__.pop("_access", None)  # what was read of the posts before
        self.seated[key] = (chair.place, on)
        return user


def must_be_allowed(user: User, permission: Permission, *, case: int, on: date) -> None:
    """
    Ask what a page asks before it shows an act.

    :param case: primary key.
    :raises NotAllowed: the case is not among those that this account may do it on.
    """
    if not Case.objects.allowed(user, permission, on=on).filter(pk=case).exists():
        raise NotAllowed(f"{user.with_account}当天没有“{permission.value}”的权限，或者管不到这一件", field="by")


def must_register_at(user: User, window: Window, department: Department, *, on: date) -> None:
    """:raises NotAllowed: this account does not take applications for the department in at this window."""
    access = access_of(user, on=on)
    grant = access.grant(Permission.APPLICATION_HANDLE)
    if not grant.covers(department.pk) or window not in windows_of(access):
        raise NotAllowed(f"{user.with_account}当天不在 {window.number} 号窗口登记{department}的事项", field="by")


def _cover(user: User, chair: Chair, on: date) -> None:
    """Make the stand-in's one post last to this day, or from it, at least."""
    post, created = Post.objects.get_or_create(
        user=user, role=chair.role, defaults={"valid_from": on, "valid_to": on, **chair.place}
    )
    if not created and not post.valid_from <= on <= (post.valid_to or on):
        post.valid_from = min(post.valid_from, on)
        post.valid_to = max(post.valid_to or on, on)
        post.save(update_fields=["valid_from", "valid_to"])


def _is(post: Post, chair: Chair) -> bool:
    return all(getattr(post, name) == value for name, value in chair.place.items())


def _widen(posts: list[Post], chair: Chair, *, on: date) -> bool:
    """Stretch the nearest post of this place to the day, if nothing else lies between."""
    before = [post for post in posts if post.valid_from <= on]
    after = [post for post in posts if post.valid_from > on]
    if before and _is(before[-1], chair) and before[-1].valid_to is not None:
        before[-1].valid_to = on
        before[-1].save(update_fields=["valid_to"])
        return True
    if after and _is(after[0], chair) and not any((post.valid_to or on) >= on for post in before):
        after[0].valid_from = on
        after[0].save(update_fields=["valid_from"])
        return True
    return False


def _appoint(user: User, posts: list[Post], chair: Chair, *, on: date) -> None:
    """Who already holds a post of this role elsewhere on that day keeps it: the verb says whether that is enough."""
    if any(post.valid_from <= on <= (post.valid_to or on) for post in posts):
        return
    Post.objects.create(user=user, role=chair.role, valid_from=on, valid_to=on, **chair.place)
