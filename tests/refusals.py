"""Rows that the database itself refuses: a table of constraint and writer, and how such a row is tried."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

Row = tuple[str, Callable[[Any], object]]  # the constraint's name, and who writes what it forbids


def each_of(rows: list[Row]) -> pytest.MarkDecorator:
    """Parametrize a test with ``name`` and ``write``."""
    return pytest.mark.parametrize(("name", "write"), rows, ids=[f"{n}: {row[0]}" for n, row in enumerate(rows)])


def refuses(scene: Any, name: str, write: Callable[[Any], object]) -> None:
    """The database refuses the row, by this constraint and no other."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write(scene)


def twice(make: Callable[[], object]) -> None:
    make()
    make()
