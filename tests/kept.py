"""
The small hall of `tests.world` stands in the test database from the beginning; tests that want none empty it first.

A copy of its rows lies beside it, in a schema of its own: after a test that commits, what stands in the tables is taken out and
these rows are written again, which costs a few milliseconds where truncating every table cost a hundred.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from io import StringIO
from typing import Any, TypeVar

import pgtrigger
from django.conf import UserSettingsHolder, settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from cases import in_hand
from cases.quiet import is_quiet
from hall import calendar, keys
from tests.snapshot import stored
from tests.world import World, build

BESIDE = "small_hall"
# what migrations write and nothing reads
UNTOUCHED = {"django_content_type", "auth_permission"}
MANY = 2_000  # lines of history: deleted rows would be in the next tests' way until the server has cleared them away
Cast = TypeVar("Cast")
_world: list[bytes] = []
_scenes: dict[tuple[Any, ...], tuple[bytes, dict[str, str]]] = {}


def open_hall() -> None:
    """Build the small hall in this process's test database, once, and put a copy of all rows beside it."""
    with transaction.atomic():
        keys.must_fit()
        _world[:] = [pickle.dumps(build())]
        with connection.cursor() as cursor:
            # no transaction of a test is older than this calendar
            cursor.execute("UPDATE hall_calendarversion SET transaction = NULL")
            cursor.execute(f"CREATE SCHEMA {BESIDE}")
            for table in _tables():
                cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {quoted(table)})")
                if cursor.fetchone()[0]:
                    cursor.execute(f"CREATE TABLE {BESIDE}.{quoted(table)} AS TABLE {quoted(table)}")


def small_hall() -> World:
    """Return the hall and its people as they stand in the database, with a calendar that was read before."""
    calendar.current()
    return pickle.loads(_world[0])


def close_hall() -> None:
    """Leave an empty database, as the migrations made it: for tests that open a hall of their own."""
    with _without_triggers() as cursor:
        cursor.execute(";".join(f"DELETE FROM {quoted(table)}" for table in _standing()))


def scene(build: Callable[..., Cast]) -> Callable[..., Cast]:
    """
    What many tests begin with: `build(world, …)` is done once, the next tests on the same ground have its rows copied in; the
    same ground are the same rows, settings and sending. Inside of an act, which has clocks in hand, it is done.

    It writes rows of the rooms and nothing else; what it returns can be pickled.
    """

    @wraps(build)
    def standing(world: World, *args: Any, **more: Any) -> Cast:
        copies = type(world) is World and connection.in_atomic_block and _may_leave_out_triggers()
        if not copies or in_hand.is_acting():
            return build(world, *args, **more)
        ground = stored(comings=True)
        key = build, args, tuple(more.items()), tuple(ground.values()), is_quiet(), _settings_of_this_test()
        if key not in _scenes:
            cast = build(world, *args, **more)
            changed = [table for table, rows in stored(comings=True).items() if rows != ground[table]]
            _scenes[key] = pickle.dumps(cast), {table: _rows(table) for table in changed}
            return cast
        pickled, tables = _scenes[key]
        with _without_triggers() as cursor:
            cursor.execute(";".join(f"DELETE FROM {quoted(table)}" for table in tables))
            for table, rows in tables.items():
                cursor.copy_expert(f"COPY {quoted(table)} FROM STDIN", StringIO(rows))
        return pickle.loads(pickled)

    return standing


def _settings_of_this_test() -> str:
    """What it has set otherwise than the run."""
    holder, changed = settings._wrapped, []
    while isinstance(holder, UserSettingsHolder):
        changed.append(sorted((name, repr(value)) for name, value in vars(holder).items() if name.isupper()))
        holder = holder.default_settings
    return repr(changed)


def _rows(table: str) -> str:
    """All rows of a table, as the server copies them."""
    rows = StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {quoted(table)} TO STDOUT", rows)
    return rows.getvalue()


def restore() -> None:
    """After a test that committed: take out whatever stands in the tables, and write the small hall again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM cases_event LIMIT %s) AS lines", [MANY])
        many = cursor.fetchone()[0] == MANY
    if many or not _may_leave_out_triggers():
        # the one time the history may be truncated
        with pgtrigger.ignore("cases.Event:history_is_not_truncated"):
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
        emptied: list[str] = []
    else:
        emptied = _tables()
    with _without_triggers() as cursor:
        if emptied:
            # whoever still writes, a server's last request or a killed worker's transaction, is waited for
            cursor.execute(f"LOCK TABLE {', '.join(map(quoted, emptied))} IN EXCLUSIVE MODE")
        deleted = [f"DELETE FROM {quoted(table)}" for table in emptied]
        inserts = [f"INSERT INTO {quoted(table)} SELECT * FROM {BESIDE}.{quoted(table)}" for table in _standing()]
        cursor.execute(";".join(deleted + inserts))


def quoted(table: str) -> str:
    return connection.ops.quote_name(table)


@cache
def _tables() -> list[str]:
    """Every table that a test may write to, of packages too."""
    return sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - UNTOUCHED)


@cache
def _standing() -> list[str]:
    """The tables in which the small hall, or a migration, has rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", [BESIDE])
        return [table for [table] in cursor.fetchall()]


@cache
def _may_leave_out_triggers() -> bool:
    """Only a superuser may; on somebody's own server the tests may be somebody else, and then everything takes longer."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        return cursor.fetchone()[0] == "on"


@contextmanager
def _without_triggers() -> Iterator[CursorWrapper]:
    """No trigger and no foreign key looks at what is written: all of it is taken out, or was checked when it was built."""
    with transaction.atomic(), connection.cursor() as cursor:
        if _may_leave_out_triggers():
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        if _may_leave_out_triggers():
            cursor.execute("SET LOCAL session_replication_role = origin")
