"""Windows: added, renamed, given other departments. The number of a window stays."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hall.catalogue_terms import ItemStatus
from hall.models import Delegation, Department, ServiceHall, ServiceItem, StaffChange, User, Window
from hall.organising.trace import CannotChangeStaff, begin, leave

WINDOW = StaffChange.Subject.WINDOW
NAME_MOST = 80


@transaction.atomic
def add_window(
    *,
    number: str,
    name: str,
    departments: Sequence[Department],
    is_comprehensive: bool,
    reason: str,
    by: User,
    at: datetime,
) -> Window:
    """Open a window. :raises CannotChangeStaff: a number that is taken or malformed, no name, no department."""
    reason = begin(reason)
    hall = ServiceHall.objects.order_by("id").first()
    if hall is None:
        raise CannotChangeStaff("还没有政务服务中心，先导入事项目录")
    if not re.fullmatch(r"[0-9]{2,4}", number.strip()):
        raise CannotChangeStaff("窗口号是 2 到 4 位数字，例如 07", field="number")
    if Window.objects.filter(hall=hall, number=number.strip()).exists():
        raise CannotChangeStaff(f"已经有 {number.strip()} 号窗口", field="number")
    _check(name, departments)
    window = Window.objects.create(
        hall=hall, number=number.strip(), name=name.strip(), is_comprehensive=is_comprehensive
    )
    window.departments.set(departments)
    leave(WINDOW, window.pk, "add", f"开设{_in_words(window)}", reason=reason, by=by, at=at)
    return window


@transaction.atomic
def change_window(
    *,
    window: Window,
    name: str,
    departments: Sequence[Department],
    is_comprehensive: bool,
    reason: str,
    by: User,
    at: datetime,
) -> Window:
    """
    Rename a window, or let it serve other departments.

    :raises CannotChangeStaff: nothing changes, or a department goes whose items or instruments are still here.
    """
    reason = begin(reason)
    _check(name, departments)
    before = _in_words(window)
    gone = [department for department in window.departments.all() if department not in departments]
    for department in gone:
        _must_be_free(window, department, at=at)
    window.name, window.is_comprehensive = name.strip(), is_comprehensive
    window.save(update_fields=["name", "is_comprehensive"])
    window.departments.set(departments)
    after = _in_words(window)
    if after == before:
        raise CannotChangeStaff("没有改动")
    leave(WINDOW, window.pk, "change", f"由{before}改为{after}", reason=reason, by=by, at=at)
    return window


def _check(name: str, departments: Sequence[Department]) -> None:
    if not 1 <= len(name.strip()) <= NAME_MOST:
        raise CannotChangeStaff(f"填写窗口名称，最多 {NAME_MOST} 个字", field="name")
    if not departments:
        raise CannotChangeStaff("选择窗口服务的部门，至少一个", field="departments")


def _must_be_free(window: Window, department: Department, *, at: datetime) -> None:
    today = timezone.localdate(at)
    if ServiceItem.objects.filter(
        window=window, department=department, is_in_hall=True, status=ItemStatus.ACTIVE
    ).exists():
        raise CannotChangeStaff(f"{department}还有事项在这个窗口办理，先在事项目录里改窗口", field="departments")
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    if Delegation.objects.filter(in_force, window=window, department=department).exists():
        raise CannotChangeStaff(f"{department}给这个窗口的授权书还没有终止", field="departments")


def _in_words(window: Window) -> str:
    served = "、".join(str(department) for department in window.departments.all())
    return f"“{window}”（{'综合窗口，' if window.is_comprehensive else ''}{served}）"
