"""What must be true of every row, under the name that says it: facts that the database itself keeps; and what it finds rows by."""

from django.db.models import CheckConstraint, DateTimeField, Func, Index, Q, UniqueConstraint


def check(name: str, condition: Q) -> CheckConstraint:
    return CheckConstraint(condition=condition, name=name)


class Latest(Func):
    """The latest instant that a row may name: a minute after the database's clock (hall.clock)."""

    function = "public.hall_latest"  # written out: a restored dump is checked without a search path
    output_field = DateTimeField()


def not_of_the_future(name: str, *columns: str) -> CheckConstraint:
    """No process with a wrong clock can write a row of a day to come."""
    return check(name, Q(*((f"{column}__lte", Latest()) for column in columns)))


def once(name: str, *fields: str, condition: Q | None = None) -> UniqueConstraint:
    """No two rows (of those that fit the condition) have the same in these fields."""
    return UniqueConstraint(fields=fields, condition=condition, name=name)


def index(name: str, *fields: str, condition: Q | None = None) -> Index:
    """In the order of these fields, of the rows that fit the condition."""
    return Index(fields=fields, condition=condition, name=name)
