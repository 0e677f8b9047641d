"""What the administrator's pages ask: how the calendar stands, and what waits for it. Counts only, never a case."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cases.models import Deadline
from hall import calendar

NOTICE_MONTH = 11  # month: the State Council's notice of the coming year usually appears in its first days


@dataclass(frozen=True)
class Missing:
    """A year without a notice, and how many open clocks run out in it or later on."""

    year: int
    clocks: int


def missing_notices(on: date) -> list[Missing]:
    """This year if it has no notice, and from 1 November on the coming one. Before that nobody is asked for it."""
    days = calendar.current()
    years = [on.year, *([on.year + 1] if on.month >= NOTICE_MONTH else [])]
    return [Missing(year, _waiting(year)) for year in years if not days.is_official(year)]


def _waiting(year: int) -> int:
    begins = timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001 - made aware in the hall's zone
    return Deadline.objects.running().filter(provisional=True, due_at__gte=begins).count()
