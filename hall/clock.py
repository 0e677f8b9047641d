"""
One clock for the hall: the database's (decision 95).

A process whose clock is another one would call cases late that are not, or in time that are late, for the whole hall. So every
process compares its clock with the database's, and does nothing while they differ by more than TOLERANCE; the timers take
their instant from the database itself. That no line of history and no card comes from the database's future is kept by
triggers (hall.constraints).
"""

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from hall.models import StrayClock
from hall.refusals import Refused
from hall.tables.clock import in_words

log = logging.getLogger(__name__)

TOLERANCE = timedelta(seconds=60)
COMPARED_EVERY = 10  # seconds; a clock that is set meanwhile is compared at once
NOTED_FOR = timedelta(minutes=2)  # a host that strays is noted again with each try, the timers' every half minute
A_JUMP = 1  # second between the wall's clock and the one that only runs forward


class WrongClock(Refused):
    """This process's clock and the database's are more than a minute apart."""

    code = "wrong-clock"

    def __init__(self, difference: timedelta) -> None:
        self.difference = difference
        super().__init__(
            f"服务器的时钟比数据库{in_words(difference)}，现在什么都不办，您的操作没有生效。系统管理员校准时钟后恢复"
        )


@dataclass(frozen=True)
class _Comparison:
    """How far this process's clock is ahead of the database's, the instant there, and when that was by our two own clocks."""

    difference: timedelta
    instant: datetime
    wall: float
    steady: float

    def holds(self) -> bool:
        passed = time.monotonic() - self.steady
        return 0 <= passed < COMPARED_EVERY and abs(time.time() - self.wall - passed) < A_JUMP


_last: list[_Comparison] = []


def now() -> datetime:
    """
    The instant of an act by this process's clock.

    :raises WrongClock: it is not the database's.
    """
    must_agree()
    return timezone.now()


def for_timers() -> datetime:
    """
    The instant at which a timer acts, by the database's clock; compared in the same question, for it may be the database
    whose clock was set (another host has become the first).

    :raises WrongClock: this process's is another one: whatever it has read or will read is not to be trusted.
    """
    if not settings.CLOCKS_COMPARED:
        return timezone.now()
    _last[:] = [_compared()]
    must_agree()
    return _last[0].instant


def of_the_database() -> datetime:
    """What the database's clock says; in tests, which set clocks of their own, what this process's says."""
    return _database_now() if settings.CLOCKS_COMPARED else timezone.now()


def must_agree() -> None:
    """:raises WrongClock: this process's clock is not the database's; it is noted for the administrator (`strays`)."""
    difference = ahead()
    if abs(difference) > TOLERANCE:
        log.error(
            "the clock of this host is %.0f s ahead of the database's: nothing is done", difference.total_seconds()
        )
        StrayClock.objects.update_or_create(
            host=socket.gethostname()[:100], defaults={"ahead": difference, "noted_at": _database_now()}
        )
        raise WrongClock(difference)


def ahead() -> timedelta:
    """How far this process's clock is ahead of the database's; asked of the database now and then."""
    if not settings.CLOCKS_COMPARED:
        return timedelta()
    if not _last or not _last[0].holds():
        _last[:] = [_compared()]
    return _last[0].difference


def _compared() -> _Comparison:
    before, wall, steady = timezone.now(), time.time(), time.monotonic()
    instant = _database_now()
    middle = before + (timezone.now() - before) / 2  # the question itself may have taken a while
    return _Comparison(middle - instant, instant, wall, steady)


def strays() -> QuerySet[StrayClock]:
    """The hosts whose clock is known to be wrong now, by the database's clock."""
    return StrayClock.objects.filter(noted_at__gt=Now() - NOTED_FOR).order_by("host")


@contextmanager
def any_instant() -> Iterator[None]:
    """
    A ledger, and the demonstration, tell of other days than today: the cases that they open inside are marked (`Case.retold`), and
    only in those may a line name another instant than that of its writing. This session's rows may also come from the future.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('hall.any_instant', true)")
        before = cursor.fetchone()[0] or ""
        cursor.execute("SET hall.any_instant = 'on'")
    try:
        yield
    finally:
        # a transaction that broke, or a connection that died, has taken the setting with it; its own error is the one to tell
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('hall.any_instant', %s, false)", [before])


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
