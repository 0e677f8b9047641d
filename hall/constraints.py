"""What must be true of every row, under the name that says it: facts that the database itself keeps; and what it finds rows by."""

from django.db.models import CheckConstraint, Index, Q, UniqueConstraint


def check(name: str, condition: Q) -> CheckConstraint:
    return CheckConstraint(condition=condition, name=name)


def once(name: str, *fields: str, condition: Q | None = None) -> UniqueConstraint:
    """No two rows (of those that fit the condition) have the same in these fields."""
    return UniqueConstraint(fields=fields, condition=condition, name=name)


def index(name: str, *fields: str, condition: Q | None = None) -> Index:
    """In the order of these fields, of the rows that fit the condition."""
    return Index(fields=fields, condition=condition, name=name)
