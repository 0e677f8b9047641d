"""
While a ledger of the past is told, its cases are the teller's: the hall's own timers, for whom all of its days are long over, would
find each of them late between two of its acts (decision 188). They leave its cases alone until it has ended, and everybody else's are seen to.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from cases.quiet import is_quiet, nothing_leaves
from hall.alone import is_shown, shown

_WORK = "a ledger is retold"
# of a case `c`; asked in the statement that takes the cases: whatever it sees of a ledger, it sees the ledger's lock, too
LEFT_ALONE = f"(c.retold AND {is_shown(_WORK)})"
_WHICH = f"SELECT c.id FROM cases_case c WHERE c.id = ANY(%s) AND {LEFT_ALONE}"  # noqa: S608 - names of ours


@contextmanager
def retelling() -> Iterator[None]:
    """Until the block ends this thread tells of the past: no letter leaves, and the cases that it opens are its own to bring on in time."""
    with shown(_WORK), nothing_leaves():
        yield


def left_alone(cases: Iterable[int]) -> frozenset[int]:
    """Of these cases those that somebody else tells of now; none for the teller."""
    keys = list(cases)
    if is_quiet() or not keys:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_WHICH, [keys])
        return frozenset(pk for (pk,) in cursor.fetchall())
