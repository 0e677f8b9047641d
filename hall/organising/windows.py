"""Windows: added, renamed, given other departments. The number of a window stays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hall.catalogue_terms import ItemStatus
from hall.models import Delegation, Department, ServiceHall, ServiceItem, User, Window
from hall.organising.trace import CannotChangeStaff, begin

NAME_MOST = 80


@dataclass(frozen=True)
class Sign:
    """What may change about a window: what it is called, whom it serves, and whether it is a comprehensive one."""

    name: str
    departments: Sequence[Department]
    is_comprehensive: bool


@transaction.atomic
def add_window(*, number: str, sign: Sign, reason: str, by: User, at: datetime) -> Window:
    """Open a window. :raises CannotChangeStaff: a number that is taken or malformed, no name, no department."""
    change = begin(reason=reason, by=by, at=at)
    number, hall = number.strip(), ServiceHall.objects.order_by("id").first()
    if hall is None:
        raise CannotChangeStaff("还没有政务服务中心，先导入事项目录")
    if not re.fullmatch(r"[0-9]{2,4}", number):
        raise CannotChangeStaff("窗口号是 2 到 4 位数字，例如 07", field="number")
    if Window.objects.filter(hall=hall, number=number).exists():
        raise CannotChangeStaff(f"已经有 {number} 号窗口", field="number")
    _check(sign)
    window = _put_up(sign, Window(hall=hall, number=number))
    change.leave(window, "add", f"开设{_in_words(window)}")
    return window


@transaction.atomic
def change_window(*, window: Window, sign: Sign, reason: str, by: User, at: datetime) -> Window:
    """
    Rename a window, or let it serve other departments.

    :raises CannotChangeStaff: nothing changes, or a department goes whose items or instruments are still here.
    """
    change = begin(reason=reason, by=by, at=at)
    _check(sign)
    before = _in_words(window)
    for department in window.departments.all():
        if department not in sign.departments:
            _must_be_free(window, department, today=timezone.localdate(at))
    after = _in_words(_put_up(sign, window))
    if after == before:
        raise CannotChangeStaff("没有改动")
    change.leave(window, "change", f"由{before}改为{after}")
    return window


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
    served = "、".join(str(department) for department in window.departments.all())
    return f"“{window}”（{'综合窗口，' if window.is_comprehensive else ''}{served}）"
