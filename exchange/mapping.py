"""
What the platform calls a matter, in our kinds and categories: a reviewed file of dated rows (settings.EXCHANGE_CATEGORIES).

A row that ends is not edited: it has its last day, and another one begins the day after. A ticket is read by the row of its day.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from complaints.models import FILED_BY_PEOPLE, Category


@dataclass(frozen=True)
class Row:
    """One code of the platform; `until` is the last day on which it holds, None while it does."""

    code: str
    name: str
    kind: str
    category: str
    since: date
    until: date | None


class BadFile(Exception):
    """The file of categories cannot be used; the message names the line."""


@cache
def rows_of(file: Path) -> tuple[Row, ...]:
    """:raises BadFile: an unknown kind or category, a day that is none, or two rows of one code that hold on one day."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [_row(number, cells) for number, cells in enumerate(csv.DictReader(lines), 2)]
    for one, other in ((one, other) for place, one in enumerate(rows) for other in rows[:place]):
        if one.code == other.code and one.since <= (other.until or date.max) and other.since <= (one.until or date.max):
            raise BadFile(f"{file.name}: {one.code} twice on one day")
    return tuple(rows)


def row_for(code: str, *, on: date, file: Path) -> Row | None:
    """The row of a code on a day; None where there is none."""
    held = (row for row in rows_of(file) if row.code == code and row.since <= on <= (row.until or date.max))
    return next(held, None)


def _row(number: int, cells: dict[str, str]) -> Row:
    try:
        row = Row(
            code=cells["code"].strip(),
            name=cells["name"].strip(),
            kind=cells["kind"],
            category=cells["category"],
            since=date.fromisoformat(cells["since"]),
            until=date.fromisoformat(cells["until"]) if cells["until"] else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadFile(f"line {number}: {error}") from error
    if row.kind not in dict(FILED_BY_PEOPLE) or row.category not in Category.values:
        raise BadFile(f"line {number}: unknown kind or category")
    return row
