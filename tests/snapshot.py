"""What the rooms' tables hold at this moment, so that a test can say: nothing changed."""

from decimal import Decimal
from weakref import WeakSet

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper

# who has come in, and when: like a session, no change of what the rooms hold
COMINGS = {"hall_apitoken"}
ROOMS = ("hall", "cases", "papers", "worklists", "permits", "complaints", "conduct", "enquiries", "ratings", "exchange")


def tables() -> list[str]:
    """The tables of the rooms, the join tables among them."""
    return sorted(
        model._meta.db_table
        for room in ROOMS
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
    )


def stored(*, comings: bool = False) -> dict[str, tuple[int, Decimal]]:
    """Each table with how many rows it has and a digest over all of them, as the database keeps them; COMINGS if asked for."""
    with connection.cursor() as cursor:
        _prepare(cursor)
        cursor.execute("EXECUTE stored_now")
        rows = {table: (count, digest) for table, count, digest in cursor.fetchall()}
    return rows if comings else {table: row for table, row in rows.items() if table not in COMINGS}


def _prepare(cursor: CursorWrapper) -> None:
    """Have the server plan the question once in a connection: planning it takes several times as long as answering."""
    if connection.connection in _prepared:
        return
    # a sum needs no order: sorting what stands in all tables took most of the time
    one = "SELECT '{0}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"{0}\" t"
    cursor.execute(f"PREPARE stored_now AS {' UNION ALL '.join(one.format(table) for table in tables())}")
    _prepared.add(connection.connection)


_prepared: WeakSet = WeakSet()
