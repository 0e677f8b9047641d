"""
A change of the calendar that touches days on which people have acted already takes a second person (decision 127): it can
make what was late timely, and cards are the office's.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from cases.models import Deadline, Event
from hall.access import access_of, holders
from hall.calendar_changes import other_days
from hall.models import CalendarChange, User
from hall.organising.confirming import had_password_from
from hall.permissions import Permission
from hall.refusals import Refused
from hall.worktime.wording import in_full

BY_ANOTHER = "这项变更改动{days}，当天已有人办过件：由软环境办或纪检监察的另一个人核对影响后确认"
OTHER_HANDS = "您的密码是{proposer}最近七天里给的，由别人确认"


class TakesAnother(Refused):
    """A change of days that are past, and this person may not be the second one."""

    code = "takes-another-person"


def days_acted_on(changes: Sequence[CalendarChange], *, at: datetime) -> list[date]:
    """
    The past days that the changes would make count otherwise and on which somebody has acted on a case, in order.

    Today is one of them once a limit of today has passed and its case waits: a change of today could make it timely.
    """
    today = timezone.localdate(at)
    days = other_days(changes, until=today)
    if not days:
        return []
    acts = Event.objects.filter(actor__isnull=False, at__date__in=days, at__date__lt=today)
    acted_on = sorted(set(acts.order_by().values_list("at__date", flat=True).distinct()))
    return [*acted_on, today] if days[-1] == today and _something_is_late(today, at=at) else acted_on


def why_not(changes: Sequence[CalendarChange], by: User, *, at: datetime) -> str:
    """Why this person cannot confirm the changes of one draft, in a sentence; "" where they can."""
    days = days_acted_on(changes, at=at)
    if not days:
        return ""
    proposer = changes[0].proposed_by
    may = access_of(by, on=timezone.localdate(at)).grant(Permission.CALENDAR_CONFIRM)
    if not may or by == proposer:
        return BY_ANOTHER.format(days=_days_words(days, timezone.localdate(at)))
    if proposer is not None and had_password_from(proposer, by, at=at):
        return OTHER_HANDS.format(proposer=proposer)
    return ""


def reviewers(*, at: datetime) -> list[User]:
    """Who watches over the calendar, and confirms a change of days that are past: the office and the inspector."""
    people = {post.user for post in holders(Permission.CALENDAR_CONFIRM, None, on=timezone.localdate(at))}
    return sorted(people, key=lambda person: person.pk)


def _something_is_late(today: date, *, at: datetime) -> bool:
    return Deadline.objects.running().filter(due_at__date=today, due_at__lt=at).exists()


def _days_words(days: Sequence[date], today: date) -> str:
    if days == [today]:
        return "今天，今天到期的时限已有没有办完的"
    if len(days) == 1:
        return f"已经过去的{in_full(days[0])}"
    return f"已经过去的 {len(days)} 天（最早 {in_full(days[0])}）"
