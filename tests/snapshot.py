"""What the rooms' tables hold at this moment, so that a test can say: nothing changed."""

from decimal import Decimal
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper

# who has come in, and when: like a session, no change of what the rooms hold
COMINGS = {"hall_apitoken"}
ROOMS = (
    "hall", "cases", "papers", "worklists", "permits", "complaints", "conduct", "enquiries", "ratings", "oversight", "exchange",
)  # fmt: skip


@cache
def tables() -> list[str]:
    """The tables of the rooms, the join tables among them."""
    return sorted(
        model._meta.db_table
        for room in ROOMS
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
    )


def stored(*, comings: bool = False) -> dict[str, tuple[int, Decimal]]:
    """Each table with how many rows it has and a digest over all of them, as the database keeps them; COMINGS if asked for."""
    asked = _asked.setdefault(connection.connection, {})
    with connection.cursor() as cursor:
        # digesting a table that is empty costs the server more than one with rows: those are only looked into
        filled = tuple(row[0] for row in _execute(cursor, asked, (), _ONE_ROW))
        rows = dict.fromkeys(tables(), (0, Decimal(0)))
        rows |= {table: (count, digest) for table, count, digest in _execute(cursor, asked, filled, _DIGEST) if filled}
    return rows if comings else {table: row for table, row in rows.items() if table not in COMINGS}


_ONE_ROW = "(SELECT '{0}' FROM \"{0}\" LIMIT 1)"
# a sum needs no order: sorting what stands in all tables took most of the time
_DIGEST = "SELECT '{0}', count(*), sum(hashtextextended(t::text, 0)) FROM \"{0}\" t"
# of each connection the names of what it has prepared, by the tables asked about: planning takes several times as long as answering
_asked: WeakKeyDictionary[Any, dict[tuple[str, ...], str]] = WeakKeyDictionary()


def _execute(cursor: CursorWrapper, asked: dict[tuple[str, ...], str], about: tuple[str, ...], each: str) -> list[Any]:
    """The answer about these tables; about all of them if none is named."""
    if about not in asked:
        asked[about] = f"stored_{len(asked)}"
        question = " UNION ALL ".join(each.format(table) for table in about or tables())
        cursor.execute(f"PREPARE {asked[about]} AS {question}")
    cursor.execute(f"EXECUTE {asked[about]}")
    return list(cursor.fetchall())
