"""The line that every change leaves, and the checks that every change shares."""

from datetime import date, datetime

from django.db.models import QuerySet

from hall.importing.one_at_a_time import hold
from hall.models import StaffChange, User
from hall.refusals import Refused

REASON_MOST, SAID_MOST = 300, 600  # characters


class CannotChangeStaff(Refused):
    """A change of people, windows or instruments that does not hold together. Nothing was changed."""

    code = "cannot-change-staff"


def begin(reason: str) -> str:
    """
    Begin a change: one at a time, with its reason.

    :raises CannotChangeStaff: no reason, or too long a one.
    """
    hold()
    if not reason.strip():
        raise CannotChangeStaff("填写理由或文号", field="reason")
    if len(reason.strip()) > REASON_MOST:
        raise CannotChangeStaff(f"理由最多 {REASON_MOST} 个字", field="reason")
    return reason.strip()


def leave(subject: str, key: int, act: str, sentence: str, *, reason: str, by: User, at: datetime) -> StaffChange:
    """Write the line. `sentence` tells what was changed, from what to what."""
    return StaffChange.objects.create(
        subject=subject, key=key, act=act, said=sentence[:SAID_MOST], reason=reason, by=by, at=at
    )


def lines_of(subject: str, keys: list[int]) -> QuerySet[StaffChange]:
    """The changes of these subjects, the last one first."""
    return StaffChange.objects.filter(subject=subject, key__in=keys).select_related("by")


def not_before(day: date, today: date, sentence: str, field: str) -> None:
    if day < today:
        raise CannotChangeStaff(sentence, field=field)


def said_day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "长期"
