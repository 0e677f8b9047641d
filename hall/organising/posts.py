"""People and their posts: appointed from a day, ended with a day; the account that goes with them."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from rest_framework.authtoken.models import Token

from hall.models import Post, StaffChange, User
from hall.organising.trace import CannotChangeStaff, begin, leave, not_before, said_day
from hall.people import CannotAddPerson, add_person, find_place

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another on paper
PASSWORD_LENGTH = 14
POST, PERSON = StaffChange.Subject.POST, StaffChange.Subject.PERSON


@dataclass(frozen=True)
class Entered:
    """A person who was given an account, and the password that opens it once. It exists in clear only here."""

    user: User
    password: str


@transaction.atomic
def enter_person(
    *, username: str, name: str, role: str, valid_from: date, reason: str, by: User, at: datetime,
    window: str = "", department: str = "", valid_to: date | None = None,
) -> Entered:  # fmt: skip
    """
    Give a person an account and a first post. They must choose a password of their own when they first sign in.

    :raises CannotAddPerson: see hall.people.add_person. :raises CannotChangeStaff: no reason.
    """
    reason = begin(reason)
    _in_order(valid_from, valid_to)
    password = _password()
    post = add_person(
        username=username, name=name, role=role, password=password, valid_from=valid_from, valid_to=valid_to,
        window=window, department=department,
    )  # fmt: skip
    User.objects.filter(pk=post.user_id).update(must_change_password=True)
    leave(PERSON, post.user_id, "enter", f"开设账号 {username}（{post.user}）", reason=reason, by=by, at=at)
    leave(POST, post.pk, "appoint", _appointed(post), reason=reason, by=by, at=at)
    return Entered(post.user, password)


@transaction.atomic
def appoint(
    *, user: User, role: str, valid_from: date, reason: str, by: User, at: datetime, window: str = "",
    department: str = "", valid_to: date | None = None,
) -> Post:  # fmt: skip
    """
    Give a person another post from a day on.

    :raises CannotAddPerson: unknown role or place. :raises CannotChangeStaff: a post of this role on these days already.
    """
    reason = begin(reason)
    _in_order(valid_from, valid_to)
    place = find_place(role=role, window=window.strip(), department=department.strip())
    until = Q() if valid_to is None else Q(valid_from__lte=valid_to)
    meanwhile = Post.objects.filter(until, Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from), user=user, role=role)
    if (other := meanwhile.first()) is not None:
        raise CannotChangeStaff(
            f"{user}在这段时间已经是{other.get_role_display()}（{other.window or other.department or other.hall}），先终止那个岗位",
            field="valid_from",
        )
    post = Post.objects.create(user=user, role=role, valid_from=valid_from, valid_to=valid_to, **place)
    leave(POST, post.pk, "appoint", _appointed(post), reason=reason, by=by, at=at)
    return post


@transaction.atomic
def end_post(*, post: Post, valid_to: date, reason: str, by: User, at: datetime) -> Post:
    """
    End a post: `valid_to` is its last day, today at the earliest.

    :raises CannotChangeStaff: a day in the past, before the post began, or after the end it has.
    """
    reason = begin(reason)
    post = (
        Post.objects.select_for_update(of=("self",))
        .select_related("user", "window", "department", "hall")
        .get(pk=post.pk)
    )
    not_before(valid_to, timezone.localdate(at), "最后一天不能早于今天；要马上停用，停用账号", "valid_to")
    if valid_to < post.valid_from:
        raise CannotChangeStaff("最后一天不能早于岗位开始的那一天", field="valid_to")
    if post.valid_to is not None and valid_to >= post.valid_to:
        raise CannotChangeStaff(f"这个岗位本来就到{said_day(post.valid_to)}为止", field="valid_to")
    post.valid_to = valid_to
    post.save(update_fields=["valid_to"])
    leave(POST, post.pk, "end", f"{post}到{said_day(valid_to)}为止", reason=reason, by=by, at=at)
    return post


@transaction.atomic
def reset_password(*, user: User, reason: str, by: User, at: datetime) -> Entered:
    """Give a person a new password that opens the account once; the old one is void."""
    reason = begin(reason)
    password = _password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    Token.objects.filter(user=user).delete()  # whoever knew the old password may hold one
    leave(PERSON, user.pk, "reset", f"重置 {user.username}（{user}）的密码", reason=reason, by=by, at=at)
    return Entered(user, password)


@transaction.atomic
def open_or_close(*, user: User, is_active: bool, reason: str, by: User, at: datetime) -> User:
    """
    Close an account at once, or open it again. The posts stay as they are dated.

    :raises CannotChangeStaff: one's own account, or nothing to change.
    """
    reason = begin(reason)
    if user == by:
        raise CannotChangeStaff("不能停用自己的账号")
    if user.is_active is is_active:
        raise CannotChangeStaff("账号本来就是启用的" if is_active else "账号本来就是停用的")
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    deed = "启用" if is_active else "停用"
    leave(
        PERSON,
        user.pk,
        "open" if is_active else "close",
        f"{deed}账号 {user.username}（{user}）",
        reason=reason,
        by=by,
        at=at,
    )
    return user


def _password() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(PASSWORD_LENGTH))


def _in_order(valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to < valid_from:
        raise CannotAddPerson("最后一天不能早于第一天", field="valid_to")


def _appointed(post: Post) -> str:
    return f"{post}，{said_day(post.valid_from)}起，{said_day(post.valid_to)}{'止' if post.valid_to else ''}"
