"""The small hall of `tests.world`, built once in a process and written again for each test as the rows that it was."""

import copy
from io import StringIO

from django.db import connection, transaction

from hall import calendar
from tests.snapshot import tables
from tests.world import World, build

_built: World | None = None
_rows: dict[str, str] = {}  # by table, in PostgreSQL's own form of COPY


def small_hall() -> World:
    """Write the small hall into an empty database, with the same keys each time and a calendar that was read before."""
    global _built
    if _built is None:
        before = _read()  # what the migrations wrote
        _built = build()
        _rows.update({table: rows for table, rows in _read().items() if table not in before})
    else:
        with transaction.atomic():
            _write()
            settled_here()
    calendar.current()
    return copy.deepcopy(_built)


def settled_here() -> None:
    """The stamp of the calendar says which transaction wrote it: this one, not the one that built the hall."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hall_calendarversion SET transaction = pg_current_xact_id()::text::bigint")


def _read() -> dict[str, str]:
    with connection.cursor() as cursor:
        found = {}
        for table in tables():
            text = StringIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', text)
            found[table] = text.getvalue()
    return {table: rows for table, rows in found.items() if rows}


def _write() -> None:
    with connection.cursor() as cursor:
        for table, rows in _rows.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', StringIO(rows))
