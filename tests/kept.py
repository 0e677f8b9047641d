"""The small hall of `tests.world`, built once in a process and written again for each test as the rows that it was."""

import copy
from io import StringIO

from django.db import connection, transaction

from cases.models import Recomputation
from hall import calendar
from tests.snapshot import tables
from tests.world import BUILT_AT, World, build

_built: World | None = None
_rows: dict[str, str] = {}  # by table, in PostgreSQL's own form of COPY


def small_hall() -> World:
    """Write the small hall into an empty database, with the same keys each time and a calendar that nobody has read yet."""
    global _built
    if _built is None:
        before = _read()  # what the migrations wrote
        _built = build()
        _rows.update({table: rows for table, rows in _read().items() if table not in before})
    else:
        with transaction.atomic():
            _write()
            stamp = calendar.changed(at=BUILT_AT)
            Recomputation.objects.update(stamp=stamp)
    return copy.deepcopy(_built)


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
