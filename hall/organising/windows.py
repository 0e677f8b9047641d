"""Windows: added, renamed, given other departments. The number of a window stays."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hall.catalogue_terms import ItemStatus
from hall.models import Delegation, Department, PowerProposal, ServiceHall, ServiceItem, User, Window
from hall.organising.gains import Kind, keep
from hall.organising.trace import CannotChangeStaff, Change, begin

NAME_MOST = 80


@dataclass(frozen=True)
class Sign:
    """What may change about a window: what it is called, whom it serves, and whether it is a comprehensive one."""

    name: str
    departments: Sequence[Department]
    is_comprehensive: bool


@transaction.atomic
def add_window(*, number: str, sign: Sign, reason: str, by: User, at: datetime) -> PowerProposal:
    """
    Propose a window: it opens when another person has confirmed it.

    :raises CannotChangeStaff: a number that is taken or malformed, no name, no department.
    """
    change = begin(reason=reason, by=by, at=at)
    number = number.strip()
    _new(number)
    _check(sign)
    said = f"窗口“{number} {sign.name.strip()}”（{_served(sign.is_comprehensive, sign.departments)}）"
    return keep(Kind.WINDOW, said, {"window": None, "number": number, **_content(sign)}, change)


@transaction.atomic
def change_window(*, window: Window, sign: Sign, reason: str, by: User, at: datetime) -> Window | PowerProposal:
    """
    Rename a window, or let it serve other departments; further ones when another person has confirmed them: their applicants are
    seen from there.

    :raises CannotChangeStaff: nothing changes, or a department goes whose items or instruments are still here.
    """
    change = begin(reason=reason, by=by, at=at)
    _check(sign)
    if _written(window) == (sign.name.strip(), sign.is_comprehensive, {each.pk for each in sign.departments}):
        raise CannotChangeStaff("没有改动")
    _must_let_go(window, sign, today=timezone.localdate(at))
    further = [each for each in sign.departments if each not in window.departments.all()]
    if not further:
        return _changed(window, sign, change)
    served = _served(sign.is_comprehensive, sign.departments)
    said = f"窗口“{window}”增加{_served(False, further)}；以后是“{window.number} {sign.name.strip()}”（{served}）"
    return keep(Kind.WINDOW, said, {"window": window.pk, "number": window.number, **_content(sign)}, change)


def window_stands(content: dict[str, Any], change: Change) -> Window:
    """
    Open or change a window as it was entered.

    :raises CannotChangeStaff: it does not hold together any more.
    """
    departments = list(Department.objects.filter(pk__in=content["departments"]).order_by("code"))
    sign = Sign(content["name"], departments, content["is_comprehensive"])
    if content["window"] is not None:
        window = Window.objects.get(pk=content["window"])
        _must_let_go(window, sign, today=timezone.localdate(change.at))
        return _changed(window, sign, change)
    window = _put_up(sign, _new(content["number"]))
    change.leave(window, "add", f"开设{_in_words(window)}")
    return window


def _changed(window: Window, sign: Sign, change: Change) -> Window:
    before = _in_words(window)
    change.leave(_put_up(sign, window), "change", f"由{before}改为{_in_words(window)}")
    return window


def _new(number: str) -> Window:
    """A window of this number, not written yet. :raises CannotChangeStaff: a number that is taken or malformed."""
    hall = ServiceHall.objects.order_by("id").first()
    if hall is None:
        raise CannotChangeStaff("还没有政务服务中心，先导入事项目录")
    if not re.fullmatch(r"[0-9]{2,4}", number):
        raise CannotChangeStaff("窗口号是 2 到 4 位数字，例如 07", field="number")
    if Window.objects.filter(hall=hall, number=number).exists():
        raise CannotChangeStaff(f"已经有 {number} 号窗口", field="number")
    return Window(hall=hall, number=number)


def _must_let_go(window: Window, sign: Sign, *, today: date) -> None:
    for department in window.departments.all():
        if department not in sign.departments:
            _must_be_free(window, department, today=today)


def _written(window: Window) -> tuple[str, bool, set[int]]:
    return window.name, window.is_comprehensive, {department.pk for department in window.departments.all()}


def _content(sign: Sign) -> dict[str, Any]:
    departments = [department.pk for department in sign.departments]
    return {"name": sign.name.strip(), "is_comprehensive": sign.is_comprehensive, "departments": departments}


def _check(sign: Sign) -> None:
    if not 1 <= len(sign.name.strip()) <= NAME_MOST:
        raise CannotChangeStaff(f"填写窗口名称，最多 {NAME_MOST} 个字", field="name")
    if not sign.departments:
        raise CannotChangeStaff("选择窗口服务的部门，至少一个", field="departments")


def _put_up(sign: Sign, window: Window) -> Window:
    window.name, window.is_comprehensive = sign.name.strip(), sign.is_comprehensive
    window.save()
    window.departments.set(sign.departments)
    return window


def _must_be_free(window: Window, department: Department, *, today: date) -> None:
    active = ServiceItem.objects.filter(window=window, department=department, is_in_hall=True, status=ItemStatus.ACTIVE)
    if active.exists():
        raise CannotChangeStaff(f"{department}还有事项在这个窗口办理，先在事项目录里改窗口", field="departments")
    running = Delegation.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), window=window)
    if running.filter(department=department).exists():
        raise CannotChangeStaff(f"{department}给这个窗口的授权书还没有终止", field="departments")


def _in_words(window: Window) -> str:
    return f"“{window}”（{_served(window.is_comprehensive, window.departments.all())}）"


def _served(is_comprehensive: bool, departments: Iterable[Department]) -> str:
    return f"{'综合窗口，' if is_comprehensive else ''}{'、'.join(map(str, sorted(departments, key=lambda each: each.code)))}"
