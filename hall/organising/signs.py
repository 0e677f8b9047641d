"""Windows as their signs say: what must hold of one, and putting it up. Part of the changes that do so."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from hall.catalogue_terms import ItemStatus
from hall.models import Delegation, Department, PowerProposal, ServiceHall, ServiceItem, Window
from hall.organising import sight
from hall.organising.trace import CannotChangeStaff, Change

NAME_MOST = 80


@dataclass(frozen=True)
class Sign:
    """What may change about a window: what it is called, whom it serves, and whether it is a comprehensive one."""

    name: str
    departments: Sequence[Department]
    is_comprehensive: bool


def window_stands(proposal: PowerProposal, change: Change) -> Window:
    """
    Open or change a window as it was entered.

    :raises CannotChangeStaff: it does not hold together any more.
    """
    content, first = proposal.content, f"确认{proposal.proposed_by}录入的："
    departments = list(Department.objects.filter(pk__in=content["departments"]).order_by("code"))
    sign = Sign(content["name"], departments, content["is_comprehensive"])
    if content["window"] is not None:
        window = Window.objects.get(pk=content["window"])
        today = timezone.localdate(change.at)
        must_let_go(window, sign, today=today)
        further = [each for each in departments if each not in window.departments.all()]
        sight.must_leave_sight_at(window, further, today=today)
        return changed(window, sign, change, first=first)
    window = _put_up(sign, new(content["number"]))
    change.leave(window, "add", f"{first}开设{_in_words(window)}")
    return window


def changed(window: Window, sign: Sign, change: Change, *, first: str = "") -> Window:
    """Put another sign up at a window, with its line, which begins with `first`."""
    before = _in_words(window)
    change.leave(_put_up(sign, window), "change", f"{first}由{before}改为{_in_words(window)}")
    return window


def new(number: str) -> Window:
    """A window of this number, not written yet. :raises CannotChangeStaff: a number that is taken or malformed."""
    hall = ServiceHall.objects.order_by("id").first()
    if hall is None:
        raise CannotChangeStaff("还没有政务服务中心，先导入事项目录")
    if not re.fullmatch(r"[0-9]{2,4}", number):
        raise CannotChangeStaff("窗口号是 2 到 4 位数字，例如 07", field="number")
    if Window.objects.filter(hall=hall, number=number).exists():
        raise CannotChangeStaff(f"已经有 {number} 号窗口", field="number")
    return Window(hall=hall, number=number)


def must_let_go(window: Window, sign: Sign, *, today: date) -> None:
    """:raises CannotChangeStaff: a department goes whose items or instruments are still at this window."""
    for department in window.departments.all():
        if department not in sign.departments:
            _must_be_free(window, department, today=today)


def written(window: Window) -> tuple[str, bool, set[int]]:
    """What stands on a window's sign now."""
    return window.name, window.is_comprehensive, {department.pk for department in window.departments.all()}


def content(sign: Sign) -> dict[str, Any]:
    """A sign as a proposal keeps it (hall.organising.gains)."""
    departments = [department.pk for department in sign.departments]
    return {"name": sign.name.strip(), "is_comprehensive": sign.is_comprehensive, "departments": departments}


def check(sign: Sign) -> None:
    """:raises CannotChangeStaff: no name, or no department."""
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
        raise CannotChangeStaff(
            f"{department}还有事项在这个窗口办理：先在事项表里改这些事项的窗口，由运维人员用 manage.py import_catalogue 导入，再来这里去掉这个部门",
            field="departments",
        )
    running = Delegation.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), window=window)
    if running.filter(department=department).exists():
        raise CannotChangeStaff(f"{department}给这个窗口的授权书还没有终止", field="departments")


def _in_words(window: Window) -> str:
    return f"“{window}”（{served(window.is_comprehensive, window.departments.all())}）"


def served(is_comprehensive: bool, departments: Iterable[Department]) -> str:
    """Whom a window serves, in a sentence: ``综合窗口，区市场监督管理局、区卫生健康局``."""
    return f"{'综合窗口，' if is_comprehensive else ''}{'、'.join(map(str, sorted(departments, key=lambda each: each.code)))}"
