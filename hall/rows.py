"""
What Django makes of the rows of a query, made for a query that is written once.

Of the time in which a page's rows were read, two thirds went into finding out once more how its rows are read, and into constructors that
look at each column of each row. Here that is found out once, and a row becomes an object by putting its columns where they belong.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    ValuesListIterable,
    prefetch_related_objects,
)
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.utils import create_namedtuple_class

M = TypeVar("M", bound=Model)
Row = Sequence[Any]
Make = Callable[[Row], Any]


def reader(queryset: QuerySet[Any], compiler: SQLCompiler) -> Callable[[Iterable[Row]], list[Any]]:
    """
    What makes of rows what iterating over the queryset would have made of them. `compiler` has written its SQL.

    :raises NotImplementedError: it is of a kind that is not made here.
    """
    kind: Any = queryset._iterable_class  # type: ignore[attr-defined]
    if kind not in MAKERS or queryset._known_related_objects:  # type: ignore[attr-defined]
        raise NotImplementedError(f"rows of {queryset.model.__name__} as {kind.__name__}")
    make: Make = MAKERS[kind](queryset, compiler)
    columns = [expression for expression, *_rest in compiler.select[: compiler.col_count]]  # type: ignore[index]
    converters = list(compiler.get_converters(columns).items())
    lookups = queryset._prefetch_related_lookups  # type: ignore[attr-defined]

    def converted(row: Row) -> Row:
        values = list(row)
        for place, (each, expression) in converters:
            for converter in each:
                values[place] = converter(values[place], expression, compiler.connection)
        return values

    def read(rows: Iterable[Row]) -> list[Any]:
        made = [make(converted(row)) for row in rows] if converters else [make(row) for row in rows]
        if lookups:
            prefetch_related_objects(made, *lookups)
        return made

    return read


def _model(queryset: QuerySet[Any], compiler: SQLCompiler) -> Make:
    info = compiler.klass_info
    make = _of_columns(info, compiler.select, queryset.db)
    annotations = list((compiler.annotation_col_map or {}).items())

    def annotated(row: Row) -> Any:
        made = make(row)
        for name, place in annotations:
            made.__dict__[name] = row[place]
        return made

    return annotated if annotations else make


def _of_columns(info: Any, select: Any, database: str) -> Make:
    """A model of its columns in a row, with what was selected with it; as Model.from_db and RelatedPopulator do it."""
    model: type[Model] = info["model"]
    first, behind = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, *_rest in select[first:behind]]
    key = first + names.index(model._meta.pk.attname)  # type: ignore[union-attr]
    related = [
        (_of_columns(each, select, database), each["local_setter"], each["remote_setter"])
        for each in info.get("related_klass_infos", ())
    ]

    def make(row: Row) -> Any:
        if row[key] is None:  # nothing was joined
            return None
        made = stored(model, names, row[first:behind], database)
        for its, here, there in related:
            other = its(row)
            here(made, other)
            if other is not None:
                there(other, made)
        return made

    return make


def stored(model: type[M], names: Iterable[str], values: Iterable[Any], database: str = DEFAULT_DB_ALIAS) -> M:
    """A row as Model.from_db makes it, without a walk over all the columns that are not read."""
    made = model.__new__(model)
    made._state = state = ModelState()
    state.adding, state.db = False, database
    made.__dict__.update(zip(names, values, strict=True))
    return made


class Columns(Generic[M]):
    """All columns of a model, for a statement of our own; of a kind that psycopg2 reads as Django does."""

    def __init__(self, model: type[M], alias: str) -> None:
        fields = model._meta.concrete_fields
        self.sql = ", ".join(f"{alias}.{field.column}" for field in fields)
        self._model, self._names = model, [field.attname for field in fields]

    def of(self, row: Row) -> tuple[M, Row]:
        """What stands at the beginning of a row, and the rest of it."""
        width = len(self._names)
        return stored(self._model, self._names, row[:width]), row[width:]


def _named(queryset: QuerySet[Any], _compiler: SQLCompiler) -> Make:
    kind = create_namedtuple_class(*queryset._fields)  # type: ignore[attr-defined]
    return lambda row: tuple.__new__(kind, row)


MAKERS: dict[Any, Callable[[QuerySet[Any], SQLCompiler], Make]] = {
    ModelIterable: _model,
    NamedValuesListIterable: _named,
    ValuesListIterable: lambda _queryset, _compiler: tuple,
    FlatValuesListIterable: lambda _queryset, _compiler: lambda row: row[0],
}
