"""What must be true of every row, under the name that says it: facts that the database itself keeps; and what it finds rows by."""

import pgtrigger
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint


def check(name: str, condition: Q) -> CheckConstraint:
    return CheckConstraint(condition=condition, name=name)


def not_of_the_future(name: str, *columns: str) -> pgtrigger.Trigger:
    """
    No process with a wrong clock can write a row of a day to come: none later than the database's clock and a minute
    (hall.clock). A trigger, and no check: that would forbid every later change of a row that is there already.
    """
    later = " OR ".join(f"NEW.{column} > public.hall_latest()" for column in columns)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition(later),
        func=f"RAISE EXCEPTION '{name}: later than the clock of the database' USING ERRCODE = 'check_violation';",
    )


def once(name: str, *fields: str, condition: Q | None = None, nulls_distinct: bool | None = None) -> UniqueConstraint:
    """No two rows (of those that fit the condition) have the same in these fields; with nulls_distinct=False also where one is empty."""
    return UniqueConstraint(fields=fields, condition=condition, name=name, nulls_distinct=nulls_distinct)


def index(name: str, *fields: str, condition: Q | None = None) -> Index:
    """In the order of these fields, of the rows that fit the condition."""
    return Index(fields=fields, condition=condition, name=name)
