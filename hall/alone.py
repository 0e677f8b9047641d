"""Work that is many transactions, seen by other processes: a lock in a transaction of its own, on a connection of its own."""

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
    with _held("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", work) as is_ours:
        yield is_ours


@contextmanager
def shown(work: str) -> Iterator[None]:
    """Until the block ends, every session of this database finds `is_shown(work)` true. Any number of processes may show the same."""
    with _held("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0)) IS NOT NULL", work):
        yield


def is_shown(work: str) -> str:
    """The condition, in SQL, that somebody does this work now. It looks at the locks as they are, whatever the statement's snapshot."""
    return f"""EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32 | objid::bigint) = hashtextextended('{work}', 0)
)"""  # noqa: S608 - names of ours


@contextmanager
def _held(lock: str, work: str) -> Iterator[bool]:
    with closing(connection.copy()) as apart:
        apart.set_autocommit(False)
        with apart.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute(lock, [work])
            [is_held] = cursor.fetchone()
        if not is_held:
            apart.rollback()
        yield is_held
        apart.rollback()
