"""One process at a time, for work that is many transactions: a lock in a transaction of its own, on a connection of its own."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.db import connection


@contextmanager
def alone(work: str) -> Iterator[bool]:
    """
    Whether this process is the one that does the work now. The others are told no, and do not wait.

    The lock lives in a transaction that does nothing else: a pool of connections (PgBouncer) keeps it with one client, and
    takes it back with it. It may sit idle as long as the work takes, for which the session's limit is lifted; when
    the process or its host is gone, so is the connection (settings.LET_GO).
    """
    with closing(connection.copy()) as apart:
        apart.set_autocommit(False)
        with apart.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [work])
            [is_ours] = cursor.fetchone()
        if not is_ours:
            apart.rollback()
        yield is_ours
        apart.rollback()
