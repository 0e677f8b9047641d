"""Instruments of delegation: entered as they were signed, ended, or replaced by another from a day on (rules W2–W4)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from hall.delegated import SEALED
from hall.models import Delegation, Department, ServiceItem, StaffChange, User, Window
from hall.organising.choices import in_words
from hall.organising.trace import CannotChangeStaff, begin, leave, not_before, said_day
from hall.roles import Power, Step

DELEGATION = StaffChange.Subject.DELEGATION
A_DAY = timedelta(days=1)  # an instrument ends on the day before its successor begins


@transaction.atomic
def enter_instrument(
    *, number: str, department: Department, window: Window, items: Sequence[ServiceItem], powers: Sequence[str],
    steps: Sequence[str], signed_by: str, valid_from: date, reason: str, by: User, at: datetime, seal: str = "",
    ceiling_yuan: Decimal | None = None, valid_to: date | None = None, supersedes: Delegation | None = None,
) -> Delegation:  # fmt: skip
    """
    Enter an instrument that a department signed for a window. With `supersedes` the one before ends on the day before.

    :raises CannotChangeStaff: naming the field that does not hold together; an instrument is never dated back.
    """
    reason = begin(reason)
    number, signed_by, seal = number.strip(), signed_by.strip(), seal.strip()
    today = timezone.localdate(at)
    _must_be_whole(number, signed_by, items, powers, steps, seal)
    _must_belong(department, window, items)
    not_before(valid_from, today, "授权书不能倒签：从今天或以后起", "valid_from")
    if valid_to is not None and valid_to < valid_from:
        raise CannotChangeStaff("最后一天不能早于第一天", field="valid_to")
    if ceiling_yuan is not None and ceiling_yuan <= 0:
        raise CannotChangeStaff("金额上限大于 0；没有上限的空着", field="ceiling_yuan")
    if supersedes is not None:
        _end_before(supersedes, valid_from)
    instrument = Delegation.objects.create(
        number=number, department=department, window=window, powers=list(powers), steps=list(steps), seal=seal,
        ceiling_yuan=ceiling_yuan, signed_by=signed_by, valid_from=valid_from, valid_to=valid_to, supersedes=supersedes,
    )  # fmt: skip
    instrument.items.set(items)
    leave(DELEGATION, instrument.pk, "enter", in_words(instrument), reason=reason, by=by, at=at)
    if supersedes is not None:
        sentence = f"由 {number} 代替，到{said_day(supersedes.valid_to)}为止"
        leave(DELEGATION, supersedes.pk, "supersede", sentence, reason=reason, by=by, at=at)
    return instrument


@transaction.atomic
def end_instrument(*, instrument: Delegation, valid_to: date, reason: str, by: User, at: datetime) -> Delegation:
    """
    End an instrument: `valid_to` is its last day, today at the earliest. What the window lacks from then on is handed up.

    :raises CannotChangeStaff: a day in the past, before it begins, or not before the end that it has.
    """
    reason = begin(reason)
    not_before(valid_to, timezone.localdate(at), "最后一天不能早于今天", "valid_to")
    if valid_to < instrument.valid_from:
        raise CannotChangeStaff("最后一天不能早于生效的那一天", field="valid_to")
    if instrument.valid_to is not None and valid_to >= instrument.valid_to:
        raise CannotChangeStaff(f"这份授权书本来就到{said_day(instrument.valid_to)}为止", field="valid_to")
    instrument.valid_to = valid_to
    instrument.save(update_fields=["valid_to"])
    leave(DELEGATION, instrument.pk, "end", f"{instrument} 到{said_day(valid_to)}为止", reason=reason, by=by, at=at)
    return instrument


def _must_be_whole(
    number: str, signed_by: str, items: Sequence[Any], powers: Sequence[str], steps: Sequence[str], seal: str
) -> None:
    wanted = [
        (bool(number), "填写授权书编号", "number"),
        (not Delegation.objects.filter(number=number).exists(), f"编号 {number} 已经有了", "number"),
        (bool(signed_by), "填写签发人", "signed_by"),
        (bool(items), "选择授权的事项，至少一项", "items"),
        (bool(powers) and set(powers) <= set(Power.values), "选择授权的权限", "powers"),
        (bool(steps) and set(steps) <= set(Step.values), "选择授权的环节", "steps"),
        (bool(seal) or not set(steps) & SEALED, "受理、不予受理和决定要盖章：填写交付的审批专用章编号", "seal"),
    ]
    for holds, sentence, field in wanted:
        if not holds:
            raise CannotChangeStaff(sentence, field=field)


def _must_belong(department: Department, window: Window, items: Sequence[ServiceItem]) -> None:
    if not window.departments.filter(pk=department.pk).exists():
        raise CannotChangeStaff(f"{window}不服务{department}", field="window")
    strange = [item.code for item in items if item.department_id != department.pk]
    if strange:
        raise CannotChangeStaff(f"{'、'.join(strange)}不是{department}的事项", field="items")


def _end_before(old: Delegation, begins: date) -> None:
    last = begins - A_DAY
    if last < old.valid_from:
        raise CannotChangeStaff("新授权书要比被代替的那份晚生效", field="valid_from")
    if old.valid_to is None or old.valid_to > last:
        old.valid_to = last
        old.save(update_fields=["valid_to"])
