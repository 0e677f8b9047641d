"""
An act is done whole or not at all: a transaction around it, inside another one a savepoint. Who has made such a block for one act
alone (a line of a ledger, a row of a bulk act) leaves it with whatever the act raises, so the act needs no second one in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

_spare: ContextVar[bool] = ContextVar("the block around is this act's own", default=False)


@contextmanager
def block_of_one_act() -> Iterator[None]:
    """A transaction or savepoint for the next `whole`. Nothing that is raised in it may be caught in it."""
    with transaction.atomic():
        before = _spare.set(True)
        try:
            yield
        finally:
            _spare.reset(before)


@contextmanager
def whole() -> Iterator[None]:
    """Around a verb (``@whole()``): in the block that was made for it, or one of its own. A verb inside it has its own again."""
    if not _spare.get():
        with transaction.atomic():
            yield
        return
    before = _spare.set(False)
    try:
        yield
    finally:
        _spare.reset(before)
