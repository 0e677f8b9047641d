"""
Retelling the past. While a ledger is played again, or the demonstration's story told, nothing that is written leaves the
house: people of years ago are sent no SMS.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_retelling: ContextVar[bool] = ContextVar("retelling", default=False)


@contextmanager
def nothing_leaves() -> Iterator[None]:
    """Until the block ends, no letter written by this thread is sent to anybody, now or later."""
    before = _retelling.set(True)
    try:
        yield
    finally:
        _retelling.reset(before)


def is_quiet() -> bool:
    return _retelling.get()
