"""
Rows that every act writes: Django writes the SQL of an INSERT or UPDATE once a process, as hall.prepared has it do with queries, and
not at each writing.

Each field prepares its own value, as for `Model.save`: a sealed one is sealed for its row. No signal is sent; the house has none.
"""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import DatabaseDefault

M = TypeVar("M", bound=models.Model)


class _Insert(NamedTuple):
    fields: list[Any]
    beginning: str  # up to VALUES
    places: str  # of one row
    returned: list[Any]  # what the database fills in: the key, and columns that only it knows the value of


def insert(rows: Sequence[M], *, unless_there: bool = False) -> Sequence[M]:
    """
    Write new rows of one table in one statement. They have their keys then.

    :param unless_there: pass over rows that a constraint allows once only and that are there; then no row has its key.
    :raises IntegrityError: see the table.
    """
    if not rows:
        return rows
    statement = _insert_of(type(rows[0]), _left_to_the_database(rows[0]))
    connection = connections[DEFAULT_DB_ALIAS]
    for row in rows:
        row._prepare_related_fields_for_save("insert")  # type: ignore[attr-defined]  # an unsaved related row is refused
    ending = " ON CONFLICT DO NOTHING" if unless_there else _returning(statement.returned)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{statement.beginning} {', '.join([statement.places] * len(rows))}{ending}",
            [value for row in rows for value in _values(statement.fields, row, connection, is_new=True)],
        )
        answers = cursor.fetchall() if ending and not unless_there else ()
    for row, answer in zip(rows, answers, strict=False):
        for field, value in zip(statement.returned, answer, strict=True):
            setattr(row, field.attname, value)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return rows


def insert_one(row: M) -> M:
    """`insert` of one row."""
    return insert([row])[0]


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that is there. :raises DoesNotExist: it is not."""
    if not update_all([row], *names):
        raise type(row).DoesNotExist  # type: ignore[attr-defined]


def update_all(rows: Collection[models.Model], *names: str) -> int:
    """Write these fields of rows that are there, with the values of the first one, in one statement; return how many there were."""
    first = next(iter(rows))
    fields, sql = _update_of(type(first), names)
    connection = connections[DEFAULT_DB_ALIAS]
    keys = [row.pk for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_values(fields, first, connection, is_new=False), keys])
        number: int = cursor.rowcount
    return number


def _values(fields: list[Any], row: models.Model, connection: Any, *, is_new: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, is_new), connection) for field in fields]


def _left_to_the_database(row: models.Model) -> tuple[str, ...]:
    """The columns of a new row that only the database knows the value of; those written with it leave the same ones."""
    left = [each.attname for each in _own(type(row)) if isinstance(row.__dict__.get(each.attname), DatabaseDefault)]
    return tuple(left) if row.pk is not None else (*left, row._meta.pk.attname)


@cache
def _own(model: type[models.Model]) -> list[Any]:
    """The columns for which only the database has a default."""
    fields = model._meta.local_concrete_fields
    return [field for field in fields if field.has_db_default() and not field.has_default()]


@cache
def _insert_of(model: type[models.Model], left: tuple[str, ...]) -> _Insert:
    meta = model._meta
    all_fields: list[Any] = [field for field in meta.local_concrete_fields if not field.generated]
    fields = [field for field in all_fields if field.attname not in left]
    columns = ", ".join(_quoted(field.column) for field in fields)
    return _Insert(
        fields,
        f"INSERT INTO {_quoted(meta.db_table)} ({columns}) VALUES",
        f"({', '.join(map(_place, fields))})",
        [field for field in all_fields if field.attname in left],
    )


def _returning(fields: list[Any]) -> str:
    return f" RETURNING {', '.join(_quoted(field.column) for field in fields)}" if fields else ""


@cache
def _update_of(model: type[models.Model], names: tuple[str, ...]) -> tuple[list[Any], str]:
    meta = model._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    columns = ", ".join(f"{_quoted(field.column)} = {_place(field)}" for field in fields)
    return fields, f"UPDATE {_quoted(meta.db_table)} SET {columns} WHERE {_quoted(meta.pk.column)} = ANY(%s)"  # noqa: S608


def _place(field: Any) -> str:
    """What stands for a value of a field: of a list with its type."""
    return (
        field.get_placeholder(None, None, connections[DEFAULT_DB_ALIAS]) if hasattr(field, "get_placeholder") else "%s"
    )


def _quoted(name: Any) -> str:
    quoted: str = connections[DEFAULT_DB_ALIAS].ops.quote_name(name)
    return quoted
