"""
A row with what belongs to it, read by one prepared statement.

Planning the many statements, or the one wide join, that the ORM makes of such a question costs more than the answer. A tree names
columns and relations; the database brings it as JSON, and it becomes the models again, with their relations filled. A column that
is not named is fetched by a further statement when somebody asks for it, as Django does it. A relation with many rows answers
`.all()`; any other question of it is an error.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections
from django.db.models import JSONField, Model

from hall.fields import Sealed, SealedTextField
from hall.plans import Plan
from hall.rows import stored

# JSON has no instants and no days
READINGS: dict[str, Callable[[str], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "UUIDField": UUID,
    "SealedTextField": lambda text: text and Sealed(text),  # opened by its row, which must have what identifies it
}
# what comes out of JSON as the model has it
CARRIED = {
    "AutoField",
    "BigAutoField",
    "BigIntegerField",
    "BooleanField",
    "CharField",
    "IntegerField",
    "JSONField",
    "PositiveIntegerField",
    "PositiveSmallIntegerField",
    "SmallIntegerField",
    "TextField",
}
ROOT = "c"  # how the conditions of a tree call its first row; their own row they call {}


class Tree:
    """
    :param columns: field names, divided by blanks; the key is one of them. :param only: a condition in SQL.
    :param order: of several rows, in SQL. :param below: what is read with it, by the names of the relations.
    """

    def __init__(self, columns: str, *, only: str = "true", order: str = "{}.id", **below: "Tree") -> None:
        self.columns, self.only, self.order, self.below = columns, only, order, below

    def __or__(self, more: dict[str, "Tree"]) -> "Tree":
        return Tree(self.columns, only=self.only, order=self.order, **self.below | more)


class TreeQuery:
    """
    The statement for a tree, and the way back from its answer to models.

    :param where: which first row, in SQL. :param beside: further expressions, answered before the tree. :param types: of the
    values $1, $2, … in both.
    """

    def __init__(self, model: type[Model], tree: Tree, *, where: str, beside: str, types: str) -> None:
        self.model, self.tree, self.where, self.beside, self.types = model, tree, where, beside, types

    @cached_property
    def _built(self) -> tuple[Plan, Callable[[list], Any]]:
        row, make = _branch(self.model, self.tree, ROOT, count())
        table = self.model._meta.db_table
        first = f"(SELECT {row}::text FROM {table} {ROOT} WHERE {self.where})"  # noqa: S608 - names of our own
        return Plan(f"SELECT {self.beside}, {first}", self.types.split(", ")), make

    def ask(self, *values: Any) -> tuple[list[Any], Any]:
        """Return what was asked beside the tree, and the first row with all below it, or None."""
        *beside, text = self._answer(values)
        return beside, self._built[1](json.loads(text)) if text else None

    def _answer(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """Whether the connection still lives is not asked before, as Django does it: a reading can be repeated on another."""
        now = connections[DEFAULT_DB_ALIAS]  # each look through `connection` asks which thread this is
        used = now.connection
        now.health_check_done = True  # type: ignore[attr-defined]
        plan = self._built[0]
        try:
            [row] = plan.rows(*values)
        except (OperationalError, InterfaceError):
            # a transaction that ends on a dead connection has opened another one already
            if connection.in_atomic_block or (connection.connection is used and connection.is_usable()):
                raise
            connection.close()
            [row] = plan.rows(*values)
        return row


def _branch(model: type[Model], tree: Tree, alias: str, aliases: count) -> tuple[str, Callable[[list], Any]]:
    """
    The JSON of a row in SQL, and what makes a model of it.

    :raises ValueError: a column that JSON would change: a sum of money, a time of the day.
    """
    fields: list[Any] = [model._meta.get_field(name) for name in tree.columns.split()]
    names = [field.attname for field in fields]
    kinds = [_kind(field) for field in fields]
    readings = [(place, READINGS[kind]) for place, kind in enumerate(kinds) if kind in READINGS]
    sql = [f"{alias}.{field.column}" for field in fields]
    below: list[Callable[[Model, Any], None]] = []
    for name, branch in tree.below.items():
        inner, hang = _below(model, name, branch, alias, aliases)
        sql.append(inner)
        below.append(hang)
    width = len(names)

    def make(row: list) -> Model:
        for place, reading in readings:
            if row[place] is not None:
                row[place] = reading(row[place])
        made = stored(model, names, row[:width])
        for hang, value in zip(below, row[width:], strict=True):
            hang(made, value)
        return made

    return f"json_build_array({', '.join(sql)})", make


def _kind(field: Any) -> str:
    value = field
    while value.remote_field:  # a foreign key has the value of the key that it names
        value = value.target_field
    if isinstance(value, ArrayField) and value.base_field.get_internal_type() in CARRIED:
        value = value.base_field  # a list of what comes through as it is
    kind: str = "SealedTextField" if isinstance(value, SealedTextField) else value.get_internal_type()
    is_read = hasattr(value, "from_db_value") and not isinstance(value, (JSONField, SealedTextField))
    if is_read or kind not in CARRIED | READINGS.keys():
        raise ValueError(f"{field} does not come out of JSON as the model has it")
    return kind


def _below(
    model: type[Model], name: str, tree: Tree, above: str, aliases: count
) -> tuple[str, Callable[[Model, Any], None]]:
    """What hangs at a relation: the JSON in SQL, and what puts its models where the relation looks for them."""
    relation: Any = model._meta.get_field(name)
    alias = f"x{next(aliases)}"
    row, make = _branch(relation.related_model, tree, alias, aliases)
    back = "" if relation.concrete else relation.field.name
    if relation.many_to_many:
        its, here = relation.m2m_reverse_name(), relation.m2m_column_name()
        its = f"{alias}.id IN (SELECT {its} FROM {relation.m2m_db_table()} WHERE {here} = {above}.id)"  # noqa: S608
    elif relation.concrete:
        its = f"{alias}.id = {above}.{relation.column}"
    else:
        its = f"{alias}.{relation.field.column} = {above}.{model._meta.pk.column}"
    source = f"FROM {relation.related_model._meta.db_table} {alias} WHERE {its} AND ({tree.only.format(alias)})"

    def one(to: Model, value: list | None) -> None:
        to._state.fields_cache[name] = made = make(value) if value else None
        if made and back:
            made._state.fields_cache[back] = to

    def several(to: Model, value: list | None) -> None:
        rows = [make(each) for each in value or ()]
        if back:
            for each in rows:
                each._state.fields_cache[back] = to
        # A list answers `.all()`, and nothing that would be another question. A queryset, as hall.prepared.fill makes one, would
        # answer that too; making one for each relation is what a tree saves.
        to.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows

    if relation.one_to_many or relation.many_to_many:
        return f"(SELECT json_agg({row} ORDER BY {tree.order.format(alias)}) {source})", several
    return f"(SELECT {row} {source})", one
