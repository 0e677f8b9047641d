"""Instruments of delegation: entered as they were signed and confirmed by another, ended, or replaced by another from a day on (rules W2–W4)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from hall.models import Delegation, PowerProposal, ServiceItem, User
from hall.organising.choices import in_words
from hall.organising.gains import Kind, keep
from hall.organising.signed import WRITTEN, must_hold_together
from hall.organising.trace import begin, day_words


@transaction.atomic
def enter_instrument(
    *, instrument: Delegation, items: Sequence[ServiceItem], reason: str, by: User, at: datetime
) -> PowerProposal:
    """
    Enter an instrument that a department signed for a window; it stands when another person has confirmed it.

    :param instrument: not written yet: all that stands in it but the items.
    :raises CannotChangeStaff: naming the field that does not hold together; an instrument is never dated back.
    """
    change = begin(reason=reason, by=by, at=at)
    for field in ("number", "signed_by", "seal"):
        setattr(instrument, field, getattr(instrument, field).strip())
    change.not_before_today(instrument.valid_from, "授权书不能倒签：从今天或以后起", "valid_from")
    change.in_sight(instrument.valid_from, "valid_from")
    must_hold_together(instrument, items)
    content = {name: getattr(instrument, name) for name in WRITTEN}
    content |= {name: str(getattr(instrument, name)) for name in ("valid_from", "valid_to", "ceiling_yuan")}
    content |= {"items": [item.pk for item in items], "departments": [instrument.department.pk]}
    return keep(Kind.INSTRUMENT, f"{instrument.number}：{in_words(instrument, len(items))}", content, change)


@transaction.atomic
def end_instrument(*, instrument: Delegation, valid_to: date, reason: str, by: User, at: datetime) -> Delegation:
    """
    End an instrument: `valid_to` is its last day, today at the earliest. What the window lacks from then on is handed up.

    :raises CannotChangeStaff: a day in the past, before it begins, or not before the end that it has.
    """
    change = begin(reason=reason, by=by, at=at)
    change.not_before_today(valid_to, "最后一天不能早于今天", "valid_to")
    change.end(instrument, valid_to, what="这份授权书", begins="生效")
    change.leave(instrument, "end", f"{instrument} 到{day_words(valid_to)}为止")
    return instrument
