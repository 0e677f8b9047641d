"""The working calendar as a value: read from the tables, kept until they change."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings

from hall.models import CalendarNotice, CalendarVersion, OpeningHours, WorkCalendarDay
from hall.worktime import DEFAULT_HOURS, Day, DayKind, Hours, Session, WorkCalendar


def current() -> WorkCalendar:
    """
    Return the calendar in force.

    One small query reads the stamp; the tables are built again only when it has moved, so no process counts by an old
    calendar.
    """
    return _built(CalendarVersion.objects.values_list("stamp", flat=True).first())


def changed(*, at: datetime) -> None:
    """Say that days or hours were changed; call it in the transaction that changes them."""
    CalendarVersion.objects.update_or_create(id=1, defaults={"stamp": uuid4(), "changed_at": at})


def notices(year: int) -> list[tuple[int, str]]:
    """Return last year, this one and the next with the notice that each rests on; "" for a year without one."""
    titles = dict(CalendarNotice.objects.values_list("year", "title"))
    return [(each, titles.get(each, "")) for each in (year - 1, year, year + 1)]


@lru_cache(maxsize=2)
def _built(_stamp: UUID | None) -> WorkCalendar:
    days = [
        Day(date, DayKind(kind), name)
        for date, kind, name in WorkCalendarDay.objects.values_list("date", "kind", "name")
    ]
    years = frozenset(CalendarNotice.objects.values_list("year", flat=True))
    hours = [_hours(row) for row in OpeningHours.objects.all()]
    return WorkCalendar(days, years, hours or [DEFAULT_HOURS], ZoneInfo(settings.TIME_ZONE))


def _hours(row: OpeningHours) -> Hours:
    return Hours(
        row.valid_from,
        (Session(row.morning_opens, row.morning_closes), Session(row.afternoon_opens, row.afternoon_closes)),
    )
