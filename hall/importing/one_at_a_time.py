"""The lock under which imports, and changes of people, windows and the calendar, run one after the other."""

from django.db import connection

LOCK = 0x68616C6C  # "hall": the number of the lock, the same for every import


def hold() -> None:
    """Wait for another import to end; the lock lasts until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
