"""Rows that cannot be used, made behind the verbs' back: a sealed value with four characters changed, a clock that cannot speak."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction

from cases.models import Case
from hall.fields import sealed_fields


def sealed_columns() -> list[tuple[type[models.Model], str]]:
    """Every sealed column of the hall, as (model, field)."""
    return [(model, field.name) for model, field in sealed_fields()]


@contextmanager
def triggers_off() -> Iterator[None]:
    """Some tables are final: the damage comes from below, not through them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def silent_clocks_pass() -> None:
    """For the rest of the test: the database itself refuses a clock that has fallen silent, but its owner can take the rule away."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_deadline DROP CONSTRAINT IF EXISTS deadline_before_its_breach_has_an_alert")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def corrupt(model: type[models.Model], column: str, pk: int) -> str:
    """Change four characters of a sealed value, and return the value as it was."""
    table, key = model._meta.db_table, model._meta.pk.column
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {key} = %s", [pk])
        value = cursor.fetchone()[0]
        assert value.startswith("std2:"), f"{table}.{column} of {pk} is not sealed"
        cursor.execute(f"UPDATE {table} SET {column} = overlay({column} placing '0000' from 24) WHERE {key} = %s", [pk])
    return value


def repair(model: type[models.Model], column: str, pk: int, value: str) -> None:
    table, key = model._meta.db_table, model._meta.pk.column
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [value, pk])


def lose_count(case: Case, by: int = -1) -> None:
    """The case forgets a line of its history: the next line would be written twice, which the table forbids."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET events_count = events_count + %s WHERE id = %s", [by, case.pk])
