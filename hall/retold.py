"""
Which day of the catalogue an act is done by. While an old ledger is retold its days may lie before the catalogue was loaded: they are
then read as the first day that it knows (decision 121). What is published, and from when, is never changed for a ledger.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

_first: ContextVar[date | None] = ContextVar("first day of the catalogue", default=None)


@contextmanager
def before_the_catalogue(first: date | None) -> Iterator[None]:
    """Until the block ends, this thread reads a day before the `first` of the catalogue as that one. None: there is no catalogue."""
    before = _first.set(first)
    try:
        yield
    finally:
        _first.reset(before)


def day_of_catalogue(on: date) -> date:
    """The day by which the version of an item is looked up."""
    first = _first.get()
    return max(on, first) if first else on
