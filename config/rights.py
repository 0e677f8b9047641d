"""
What the running application may do in the database: the one table of it (decision 103).

The application's role owns nothing. It reads and adds everywhere, changes what is not final, deletes where a row below says so, and
can neither switch a trigger off nor empty, alter or make a table. The tables belong to another role, the owner, as which nothing
runs but `migrate`, backup and restore. `migrate` brings these rights up to date each time it has run.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg2.errors import DuplicateObject, InsufficientPrivilege, UniqueViolation

# Packages whose tables are kept by their own code. A room of ours, or a package that nobody has thought of, deletes nothing.
PACKAGES = frozenset({"auth", "axes", "contenttypes", "sessions"})

# Tables of ours from which rows are taken out, and on what occasion.
DELETED = {
    "cases_alertfloor": "the floor of the sweep is raised, or forgotten (cases.floor)",
    "cases_wrongcode": "old counts of wrong codes are dropped (cases.attempts)",
    "complaints_reporteridentity": "a reporter takes the name back, or leaves another one (complaints.actions.conversation, .hotline)",
    "hall_apitoken": "a token is ended, or has run out (hall.tokens)",
    "hall_calendarchange": "a draft of the calendar is thrown away or written anew (hall.calendar_changes)",
    "hall_closure": "a closed day is opened again (hall.calendar_changes)",
    "oversight_bulletin": "a draft of a bulletin is dropped; of one that was issued a trigger takes care (oversight.bulletins)",
    "papers_storedfile": "a form with files was not sent, or goes without one of them (papers.store.drafts); a name is taken back, and its paper's photo with it",
    "papers_unsentform": "a form of several pages was sent, given up, or has run out (papers.store.drafts)",
    "permits_decision": "a decision is taken back: it stays as an undone one (permits.actions.deciding)",
    "permits_draft": "a form was sent, or its draft has run out (worklists)",
    "permits_savedview": "a list with a name is given up (worklists)",
}
# What only migrations write.
READ_ONLY = {"django_migrations", "django_content_type", "auth_permission"}

ALL = "SELECT, INSERT, UPDATE, DELETE"


class CannotGrant(Exception):
    """The owner's role may not make the application's one: the sentence says what the server's administrator does."""


class TwoServers(Exception):
    """Owner and application are sent to two servers: the sentence says which variables."""


def must_be_one_server(runtime: dict[str, Any]) -> bool:
    """
    Whether the application's address answers; its tables are then on the server that was just migrated, or on none.

    :param runtime: the application's address, as Django's settings have it.
    :raises TwoServers: it answers from another server: that one is not migrated, and what is dumped each night is not the hall.
    """
    with closing(connection.copy()) as copy:
        options = {**connection.settings_dict["OPTIONS"], **runtime.get("OPTIONS", {})}
        copy.settings_dict = {**connection.settings_dict, **runtime, "OPTIONS": options}
        try:
            theirs = _server(copy)
        except DatabaseError:
            return False
    if theirs != _server(connection):
        raise TwoServers(
            "DATABASE_URL and RUNTIME_DATABASE_URL lead to two servers. In hall.env: OWNER_DATABASE_URL is the address of the same "
            "database as DATABASE_URL, with the role that owns the tables (docs/operations.md, Environment)"
        )
    return True


def _server(way: BaseDatabaseWrapper) -> tuple[int, datetime]:
    """Which server answers: its number, which a copy of its files has too, and since when it runs."""
    with way.cursor() as cursor:
        cursor.execute("SELECT system_identifier, pg_postmaster_start_time() FROM pg_control_system()")
        return cursor.fetchone()


def of_tables() -> dict[str, str]:
    """``{"cases_wrongcode": "SELECT, INSERT, UPDATE, DELETE", …}``: what the application may do to each table, of packages too."""
    final = final_tables()
    rights = {model._meta.db_table: _of(model, final) for model in apps.get_models(include_auto_created=True)}
    return rights | dict.fromkeys(READ_ONLY, "SELECT")


def _of(model: type[models.Model], final: set[str]) -> str:
    table = model._meta.db_table
    if model._meta.app_label in PACKAGES or model._meta.auto_created or table in DELETED:
        return ALL
    return f"SELECT, {_adds(model)}" if table in final else "SELECT, INSERT, UPDATE"


def _adds(model: type[models.Model]) -> str:
    """
    The right to add rows that are final. Their number comes from the table's sequence and is not chosen: a line of the history
    numbered beyond all others would leave no later day a line (cases.digests).
    """
    number = model._meta.pk
    if not isinstance(number, models.AutoField):
        return "INSERT"
    columns = (str(field.column) for field in model._meta.concrete_fields if field is not number)
    return f"INSERT ({', '.join(connection.ops.quote_name(column) for column in columns)})"


def final_tables() -> set[str]:
    """
    Tables whose own triggers keep rows from being changed and deleted, as their model says. What `reseal` may change it changes as
    the owner.
    """
    kept_from: dict[str, set[str]] = {}
    for model, trigger in pgtrigger.registered():
        if isinstance(trigger, pgtrigger.Protect):
            kept_from.setdefault(model._meta.db_table, set()).update(str(trigger.operation).split(" OR "))
    return {table for table, operations in kept_from.items() if operations >= {"UPDATE", "DELETE"}}


def grant(role: str, *, password: str = "") -> None:
    """
    Have the application's role, and give it what the table says, and nothing else, in this database: one transaction.

    :raises CannotGrant: it does not exist, and whoever runs this may not make it.
    """
    with connection.cursor() as cursor:
        _make(cursor, role, password)
        with transaction.atomic():
            _show_who_is_at_work(cursor, role)
            for statement in statements(connection.ops.quote_name(role), _tables(cursor)):
                cursor.execute(statement)


def statements(role: str, existing: set[str]) -> Iterator[str]:
    """The SQL of the grants. :param role: quoted. :param existing: tables of this database; what is not here is passed over."""
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    yield f"REVOKE ALL ON SCHEMA public FROM {role}"
    # PostgreSQL up to 14 lets everybody make tables in it; a temporary table could stand before one of ours
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {database} TO {role}"
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    for table, rights in sorted(of_tables().items()):
        if table in existing:
            yield f"GRANT {rights} ON {connection.ops.quote_name(table)} TO {role}"


def _tables(cursor: CursorWrapper) -> set[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {table for (table,) in cursor.fetchall()}


def _show_who_is_at_work(cursor: CursorWrapper, role: str) -> None:
    """
    Let the application see since when the others' transactions run: the recomputation waits for those of before a change of the
    calendar, and would wait for any backup and vacuum (hall.calendar.is_settled). Only a superuser may give this.
    """
    cursor.execute(
        "SELECT pg_has_role(%s, 'pg_read_all_stats', 'USAGE'), rolsuper FROM pg_roles WHERE rolname = current_user",
        [role],
    )
    sees, is_superuser = cursor.fetchone()
    if is_superuser and not sees:
        cursor.execute(f"GRANT pg_read_all_stats TO {connection.ops.quote_name(role)}")


def _make(cursor: CursorWrapper, role: str, password: str) -> None:
    """Make the role if it is missing, with the password that the application will come with."""
    cursor.execute(
        "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = %s",
        [role],
    )
    row = cursor.fetchone()
    if row and row[0]:
        raise CannotGrant(
            f"the role {role} of the application has rights of its own (superuser, CREATEROLE, …): use another one"
        )
    name = connection.ops.quote_name(role)
    how = f"{'ALTER' if row else 'CREATE'} ROLE {name} LOGIN"
    if row and not password:
        return
    try:
        with transaction.atomic():
            cursor.execute(f"{how} PASSWORD %s" if password else how, [password] if password else None)
    except ProgrammingError as error:
        if isinstance(error.__cause__, InsufficientPrivilege) and not row:
            raise CannotGrant(
                f"the role {role} is missing. As the server's administrator: CREATE ROLE {name} LOGIN PASSWORD '…'"
            ) from error
        if not isinstance(error.__cause__, InsufficientPrivilege | DuplicateObject | UniqueViolation):
            raise
