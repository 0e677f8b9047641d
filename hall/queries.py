"""Questions that the public asks of the ground floor: what can be applied for, and when the doors are open."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from hall import calendar
from hall.catalogue_terms import ItemStatus
from hall.models import Department, ItemVersion
from hall.worktime import DayKind, WorkCalendar

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


@dataclass(frozen=True)
class Opening:
    """
    The opening hours of a day, as the sign at the entrance gives them.

    :param sentence: the hours of today, or why the hall is closed.
    :param now: whether it is open, or when it opens next.
    :param provisional: the days of one of these years are not announced yet.
    """

    sentence: str
    now: str
    is_open: bool
    provisional: bool


def opening_at(at: datetime) -> Opening:
    """Return what the sign at the entrance says at an instant: the hours of its day, the holiday's name, the next opening."""
    days = calendar.current()
    local = days.local(at)
    hours = "、".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in days.sessions_of(local.date()))
    following = days.local(days.next_office_moment(at))
    is_open = following == local
    return Opening(
        sentence=f"今天 {hours}" if hours else f"今天休息（{_rest_name(days, local.date())}）",
        now="现在开放" if is_open else f"{_next_opening(local, following)}开门",
        is_open=is_open,
        provisional=not (days.is_official(local.year) and days.is_official(following.year)),
    )


def published(*, on: date) -> QuerySet[ItemVersion]:
    """Return the versions in force on a day, one for each item, with their item, department and window."""
    return (
        ItemVersion.objects.filter(effective_from__lte=on)
        .filter(Q(effective_to__isnull=True) | Q(effective_to__gt=on))
        .select_related("item__department", "item__window")
        .order_by("item__department__code", "item__code", "pk")
    )


SCOPES = {
    "hall": Q(item__status=ItemStatus.ACTIVE, item__is_in_hall=True, disclosure_complete=True),
    "all": Q(item__status=ItemStatus.ACTIVE),
    "ended": ~Q(item__status=ItemStatus.ACTIVE),
}


def catalogue(
    *, on: date, scope: str = "hall", department: Department | None = None, kind: str = ""
) -> QuerySet[ItemVersion]:
    """
    Return what the catalogue shows on a day.

    :param scope: "hall" (published items that can be applied for here), "all" (also those not yet in the hall), "ended".
    :param kind: a handling kind, or "" for all.
    """
    versions = published(on=on).filter(SCOPES[scope])
    if department is not None:
        versions = versions.filter(item__department=department)
    return versions.filter(handling_kind=kind) if kind else versions


def versions_of(item_code: str, *, on: date) -> list[ItemVersion]:
    """Return what has been published about an item up to a day, newest first; empty for an unknown item."""
    return list(
        ItemVersion.objects.filter(item__code=item_code.strip().upper(), effective_from__lte=on)
        .select_related("item__department", "item__window")
        .order_by("-effective_from", "-number")
    )


def _rest_name(days: WorkCalendar, day: date) -> str:
    entry = days.day(day)
    return f"{entry.name}放假" if entry.kind is DayKind.HOLIDAY and entry.name else WEEKDAYS[day.weekday()]


def _next_opening(local: datetime, following: datetime) -> str:
    if following.date() == local.date():
        return f"现在休息，{following:%H:%M} "
    return f"下次 {following.month}月{following.day}日 {WEEKDAYS[following.weekday()]} {following:%H:%M} "
