"""Rows that the database itself refuses: a table of constraint and writer, and how they are tried one by one."""

from collections.abc import Callable
from typing import Any

import pytest

Row = tuple[str, Callable[[Any], object]]  # the constraint's name, and who writes what it forbids


def each_of(rows: list[Row]) -> pytest.MarkDecorator:
    """Parametrize a test with ``name`` and ``write``."""
    return pytest.mark.parametrize(("name", "write"), rows, ids=[f"{n}: {row[0]}" for n, row in enumerate(rows)])


def twice(make: Callable[[], object]) -> None:
    make()
    make()
