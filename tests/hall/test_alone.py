"""Work that one process does at a time: the others are told no and do not wait, and a process that is gone holds nothing."""

from contextlib import closing

import pytest
import time_machine
from django.db import connection

from cases.tasks import send_letters
from hall.alone import alone
from tests.cases.test_sending import NOW, case, fresh, gateway, letter

__all__ = ["case", "gateway"]
HELD = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"


def test_the_second_is_told_no_until_the_first_is_done(db):
    with closing(connection.copy()) as elsewhere, elsewhere.cursor() as cursor:
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
    with closing(connection.copy()) as elsewhere, elsewhere.cursor() as cursor:
        cursor.execute(HELD, ["work"])
        assert cursor.fetchone() == (True,)


def test_one_process_at_a_time_sends_by_a_gateway(case, gateway):
    row = letter(case)
    with time_machine.travel(NOW, tick=False):
        with closing(connection.copy()) as elsewhere, elsewhere.cursor() as cursor:
            cursor.execute(HELD, ["letters by sms"])
            send_letters("sms")
            assert fresh(row).state == "waiting"
        send_letters("sms")  # the other one is gone, and its lock with it
        assert fresh(row).state == "sent"
