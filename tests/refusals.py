"""Rows that the database itself refuses: a table of constraint and writer, and how they are tried one by one."""

from collections.abc import Callable
from typing import Any

Row = tuple[str, Callable[[Any], object]]  # the constraint's name, and who writes what it forbids


def twice(make: Callable[[], object]) -> None:
    make()
    make()
