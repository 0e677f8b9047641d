"""The working calendar as a value: the one in force now, the one that was in force at an instant, one that is only proposed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from hall.calendar_facts import DEFAULT_CONTENT, Content, Facts, hours_content, notice_content
from hall.models import CalendarChange, CalendarNotice, CalendarVersion, Closure, OpeningHours, WorkCalendarDay
from hall.worktime import DEFAULT_HOURS, Day, DayKind, WorkCalendar


def current() -> WorkCalendar:
    """
    Return the calendar in force.

    One small query reads the stamp; the tables are built again only when it has moved, so no process counts by an old
    calendar.
    """
    return _built(version())


def as_of(instant: datetime) -> WorkCalendar:
    """
    Return the calendar that was in force at an instant: the one of now, with the changes since then taken off.

    What was loaded before the hall's first case is not taken off: nobody ever counted otherwise.
    """
    stamp = version()
    since = tuple(number for confirmed_at, number in _changes(stamp) if confirmed_at > instant)
    return _without(stamp, since) if since else _built(stamp)


def confirmed() -> WorkCalendar:
    """
    Return the calendar as its confirmed changes say, for whoever does not believe the tables of days, closed days and hours: a day
    that was slipped in behind a change's back is not in it. What no change speaks of was loaded before there were changes.
    """
    return _confirmed(version())


def proposed(changes: Iterable[CalendarChange]) -> WorkCalendar:
    """Return the calendar as it would be with some changes more. Nothing is written or kept."""
    facts = _facts(version())
    for change in changes:
        facts = facts.put(change.kind, change.key, change.content)
    return facts.built(_zone())


def standing(kind: str, key: str) -> Content:
    """Return what stands now under a kind and key of a change; None if nothing does."""
    return _facts(version()).get(kind, key)


# The stamp of this page or act in a list, empty until it is first asked for; None outside of them.
_held: ContextVar[list[UUID | None] | None] = ContextVar("held", default=None)


@contextmanager
def held(*stamp: UUID | None) -> Iterator[None]:
    """
    Read the stamp once inside: all dates of a page, or of an act, are counted by one calendar.

    An act begins it with its case locked, in its own transaction: a recomputation waits for the transactions that may still
    write by the calendar before (`is_settled`), and one that has written nothing yet is none of them.

    :param stamp: from whoever has read it along with something else.
    """
    before = _held.set([*stamp])
    try:
        yield
    finally:
        _held.reset(before)


STAMP = "(SELECT stamp FROM hall_calendarversion)"  # for a statement that reads it along


def hold(stamp: UUID | None) -> None:
    """Say what a statement has read along; on a page that has read the stamp before, that one holds."""
    stamps = _held.get()
    if stamps is not None and not stamps:
        stamps.append(stamp)


def version() -> UUID | None:
    """The stamp of the calendar in force; None in a hall without one."""
    stamps = _held.get()
    if stamps:
        return stamps[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT stamp FROM hall_calendarversion")
        row = cursor.fetchone()
    stamp = row[0] if row else None
    if stamps is not None:
        stamps.append(stamp)
    return stamp


def changed(*, at: datetime) -> UUID:
    """Say that days or hours were changed, and return the new stamp; call it in the transaction that changes them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        [transaction] = cursor.fetchone()
    stamp = uuid4()
    CalendarVersion.objects.update_or_create(
        id=1, defaults={"stamp": stamp, "changed_at": at, "transaction": transaction}
    )
    if stamps := _held.get():
        stamps.clear()
    return stamp


# What another database of the server is doing cannot write a date of ours; so only who runs in this one is looked at, by the
# number of the transaction. Whose doings are hidden from us, or only prepared, may be older.
_SETTLED = """
SELECT coalesce(bool_and(
    transaction IS NULL
    OR transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    OR transaction >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    OR transaction = pg_current_xact_id_if_assigned()::text::bigint
    OR NOT (
        EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                AND (age(backend_xid) >= age((transaction % 4294967296)::text::xid) OR query = '<insufficient privilege>'))
        OR EXISTS (SELECT 1 FROM pg_prepared_xacts WHERE database = current_database())
    )
), true) FROM hall_calendarversion
"""


def is_settled() -> bool:
    """
    Whether every transaction still running in this database began under the calendar in force.

    An older one may yet write a date that it counted by the calendar before. A number from another server (a restored
    dump) says nothing and waits for nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # who runs now, not who ran when this transaction first asked
        cursor.execute(_SETTLED)
        return cursor.fetchone()[0]


def notices(year: int) -> list[tuple[int, str]]:
    """Return last year, this one and the next with the notice that each rests on; "" for a year without one."""
    stand = _facts(version()).notice
    return [
        (each, content["title"] if (content := stand.get(str(each))) else "") for each in (year - 1, year, year + 1)
    ]


@lru_cache(maxsize=2)
def _built(stamp: UUID | None) -> WorkCalendar:
    _changes(stamp)  # read along, so that asking for an earlier one costs no more than asking for this one
    return _facts(stamp).built(_zone())


@lru_cache(maxsize=16)
def _without(stamp: UUID | None, changes: tuple[int, ...]) -> WorkCalendar:
    facts = _facts(stamp)
    for change in CalendarChange.objects.filter(pk__in=changes).order_by("-confirmed_at", "-id"):
        facts = facts.put(change.kind, change.key, change.before)
    return facts.built(_zone(), as_marked=True)


@lru_cache(maxsize=2)
def _confirmed(stamp: UUID | None) -> WorkCalendar:
    tables = _facts(stamp)
    changes = CalendarChange.objects.filter(confirmed_at__isnull=False).order_by("confirmed_at", "id")
    contents = {(kind, key): content for kind, key, content in changes.values_list("kind", "key", "content")}
    facts = tables
    for (kind, key), content in contents.items():
        facts = facts.put(kind, key, content)
    for key in tables.closure:
        if (CalendarChange.Kind.CLOSURE, key) not in contents:
            facts = facts.put(CalendarChange.Kind.CLOSURE, key, None)
    return _built(stamp) if facts == tables else facts.built(_zone())


@lru_cache(maxsize=2)
def _changes(_stamp: UUID | None) -> list[tuple[datetime, int]]:
    changes = CalendarChange.objects.filter(confirmed_at__isnull=False, at_the_beginning=False)
    return [(at, pk) for at, pk in changes.order_by("confirmed_at", "id").values_list("confirmed_at", "id") if at]


@lru_cache(maxsize=2)
def _facts(_stamp: UUID | None) -> Facts:
    """What stands in the tables now."""
    days: dict[int, list[Day]] = defaultdict(list)
    for on, kind, name in WorkCalendarDay.objects.values_list("date", "kind", "name"):
        days[on.year].append(Day(on, DayKind(kind), name))
    notices = CalendarNotice.objects.values_list("year", "title", "lacks")
    closures = Closure.objects.all()
    hours = {str(each.valid_from): hours_content(*each.moments) for each in OpeningHours.objects.all()}
    return Facts(
        notice={str(year): notice_content(title, days[year], lacks) for year, title, lacks in notices},
        closure={str(each.date): {"name": each.name, "document": each.document} for each in closures},
        hours=hours or {str(DEFAULT_HOURS.valid_from): DEFAULT_CONTENT},
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
