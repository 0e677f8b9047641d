"""People and their posts: appointed from a day, ended with a day; the account that goes with them."""

import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hall import tokens
from hall.access import current_posts
from hall.horizon import must_begin_in_sight
from hall.models import Post, PostProposal, User
from hall.organising import sight
from hall.organising.confirming import (
    must_be_free,
    must_leave_a_watcher,
    propose,
    the_day_after,
    watched,
    who_may_confirm,
)
from hall.organising.trace import CannotChangeStaff, Change, begin, day_words
from hall.people import CannotAddPerson, NewPerson, NewPost, open_account
from hall.roles import BY_TWO_PEOPLE

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another on paper
PASSWORD_LENGTH = 14


@dataclass(frozen=True)
class Entered:
    """
    A person who was given an account, and the password that opens it once. It exists in clear only here.

    :param post: their first post, or that it waits for a second person; None where only a password was given.
    """

    user: User
    password: str
    post: Post | PostProposal | None = None


@transaction.atomic
def enter_person(*, person: NewPerson, post: NewPost, reason: str, by: User, at: datetime) -> Entered:
    """
    Give a person an account and a first post. They must choose a password of their own when they first sign in.

    :raises CannotAddPerson: see hall.people.add_person. :raises CannotChangeStaff: no reason.
    """
    change = begin(reason=reason, by=by, at=at)
    _in_order(post, at)
    password = _password()
    user = _open(person, password, post, change)
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    return Entered(user, password, _appoint(user, post, change))


@transaction.atomic
def enter_from_server(
    *, username: str, name: str, password: str, post: NewPost, at: datetime, is_another: bool = False
) -> Post | PostProposal:
    """
    Give a person an account and a first post, by the word of whoever runs the server. A post that takes two people waits for
    one of those who may confirm; in a hall that has none of them yet it stands at once, or none could ever begin. The password is
    the operator's: as of enter_person it opens the account once.

    :raises CannotAddPerson: see hall.people.add_person.
    """
    change = begin(reason="服务器上的命令 add_person", by=None, at=at)
    _in_order(post, at)
    user = _open(NewPerson(username, name, is_another), password, post, change)
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    if who_may_confirm(user, proposer=None, on=timezone.localdate(at)):
        return _appoint(user, post, change)
    return _stands(user, post, change)


@transaction.atomic
def appoint(*, user: User, post: NewPost, reason: str, by: User, at: datetime) -> Post | PostProposal:
    """
    Give a person another post from a day on, or propose one that takes two people: also a window, for a watcher who would see
    less from there (decision 136).

    :raises CannotAddPerson: unknown role or place. :raises CannotChangeStaff: oneself; a post of this role on these days already;
        nobody of a watcher's role would see the department.
    """
    change = begin(reason=reason, by=by, at=at)
    if user == by:
        raise CannotChangeStaff("不能给自己安排岗位，由另一个人办")
    _in_order(post, at)
    post.place()
    must_be_free(user, post)
    return _appoint(user, post, change)


@transaction.atomic
def end_post(*, post: Post, valid_to: date, reason: str, by: User, at: datetime) -> Post:
    """
    End a post: `valid_to` is its last day, today at the earliest.

    :raises CannotChangeStaff: a day in the past, before the post began, or after the end it has; or nobody would be left who
        watches (decision 124).
    """
    change = begin(reason=reason, by=by, at=at)
    locked = Post.objects.select_for_update(of=("self",)).select_related("user", "window", "department", "hall")
    post = locked.get(pk=post.pk)
    change.not_before_today(valid_to, "最后一天不能早于今天；要马上停用，停用账号", "valid_to")
    change.end(post, valid_to, what="这个岗位", begins="岗位开始")
    must_leave_a_watcher(post.user, roles=[post.role], on=the_day_after(valid_to))
    concerns = post.user if post.role in BY_TWO_PEOPLE else None
    change.leave(post, "end", f"{post}到{day_words(valid_to)}为止", concerns=concerns)
    return post


@transaction.atomic
def reset_password(*, user: User, reason: str, by: User, at: datetime) -> Entered:
    """Give a person a new password that opens the account once; the old one is void."""
    change = begin(reason=reason, by=by, at=at)
    password = _password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    tokens.end_all(user)  # whoever knew the old password may hold one
    concerns = watched(user, on=timezone.localdate(at))
    change.leave(user, "reset", f"重置 {user.username}（{user.display_name}）的密码", concerns=concerns)
    return Entered(user, password)


@transaction.atomic
def open_or_close(*, user: User, is_active: bool, reason: str, by: User, at: datetime) -> User:
    """
    Close an account at once, or open it again. The posts stay as they are dated; sessions and tokens of before are void for good.

    :raises CannotChangeStaff: one's own account, nothing to change, or the last one of those who watch (decision 124).
    """
    change = begin(reason=reason, by=by, at=at)
    if user == by:
        raise CannotChangeStaff("不能停用自己的账号")
    if user.is_active is is_active:
        raise CannotChangeStaff("账号本来就是启用的" if is_active else "账号本来就是停用的")
    today = timezone.localdate(at)
    if not is_active:
        must_leave_a_watcher(
            user, roles=current_posts(today).filter(user=user).values_list("role", flat=True), on=today
        )
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    if not is_active:
        User.objects.filter(pk=user.pk).update(closings=F("closings") + 1)
        user.refresh_from_db(fields=["closings"])
        tokens.end_all(user)
    act, words = ("open", "启用") if is_active else ("close", "停用")
    concerns = watched(user, on=today)
    change.leave(user, act, f"{words}账号 {user.username}（{user.display_name}）", concerns=concerns)
    return user


def _open(person: NewPerson, password: str, post: NewPost, change: Change) -> User:
    post.place()
    user = open_account(**asdict(person), password=password)
    change.leave(user, "enter", f"开设账号 {user.username}（{user.display_name}）")
    return user


def _appoint(user: User, post: NewPost, change: Change) -> Post | PostProposal:
    departments, first, last = sight.departments_of(post), post.valid_from, post.valid_to
    sight.must_leave_sight(user, departments, first=first, last=last)
    if post.role in BY_TWO_PEOPLE or sight.taken(user, departments, first=first, last=last):
        return propose(user, post, change)
    return _stands(user, post, change)


def _stands(user: User, post: NewPost, change: Change) -> Post:
    another = post.of(user)
    change.leave(another, "appoint", _appointed(another))
    return another


def _password() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(PASSWORD_LENGTH))


def _in_order(post: NewPost, at: datetime) -> None:
    must_begin_in_sight(post.valid_from, today=timezone.localdate(at), field="valid_from", refusal=CannotAddPerson)
    if post.valid_to is not None and post.valid_to < post.valid_from:
        raise CannotAddPerson("最后一天不能早于第一天", field="valid_to")


def _appointed(post: Post) -> str:
    return f"{post}，{day_words(post.valid_from)}起，{day_words(post.valid_to)}{'止' if post.valid_to else ''}"
