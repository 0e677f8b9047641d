"""Work that one process does at a time: the others are told no and do not wait, and a process that is gone holds nothing."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
import time_machine
from django.db import connection
from django.db.backends.utils import CursorWrapper

from cases.tasks import send_letters
from hall.alone import alone
from tests.cases.test_sending import NOW, case, fresh, gateway, letter
from tests.timers.real import wait_until

__all__ = ["case", "gateway"]
HELD = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"


@contextmanager
def another_process() -> Iterator[CursorWrapper]:
    """A connection of its own. Afterwards it is gone, for the server too, which on a busy machine takes a while to notice."""
    with closing(connection.copy()) as elsewhere, elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
        yield cursor

    def is_gone() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND pid = %s", [pid])
            return cursor.fetchone() is None

    wait_until(is_gone, seconds=20, what="the other connection has let go")


def test_the_second_is_told_no_until_the_first_is_done(db):
    with another_process() as cursor:
        with alone("work") as ours:
            assert ours
            cursor.execute(HELD, ["work"])
            assert cursor.fetchone() == (False,)
        cursor.execute(HELD, ["work"])
        assert cursor.fetchone() == (True,)
        with alone("work") as ours, alone("other work") as others:
            assert (ours, others) == (False, True)
        cursor.execute(HELD, ["other work"])
        assert cursor.fetchone() == (True,)


def test_a_fault_lets_go(db):
    with pytest.raises(ZeroDivisionError), alone("work"):
        raise ZeroDivisionError
    with another_process() as cursor:
        cursor.execute(HELD, ["work"])
        assert cursor.fetchone() == (True,)


def test_one_process_at_a_time_sends_by_a_gateway(case, gateway):
    row = letter(case)
    with time_machine.travel(NOW, tick=False):
        with another_process() as cursor:
            cursor.execute(HELD, ["letters by sms"])
            send_letters("sms")
            assert fresh(row).state == "waiting"
        send_letters("sms")  # the other one is gone, and its lock with it
        assert fresh(row).state == "sent"
