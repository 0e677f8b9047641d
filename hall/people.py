"""Bringing people in: an account and the post from which everything they may do is derived."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from hall import texts, tokens
from hall.models import Department, Post, ServiceHall, User, Window
from hall.organising.trace import Change
from hall.refusals import Refused
from hall.roles import ROLES, Reach, Role

LONGEST_NAME = 40
CURRENT_IS_WRONG = "现在的密码不对，核对后再填"
PASSWORD_REASONS = {
    "password_too_short": "密码至少 {min_length} 个字符",
    "password_too_common": "这个密码太常见，换一个",
    "password_entirely_numeric": "密码不能全是数字",
    "password_too_similar": "密码和用户名或姓名太像，换一个",
}


class CannotAddPerson(Refused):
    code = "cannot-add-person"
    sentence = "不能添加这个人"


@dataclass(frozen=True)
class NewPerson:
    """
    Who is to have an account.

    :param is_another: somebody else than those who have this name already.
    """

    username: str
    name: str
    is_another: bool = False


@dataclass(frozen=True)
class NewPost:
    """
    A post that somebody is to have, from one day to another (None: for good), by the names that people use.

    :param window: number of the window; needed by a clerk, and by nobody else.
    :param department: name or code; needed by a section chief or a department head, and by nobody else.
    """

    role: str
    valid_from: date
    valid_to: date | None = None
    window: str = ""
    department: str = ""

    def place(self) -> dict[str, ServiceHall | Department | Window]:
        """
        Return the hall and the window or department where the role stands, as fields of a Post.

        :raises CannotAddPerson: unknown role or place, or a place that does not fit the role.
        """
        if self.role not in Role.values:
            roles = "、".join(f"{role}（{label}）" for role, label in Role.choices)
            raise CannotAddPerson(f"没有角色“{self.role}”；可用的角色：{roles}", field="role")
        reach, label = ROLES[self.role].reach, Role(self.role).label
        if bool(self.window) is not (reach is Reach.WINDOW):
            raise CannotAddPerson(f"{label}{'要写明' if not self.window else '不写'}窗口", field="window")
        if bool(self.department) is not (reach is Reach.DEPARTMENT):
            raise CannotAddPerson(f"{label}{'要写明' if not self.department else '不写'}部门", field="department")
        hall = ServiceHall.objects.order_by("id").first()
        if hall is None:
            raise CannotAddPerson("还没有政务服务中心，先导入事项目录")
        if self.window:
            return {"hall": hall, "window": _window(hall, self.window.strip())}
        return {"hall": hall, "department": _department(self.department.strip())} if self.department else {"hall": hall}

    def of(self, user: User) -> Post:
        """Write the post. :raises CannotAddPerson: see `place`."""
        days = {"valid_from": self.valid_from, "valid_to": self.valid_to}
        return Post.objects.create(user=user, role=self.role, **days, **self.place())


@transaction.atomic
def add_person(*, username: str, name: str, password: str, post: NewPost, is_another: bool = False) -> Post:
    """
    Create a person and their first post.

    :raises CannotAddPerson: unknown role or place, a place that does not fit the role, a user name that is taken or
        malformed, a weak password.
    """
    post.place()
    return post.of(open_account(username=username, name=name, password=password, is_another=is_another))


def open_account(*, username: str, name: str, password: str, is_another: bool = False) -> User:
    """
    Create a person, who may do nothing yet. People of one name are told apart by their user names from then on.

    :param is_another: somebody else than those who have this name already.
    :raises CannotAddPerson: a user name that is taken, in whatever case, or malformed; a name that is taken; a weak password.
    """
    try:
        name = texts.line(name)
    except texts.Unseen as unseen:
        raise CannotAddPerson(f"姓名：{unseen}", field="name") from None
    if (other := User.objects.filter(username__iexact=username).first()) is not None:
        raise CannotAddPerson(f"用户名“{other.username}”已经有人用了，用户名不分大小写", field="username")
    namesakes = User.objects.filter(display_name=name)
    user = User(username=username, display_name=name)
    if namesakes.exists():
        if not is_another:
            raise CannotAddPerson(_whether_the_same(namesakes), field="name")
        user.has_namesake = True
        namesakes.update(has_namesake=True)
    user.set_password(password)
    _check(user, password)
    user.save()
    return user


def _whether_the_same(namesakes: Iterable[User]) -> str:
    accounts = "、".join(each.with_account + ("" if each.is_active else "，已停用") for each in namesakes)
    return f"已有 {accounts}：是同一个人就不要另开，在原来的账号上添加岗位；是另一个人，勾选“同名的另一个人”"


class CannotChoosePassword(Refused):
    code = "cannot-choose-password"


@transaction.atomic
def choose_password(*, user: User, current: str, password: str, again: str, at: datetime) -> User:
    """
    Let a person choose their own password. Whatever was signed in with the old one is void: sessions elsewhere, tokens.

    :raises CannotChoosePassword: the present one is wrong, the two differ, it is the same, or a weak one.
    """
    if not user.check_password(current):
        raise CannotChoosePassword(CURRENT_IS_WRONG, field="current")
    if password != again:
        raise CannotChoosePassword("两次填的不一样，重填一次", field="again")
    if password == current:
        raise CannotChoosePassword("新密码要和现在的不一样", field="password")
    if weakness := _weakness(password, user):
        raise CannotChoosePassword(weakness, field="password")
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    tokens.end_all(user)
    Change("本人换密码", user, at).leave(user, "own", f"{user}换成自己的密码")
    return user


def _window(hall: ServiceHall, number: str) -> Window:
    window = Window.objects.filter(hall=hall, number=number).first()
    if window is None:
        numbers = "、".join(Window.objects.filter(hall=hall).values_list("number", flat=True))
        raise CannotAddPerson(f"没有 {number} 号窗口；有：{numbers}", field="window")
    return window


def _department(text: str) -> Department:
    department = Department.objects.filter(name=text).first() or Department.objects.filter(code=text.upper()).first()
    if department is None:
        names = "、".join(Department.objects.values_list("name", flat=True))
        raise CannotAddPerson(f"没有部门“{text}”；有：{names}", field="department")
    return department


def _check(user: User, password: str) -> None:
    if not 1 <= len(user.display_name) <= LONGEST_NAME:
        raise CannotAddPerson(f"写明姓名，最多 {LONGEST_NAME} 个字", field="name")
    if not re.fullmatch(r"[\w.@+-]{1,150}", user.username):
        raise CannotAddPerson("用户名用字母、数字、中文和 . @ + - _，中间不留空格", field="username")
    if weakness := _weakness(password, user):
        raise CannotAddPerson(weakness, field="password")


def _weakness(password: str, user: User) -> str:
    """What is wrong with a password, in a sentence; "" when nothing is."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return "；".join(
            PASSWORD_REASONS.get(one.code or "", one.messages[0]).format(**one.params or {}) for one in error.error_list
        )
    return ""
