"""What must be true of every row, under the name that says it: facts that the database itself keeps; and what it finds rows by."""

from datetime import UTC, datetime
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

OUR_TIMES = (
    datetime(1949, 10, 1, tzinfo=UTC),
    datetime(2200, 1, 1, tzinfo=UTC),
)  # PostgreSQL has instants that Python cannot hold


def check(name: str, condition: Q) -> CheckConstraint:
    return CheckConstraint(condition=condition, name=name)


class _Changed(pgtrigger.Condition):
    """That one of these columns (none: any) changes, in a row of which `of` is true ("": in any)."""

    def __init__(self, *fields: str, of: str) -> None:
        self.of, self.change = of, pgtrigger.AnyChange(*fields)

    def resolve(self, model: type[models.Model]) -> str:
        changes = self.change.resolve(model)
        return f"(({self.of}) AND ({changes}))" if self.of else changes


class Final(pgtrigger.Trigger):
    """
    Keeps columns as they were written, for whoever comes: pgtrigger's own triggers, `Protect` among them, can be passed over in a
    session that sets `pgtrigger.ignore`, which the running application's role could. Only the owner switches this one off.
    """

    when, operation = pgtrigger.After, pgtrigger.Update  # before it, PostgreSQL would lock each row once more
    func = "RETURN NEW;"  # asked for by the library, and called by nothing

    def render_execute(self, model: Any) -> str:
        return "public.hall_is_final()"


def final(name: str, *fields: str, of: str = "") -> Final:
    """
    These fields of a row never change once it stands; named none, the whole row.

    :param of: in SQL, of which rows (OLD), or against which change (NEW); left out: of all. What is set once and stays is final
        `of="OLD.x IS NOT NULL"`; what an act takes back on purpose is let go by `AND NEW.x IS NOT NULL`.
    """
    return Final(name=name, condition=_Changed(*fields, of=of))


def never_put_off(name: str, column: str) -> Final:
    """An end that stands comes sooner at most: it is never put off, nor taken away."""
    return final(name, column, of=f"OLD.{column} IS NOT NULL AND (NEW.{column} IS NULL OR NEW.{column} > OLD.{column})")


def sealed_words(name: str, *columns: str, of: str = "") -> Final:
    """
    Sealed words never change once they are written, but for how they are sealed (`manage.py reseal`). That may be claimed by whoever
    is connected; then the hash in the line of the act is what is left (cases.proofs).

    :param of: in SQL, of which rows; left out: of all.
    """
    resealed = "current_setting('hall.resealing', true) = 'on' AND starts_with(NEW.{0}, 'std2:')"
    changed = f"OLD.{{0}} <> '' AND NEW.{{0}} IS DISTINCT FROM OLD.{{0}} AND ({resealed}) IS NOT TRUE"
    any_changed = " OR ".join(f"({changed.format(each)})" for each in columns)
    return Final(
        name=name, condition=pgtrigger.Condition(f"(({of}) AND ({any_changed}))" if of else f"({any_changed})")
    )


class Refused(pgtrigger.Trigger):
    """Keeps a row from being written, or from going; as `Final`, no session passes it over. A check would bind rows of before too."""

    when, operation = pgtrigger.Before, pgtrigger.Insert
    func = "RETURN NEW;"  # asked for by the library, and called by nothing

    def __init__(self, *, calls: str = "hall_is_refused", **more: Any) -> None:
        self.calls = calls
        super().__init__(**more)

    def render_execute(self, model: Any) -> str:
        return f"public.{self.calls}()"


def refused(name: str, condition: str, **more: Any) -> Refused:
    """
    No row is added of which the condition is true.

    :param condition: in SQL, of NEW; it asks no table. :param calls: a function (with a migration of its own) that asks further.
    """
    return Refused(name=name, condition=pgtrigger.Condition(condition), **more)


def not_of_the_future(name: str, *columns: str) -> Refused:
    """
    No process with a wrong clock can write a row of a day to come: none later than the database's clock and a minute
    (hall.clock).
    """
    return refused(name, " OR ".join(f"NEW.{column} > public.hall_latest()" for column in columns))


def once(name: str, *fields: str, condition: Q | None = None, nulls_distinct: bool | None = None) -> UniqueConstraint:
    """No two rows (of those that fit the condition) have the same in these fields; with nulls_distinct=False also where one is empty."""
    return UniqueConstraint(fields=fields, condition=condition, name=name, nulls_distinct=nulls_distinct)


def index(name: str, *fields: str, condition: Q | None = None) -> Index:
    """In the order of these fields, of the rows that fit the condition."""
    return Index(fields=fields, condition=condition, name=name)
