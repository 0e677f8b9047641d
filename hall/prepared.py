"""
Queries that are asked at every act: Django writes the SQL of each once a process, and the server plans it once a connection, not at
each asking.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, transaction
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler

from hall.plans import Plan, flat, planned
from hall.rows import reader

M = TypeVar("M", bound=models.Model)

# What stands in for a value while the SQL is written: unlike any constant of a query.
ANY_NUMBER = -987_654_321
ANY_DAY = date.min
ANY_MOMENT = datetime.min.replace(tzinfo=UTC)
ANY_TEXT = "\x01stands in\x01"
ANY_NUMBERS = [ANY_NUMBER]
ANY_ID = 2 * ANY_NUMBER  # and each number below it: for the ids of people and departments, see `of_its_shape`


PERSON, DEPARTMENT = "person", "department"


class Roles:
    """Ids, and the numbers that stand in for those of some kinds: the same one for the same id."""

    def __init__(self, *kinds: str) -> None:
        self._kinds, self._stand_ins = kinds, dict[tuple[str, int], int]()

    def of(self, kind: str, ids: Iterable[int]) -> frozenset[int]:
        """What stands where these ids stood."""
        if kind not in self._kinds:
            return frozenset(ids)
        return frozenset(
            self._stand_ins.setdefault((kind, each), ANY_ID - 1 - len(self._stand_ins)) for each in sorted(ids)
        )

    def of_one(self, kind: str, one: int | None) -> int | None:
        """Nobody stands in for None."""
        return None if one is None else next(iter(self.of(kind, [one])))

    @property
    def ids(self) -> dict[int, int]:
        """What each stands in for."""
        return {stand_in: each for (_kind, each), stand_in in self._stand_ins.items()}


class Shaped(Protocol):
    """What a query depends on, such as a grant, that can be had with stand-ins for the ids in it."""

    def __hash__(self) -> int: ...

    def in_general(self, roles: Roles) -> Self: ...


S = TypeVar("S", bound=Shaped)


class LeftOpen(Enum):
    """Its members stand for values that come with each asking."""


class Among(Lookup):
    """``Among(F("case"), keys)``: the same SQL for any number of keys, which IN has not; or for what stands for all of them."""

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, self.rhs if isinstance(self.rhs, LeftOpen) else list(self.rhs))


class _Once(NamedTuple):
    """A query as it was written: what asks it, what reads the answer, and the stand-ins for ids in it."""

    queryset: models.QuerySet[Any]
    plan: Plan | None  # None where Django sees by itself that nothing can match
    read: Callable[[Iterable[Any]], list[Any]]
    stand_ins: list[int]


class Prepared(Generic[M]):
    """
    A query of the ORM with its values left open; most of what a small query costs is writing its SQL, planning it, and finding out how
    its rows are read.

    :param write: the query, with stand-ins where its values go; called once, when it is first asked.
    :param values: those stand-ins, in the order in which the values will come. One value may stand in several places.
    """

    def __init__(self, write: Callable[[], models.QuerySet[M]], *values: Any) -> None:
        self._write, self._values = write, values
        self._written: _Once | None = None

    def rows(self, *values: Any) -> list[M]:
        return self.rows_of({}, values)

    def rows_of(self, ids: Mapping[int, int], values: Sequence[Any]) -> list[M]:
        """The same, with what stand-ins for ids stand in for."""
        if self._written is None:
            self._written = self._once()
        queryset, plan, read, stand_ins = self._written
        if plan is None:
            return []
        database = queryset.db
        if queryset.query.select_for_update and connections[database].get_autocommit():
            raise transaction.TransactionManagementError("rows are locked for the length of a transaction")
        return read(plan.rows_of([*values, *(ids[each] for each in stand_ins)], using=database))

    def get(self, *values: Any) -> M:
        """The one row. :raises DoesNotExist: there is none."""
        rows = self.rows(*values)
        if not rows:
            raise self._written.queryset.model.DoesNotExist  # type: ignore[union-attr]
        [row] = rows
        return row

    def _once(self) -> _Once:
        queryset = self._write()
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            sql, places = compiler.as_sql()
        except EmptyResultSet:
            return _Once(queryset, None, list, [])
        missing = [value for value in self._values if value not in places]
        if missing:
            raise ValueError(f"no place for {missing} in {sql}")
        stand_ins = stand_ins_among(places)
        plan = planned(sql, places, [*self._values, *stand_ins], using=queryset.db)
        return _Once(queryset, plan, reader(queryset, compiler), stand_ins)


class OfOne(Generic[M]):
    """A query of a shape with the ids of one reach."""

    def __init__(self, query: Prepared[M], ids: Mapping[int, int]) -> None:
        self._query, self._ids = query, ids

    def rows(self, *values: Any) -> list[M]:
        return self._query.rows_of(self._ids, values)


def of_its_shape(write: Callable[[S], Prepared[M]]) -> Callable[[S], OfOne[M]]:
    """
    A query for each grant, or for whatever else it depends on, written and planned once for all of the same shape: a clerk of one
    department asks in the words of every other.
    """
    return _written_for(write, PERSON, DEPARTMENT)


def of_its_places(write: Callable[[S], Prepared[M]]) -> Callable[[S], OfOne[M]]:
    """
    The same, written once for everybody with the same departments. For what takes the first rows of an order: how far that has to be
    walked depends on how much a department has.
    """
    return _written_for(write, PERSON)


def _written_for(write: Callable[[S], Prepared[M]], *kinds: str) -> Callable[[S], OfOne[M]]:
    of_shape = lru_cache(maxsize=256)(write)

    @lru_cache(maxsize=1_024)
    def of_one(reach: S) -> OfOne[M]:
        roles = Roles(*kinds)
        return OfOne(of_shape(reach.in_general(roles)), roles.ids)

    return of_one


def stand_ins_among(values: Iterable[Any]) -> list[int]:
    """The stand-ins for ids among the values of a statement, each once."""
    return sorted({each for each in flat(values) if is_stand_in(each)})


def is_stand_in(value: Any) -> bool:
    return type(value) is int and value < ANY_ID


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
