"""Queries that are asked at every act: Django writes the SQL of each once a process, not at each asking."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, transaction
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=models.Model)

# What stands in for a value while the SQL is written: unlike any constant of a query.
ANY_NUMBER = -987_654_321
ANY_DAY = date.min
ANY_MOMENT = datetime.min.replace(tzinfo=UTC)
ANY_TEXT = "\x01stands in\x01"
ANY_NUMBERS = [ANY_NUMBER]


class Among(Lookup):
    """``Among(F("case"), keys)``: the same SQL for any number of keys, which IN has not."""

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, list(self.rhs))


class Prepared(Generic[M]):
    """
    A query of the ORM with its values left open; more than half of what a small query costs is writing its SQL.

    :param write: the query, with stand-ins where its values go; called once, when it is first asked.
    :param values: those stand-ins, in the order in which the values will come. One value may stand in several places.
    """

    def __init__(self, write: Callable[[], models.QuerySet[M]], *values: Any) -> None:
        self._write, self._values = write, values
        self._written: tuple[models.QuerySet[M], SQLCompiler, str, tuple[Any, ...]] | None = None

    def rows(self, *values: Any) -> list[M]:
        if self._written is None:
            self._written = self._once()
        queryset, written, sql, places = self._written
        if queryset.query.is_empty():
            return []
        connection = connections[queryset.db]
        if queryset.query.select_for_update and connection.get_autocommit():
            raise transaction.TransactionManagementError("rows are locked for the length of a transaction")
        parameters = tuple(values[self._values.index(place)] if place in self._values else place for place in places)
        compiler = copy(written)  # what a compiler keeps of one asking must not reach another thread's
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_more: (sql, parameters)  # type: ignore[method-assign]
        asking = queryset.all()
        asking.query.get_compiler = lambda *_args, **_more: compiler  # type: ignore[method-assign]
        return list(asking)

    def get(self, *values: Any) -> M:
        """The one row. :raises DoesNotExist: there is none."""
        rows = self.rows(*values)
        if not rows:
            raise self._written[0].model.DoesNotExist  # type: ignore[index,union-attr]
        [row] = rows
        return row

    def _once(self) -> tuple[models.QuerySet[M], SQLCompiler, str, tuple[Any, ...]]:
        queryset = self._write()
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            sql, places = compiler.as_sql()
        except EmptyResultSet:  # Django sees by itself that nothing can match
            return queryset.none(), compiler, "", ()
        missing = [value for value in self._values if value not in places]
        if missing:
            raise ValueError(f"no place for {missing} in {sql}")
        return queryset, compiler, sql, tuple(places)


def related(row: models.Model, name: str, query: Prepared[M]) -> list[M]:
    """The related rows of a row as they were loaded with it, or as the query of its key reads them now."""
    loaded = row.__dict__.get("_prefetched_objects_cache", {}).get(name)
    return query.rows(row.pk) if loaded is None else list(loaded)


def fill(row: models.Model, name: str, rows: list[Any]) -> None:
    """Say what the related rows of a row are, as prefetching does: `.all()` reads nothing then."""
    manager = getattr(row, name)
    for each in rows:
        setattr(each, manager.field.name, row)
    related = manager.get_queryset()
    related._result_cache, related._prefetch_done = rows, True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = related


def forget(row: models.Model) -> None:
    """What was filled in for an act is read anew by whoever goes on with the row."""
    row.__dict__.pop("_prefetched_objects_cache", None)
