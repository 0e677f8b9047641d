"""
Sealing anew what was sealed by an earlier release, for no purpose, or with a key that is to go (decision 99).

Each batch is a transaction of its own, and a value that has been done is recognised by its beginning: whoever is interrupted
begins again and goes on. The hall may be at work meanwhile: a row is locked for the moment in which it is written.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from django.db.models.functions import Now

from hall.crypto import SUITE, CannotUnseal, first_key, is_unbound, seal, unseal, unseal_unbound
from hall.fields import SealedTextField, sealed_fields
from hall.models import KeyProbe

BATCH = 500  # rows of one transaction


@dataclass(frozen=True)
class Table:
    """A table with sealed columns. Names are quoted."""

    model: type[models.Model]
    fields: tuple[SealedTextField, ...]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        return _quoted(self.model._meta.pk.column)

    @property
    def columns(self) -> list[str]:
        return [_quoted(each.column) for each in self.fields]

    @property
    def undone(self) -> str:
        """A condition: some value is not yet sealed for its row with the first key, whose beginning is its one parameter a column."""
        return " OR ".join(f"({name} <> '' AND NOT starts_with({name}, %s))" for name in self.columns)

    @property
    def beginnings(self) -> list[str]:
        return [f"{SUITE}:{first_key()}:"] * len(self.fields)


@dataclass
class Report:
    """What was done: values sealed anew, and the places (table.column and the row's key) of those that do not open."""

    done: int = 0
    bad: set[str] = field(default_factory=set)


def is_finished() -> bool:
    """Whether every value is known to be sealed for its row with the first key."""
    probes = KeyProbe.objects.values_list("key_id", "bound_at")
    return [(key_id, bound_at is not None) for key_id, bound_at in probes] == [(first_key(), True)]


def reseal(*, unbound_too: bool = False, progress: Callable[[str, int, int], None] = lambda *_args: None) -> Report:
    """
    Seal anew whatever is not sealed for its row with the first key; then values sealed for no purpose open nowhere any more, and
    the other keys are needed no longer.

    A value that does not open is named and left, and so are the keys that such values name. Of one that is sealed for no purpose it is not known any more, once all were
    done, what it was sealed for: it counts as such unless `unbound_too` (a value restored from an old backup).

    :param progress: called after each batch with the table, rows done and rows to do there.
    """
    report = Report()
    unbound = unbound_too or KeyProbe.objects.filter(bound_at=None).exists()
    while True:
        before = report.done
        for table in _tables():
            _reseal_table(table, report, unbound=unbound, progress=progress)
        if report.done == before:  # what the hall has written meanwhile is done, too
            break
    with transaction.atomic():
        # a key that a value still names is still needed: taken out, nothing starts, and the sentence names it
        KeyProbe.objects.exclude(pk__in=[first_key(), *(_keys_still_named() if report.bad else ())]).delete()
        KeyProbe.objects.filter(pk=first_key(), bound_at=None).update(bound_at=Now())
    return report


def _keys_still_named() -> set[str]:
    """The names of the keys in the values that are left as they are, for they do not open."""
    names: set[str] = set()
    for table in _tables():
        for column in table.columns:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT DISTINCT split_part({column}, ':', 2) FROM {_quoted(table.name)} WHERE {column} <> ''"  # noqa: S608 - our own names
                )
                names |= {name for (name,) in cursor.fetchall()}
    return names


def _tables() -> Iterator[Table]:
    columns: dict[type[models.Model], list[SealedTextField]] = {}
    for model, each in sealed_fields():
        columns.setdefault(model, []).append(each)
    for model, fields in columns.items():
        yield Table(model, tuple(fields))


def _reseal_table(table: Table, report: Report, *, unbound: bool, progress: Callable[[str, int, int], None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_quoted(table.name)} WHERE {table.undone}", table.beginnings)  # noqa: S608 - our own names
        (total,) = cursor.fetchone()
    after, rows = -1, 0
    while batch := _reseal_batch(table, after, report, unbound=unbound):
        after, rows = batch[-1], rows + len(batch)
        progress(table.name, rows, max(total, rows))


@transaction.atomic
def _reseal_batch(table: Table, after: int, report: Report, *, unbound: bool) -> list[int]:
    """Do the next rows behind a key, and return their keys."""
    identity = list(dict.fromkeys(name for each in table.fields for name in _row_columns(each)))
    wanted = ", ".join([table.key, *table.columns, *map(_quoted, identity)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {wanted} FROM {_quoted(table.name)} WHERE {table.key} > %s AND ({table.undone})"  # noqa: S608 - our own names
            f" ORDER BY {table.key} LIMIT {BATCH} FOR NO KEY UPDATE",
            [after, *table.beginnings],
        )
        rows = cursor.fetchall()
        changed = []
        for key, *values in rows:
            sealed, row = values[: len(table.fields)], dict(zip(identity, values[len(table.fields) :], strict=True))
            news = [
                _renewed(each, value, (key, row), report, unbound=unbound)
                for each, value in zip(table.fields, sealed, strict=True)
            ]
            if news != sealed:
                changed.append((key, *news))
        if changed:
            _write(cursor, table, changed)
    return [row[0] for row in rows]


def _write(cursor: Any, table: Table, rows: list[tuple[Any, ...]]) -> None:
    """Write rows of (key, value of each sealed column) with one statement."""
    news = ", ".join(f"{name} = news.{name}" for name in table.columns)
    cursor.execute("SELECT set_config('hall.resealing', 'on', true)")  # for the guard of what is otherwise final
    arrays = ", ".join(["%s::bigint[]", *["%s::text[]"] * len(table.fields)])
    cursor.execute(
        f"UPDATE {_quoted(table.name)} old SET {news}"  # noqa: S608 - our own names
        f" FROM unnest({arrays}) AS news({', '.join([table.key, *table.columns])}) WHERE old.{table.key} = news.{table.key}",
        [list(each) for each in zip(*rows, strict=True)],
    )
    cursor.execute("SELECT set_config('hall.resealing', '', true)")


def _renewed(
    each: SealedTextField, value: str | None, at: tuple[int, dict[str, Any]], report: Report, *, unbound: bool
) -> str | None:
    """The value sealed for its row with the first key; as it is, if it is already, or does not open."""
    if not value or value.startswith(f"{SUITE}:{first_key()}:"):
        return value
    key, row = at
    table = each.model._meta.db_table
    purpose = each.purpose_of(tuple(row[name] for name in _row_columns(each)))
    try:
        if is_unbound(value) and not unbound:
            raise CannotUnseal("sealed for no purpose")
        plain = unseal_unbound(value) if is_unbound(value) else unseal(value, purpose)
    except CannotUnseal:
        report.bad.add(f"{table}.{each.column} {key}")
        return value
    report.done += 1
    return seal(plain, purpose)


def _row_columns(each: SealedTextField) -> list[str]:
    return [field.column for field in each.row_fields]


def _quoted(name: str | None) -> str:
    return str(connection.ops.quote_name(str(name)))
