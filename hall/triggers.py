"""
Whether every trigger that this release names is there as it names it, and none is switched off: a repair by hand that was not ended
(docs/operations.md, Two roles of the database), a table that was made anew, a migration that has not run. Nothing else would say so:
without them the history can be emptied, a clock moved and an alert passed by.
"""

from typing import Any

import pgtrigger
from django.core import checks
from django.db import Error as DatabaseFault
from django.db import connection

# The hash is the library's, over the trigger as the model says it; it writes it beside the trigger (COMMENT).
_STANDING = """
SELECT t.tgrelid::regclass::text, t.tgname, t.tgisinternal, t.tgenabled IN ('O', 'A'), obj_description(t.oid, 'pg_trigger')
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'public'::regnamespace AND t.tgparentid = 0
"""
_TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"  # of one that is not migrated yet, `migrate` speaks
)
FOREIGN_KEY = "foreign keys"  # an internal trigger has a number for a name


def faults() -> list[str]:
    """``["cases_event: history_is_append_only is missing", …]``, by table."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        rows = cursor.fetchall()
        cursor.execute(_TABLES)
        tables = {table for (table,) in cursor.fetchall()}
    off = {(table, FOREIGN_KEY if internal else name) for table, name, internal, enabled, _ in rows if not enabled}
    standing = {(table, name): written for table, name, _internal, _enabled, written in rows}
    found = [f"{table}: {_plain(name)} {'are' if name == FOREIGN_KEY else 'is'} switched off" for table, name in off]
    for model, trigger in pgtrigger.registered():
        place = (model._meta.db_table, trigger.get_pgid(model))
        if place not in standing and place[0] in tables:
            found.append(f"{place[0]}: {trigger.name} is missing")
        elif place in standing and standing[place] != trigger.compile(model).hash:
            found.append(f"{place[0]}: {trigger.name} is that of another release")
    return sorted(found)


def _plain(name: str) -> str:
    """The name that the model gives it: the library writes its own sign before and behind."""
    names = {trigger.get_pgid(model): str(trigger.name) for model, trigger in pgtrigger.registered()}
    return names.get(name, name)


def check(**_more: Any) -> list[checks.CheckMessage]:
    """For `manage.py check --deploy`. A database that is not there yet has nothing to say."""
    try:
        found = faults()
    except DatabaseFault:
        return []
    if not found:
        return []
    return [
        checks.Warning(
            f"what the database itself keeps is not kept: {'; '.join(found)}",
            hint="As the owner: ALTER TABLE … ENABLE TRIGGER ALL; for one that is missing or another, `manage.py migrate`, then "
            "`manage.py pgtrigger install`. Afterwards `manage.py verify_history` and `manage.py reconcile`.",
            id="hall.W002",
        )
    ]
