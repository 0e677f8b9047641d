"""Instruments as they were signed: what must hold together, and writing one down when it is confirmed (rules W2–W4)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from hall.delegated import SEALED
from hall.models import Delegation, PowerProposal, ServiceItem
from hall.organising.choices import in_words
from hall.organising.trace import CannotChangeStaff, Change, day_words
from hall.roles import Power, Step

WRITTEN = ("number", "department_id", "window_id", "powers", "steps", "seal", "signed_by", "supersedes_id")
A_DAY = timedelta(days=1)  # an instrument ends on the day before its successor begins


def instrument_stands(proposal: PowerProposal, change: Change) -> Delegation:
    """
    Write an instrument as it was entered, from today on at the earliest. The one that it supersedes ends on the day before.

    :raises CannotChangeStaff: it does not hold together any more.
    """
    instrument, items = as_entered(proposal, on=timezone.localdate(change.at))
    must_hold_together(instrument, items)
    old = instrument.supersedes
    if old is not None:
        _end_before(old, instrument.valid_from)
    instrument.save()
    instrument.items.set(items)
    replaces = f"，代替 {old.number}" if old is not None else ""
    words = f"{instrument.number}：{in_words(instrument, len(items))}{replaces}"
    change.leave(instrument, "enter", f"确认{proposal.proposed_by}录入的 {words}")
    if old is not None:
        change.leave(old, "supersede", f"由 {instrument.number} 代替，到{day_words(old.valid_to)}为止")
    return instrument


def as_entered(proposal: PowerProposal, *, on: date) -> tuple[Delegation, list[ServiceItem]]:
    """The instrument that a proposal means, not written, as it would stand if it were confirmed on a day, and its items."""
    content = proposal.content
    days = {name: date.fromisoformat(content[name]) for name in ("valid_from", "valid_to") if content[name] != "None"}
    days["valid_from"] = max(days["valid_from"], on)
    ceiling = None if content["ceiling_yuan"] == "None" else Decimal(content["ceiling_yuan"])
    instrument = Delegation(**{name: content[name] for name in WRITTEN}, ceiling_yuan=ceiling, **days)
    return instrument, list(ServiceItem.objects.filter(pk__in=content["items"]).order_by("code"))


def must_hold_together(instrument: Delegation, items: Sequence[ServiceItem]) -> None:
    """:raises CannotChangeStaff: naming the field that does not."""
    old, last = instrument.supersedes, instrument.valid_to
    _must_be_whole(instrument, items)
    _must_belong(instrument, items)
    if last is not None and last < instrument.valid_from:
        raise CannotChangeStaff("最后一天不能早于第一天", field="valid_to")
    if instrument.ceiling_yuan is not None and instrument.ceiling_yuan <= 0:
        raise CannotChangeStaff("金额上限大于 0；没有上限的空着", field="ceiling_yuan")
    if old is not None and instrument.valid_from - A_DAY < old.valid_from:
        raise CannotChangeStaff("新授权书要比被代替的那份晚生效", field="valid_from")
    if old is not None and Delegation.objects.filter(supersedes=old).exists():
        raise CannotChangeStaff(f"{old}已经由另一份代替")


def _must_be_whole(instrument: Delegation, items: Sequence[ServiceItem]) -> None:
    number, powers, steps = instrument.number, set(instrument.powers), set(instrument.steps)
    rules = [
        (bool(number), "填写授权书编号", "number"),
        (not Delegation.objects.filter(number=number).exists(), f"编号 {number} 已经有了", "number"),
        (bool(instrument.signed_by), "填写签发人", "signed_by"),
        (bool(items), "选择授权的事项，至少一项", "items"),
        (bool(powers) and powers <= set(Power.values), "选择授权的权限", "powers"),
        (bool(steps) and steps <= set(Step.values), "选择授权的环节", "steps"),
        (bool(instrument.seal) or not steps & SEALED, "受理、不予受理和决定要盖章：填写交付的审批专用章编号", "seal"),
    ]
    for holds, sentence, field in rules:
        if not holds:
            raise CannotChangeStaff(sentence, field=field)


def _must_belong(instrument: Delegation, items: Sequence[ServiceItem]) -> None:
    department, window = instrument.department, instrument.window
    if not window.departments.filter(pk=department.pk).exists():
        raise CannotChangeStaff(f"{window}不服务{department}", field="window")
    strange = [item.code for item in items if item.department_id != department.pk]
    if strange:
        raise CannotChangeStaff(f"{'、'.join(strange)}不是{department}的事项", field="items")


def _end_before(old: Delegation, begins: date) -> None:
    last = begins - A_DAY
    if old.valid_to is None or old.valid_to > last:
        old.valid_to = last
        old.save(update_fields=["valid_to"])
