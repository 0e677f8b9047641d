"""People and their posts: appointed from a day, ended with a day; the account that goes with them."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from rest_framework.authtoken.models import Token

from hall.models import Post, User
from hall.organising.trace import CannotChangeStaff, begin, day_words
from hall.people import CannotAddPerson, NewPost, add_person

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another on paper
PASSWORD_LENGTH = 14


@dataclass(frozen=True)
class Entered:
    """A person who was given an account, and the password that opens it once. It exists in clear only here."""

    user: User
    password: str


@transaction.atomic
def enter_person(*, username: str, name: str, post: NewPost, reason: str, by: User, at: datetime) -> Entered:
    """
    Give a person an account and a first post. They must choose a password of their own when they first sign in.

    :raises CannotAddPerson: see hall.people.add_person. :raises CannotChangeStaff: no reason.
    """
    change = begin(reason=reason, by=by, at=at)
    _in_order(post)
    password = _password()
    first = add_person(username=username, name=name, password=password, post=post)
    User.objects.filter(pk=first.user_id).update(must_change_password=True)
    change.leave(first.user, "enter", f"开设账号 {username}（{first.user}）")
    change.leave(first, "appoint", _appointed(first))
    return Entered(first.user, password)


@transaction.atomic
def appoint(*, user: User, post: NewPost, reason: str, by: User, at: datetime) -> Post:
    """
    Give a person another post from a day on.

    :raises CannotAddPerson: unknown role or place. :raises CannotChangeStaff: a post of this role on these days already.
    """
    change = begin(reason=reason, by=by, at=at)
    _in_order(post)
    post.place()
    until = Q() if post.valid_to is None else Q(valid_from__lte=post.valid_to)
    meanwhile = user.posts.filter(until, Q(valid_to__isnull=True) | Q(valid_to__gte=post.valid_from), role=post.role)
    if (other := meanwhile.first()) is not None:
        raise CannotChangeStaff(f"{user}在这段时间已经是{other.title}，先终止那个岗位", field="valid_from")
    another = post.of(user)
    change.leave(another, "appoint", _appointed(another))
    return another


@transaction.atomic
def end_post(*, post: Post, valid_to: date, reason: str, by: User, at: datetime) -> Post:
    """
    End a post: `valid_to` is its last day, today at the earliest.

    :raises CannotChangeStaff: a day in the past, before the post began, or after the end it has.
    """
    change = begin(reason=reason, by=by, at=at)
    locked = Post.objects.select_for_update(of=("self",)).select_related("user", "window", "department", "hall")
    post = locked.get(pk=post.pk)
    change.not_before_today(valid_to, "最后一天不能早于今天；要马上停用，停用账号", "valid_to")
    change.end(post, valid_to, what="这个岗位", begins="岗位开始")
    change.leave(post, "end", f"{post}到{day_words(valid_to)}为止")
    return post


@transaction.atomic
def reset_password(*, user: User, reason: str, by: User, at: datetime) -> Entered:
    """Give a person a new password that opens the account once; the old one is void."""
    change = begin(reason=reason, by=by, at=at)
    password = _password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    Token.objects.filter(user=user).delete()  # whoever knew the old password may hold one
    change.leave(user, "reset", f"重置 {user.username}（{user}）的密码")
    return Entered(user, password)


@transaction.atomic
def open_or_close(*, user: User, is_active: bool, reason: str, by: User, at: datetime) -> User:
    """
    Close an account at once, or open it again. The posts stay as they are dated.

    :raises CannotChangeStaff: one's own account, or nothing to change.
    """
    change = begin(reason=reason, by=by, at=at)
    if user == by:
        raise CannotChangeStaff("不能停用自己的账号")
    if user.is_active is is_active:
        raise CannotChangeStaff("账号本来就是启用的" if is_active else "账号本来就是停用的")
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    act, words = ("open", "启用") if is_active else ("close", "停用")
    change.leave(user, act, f"{words}账号 {user.username}（{user}）")
    return user


def _password() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(PASSWORD_LENGTH))


def _in_order(post: NewPost) -> None:
    if post.valid_to is not None and post.valid_to < post.valid_from:
        raise CannotAddPerson("最后一天不能早于第一天", field="valid_to")


def _appointed(post: Post) -> str:
    return f"{post}，{day_words(post.valid_from)}起，{day_words(post.valid_to)}{'止' if post.valid_to else ''}"
