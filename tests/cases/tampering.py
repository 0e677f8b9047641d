"""An attacker with the rights of the tables' owner: history rewritten with the triggers off, and its hashes made new."""

from collections.abc import Callable

from django.db import connection

from cases.models import Case
from tests.cases.broken_rows import triggers_off


def run(statement: str, *values: object) -> int:
    """Run SQL as the owner of the tables, with the triggers switched off; returns the rows touched."""
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def rehash(case: Case, seq: int) -> None:
    """Give one line the hash that its altered content asks for: an attacker who knows the method."""
    run(
        "UPDATE cases_event SET hash = cases_event_digest(prev_hash, case_id, seq, at, actor_id, verb, from_state, to_state, facts)"
        " WHERE case_id = %s AND seq = %s", case.pk, seq,
    )  # fmt: skip


def edit(column: str, value: str) -> Callable[[Case, Case], object]:
    return lambda case, _other: run(
        f"UPDATE cases_event SET {column} = {value} WHERE case_id = %s AND seq = 2", case.pk
    )


def rewrite(case: Case, assignment: str, *, seq: int = 2) -> None:
    """Alter one line and give it and all later lines of the case, and its head, the hashes that fit: its chain is whole again."""
    run(f"UPDATE cases_event SET {assignment} WHERE case_id = %s AND seq = %s", case.pk, seq)
    rehash(case, seq)
    for later in range(seq + 1, case.events_count + 1):
        run(
            "UPDATE cases_event SET prev_hash = (SELECT hash FROM cases_event WHERE case_id = %s AND seq = %s)"
            " WHERE case_id = %s AND seq = %s", case.pk, later - 1, case.pk, later,
        )  # fmt: skip
        rehash(case, later)
    run("UPDATE cases_case SET events_head = (SELECT hash FROM cases_event WHERE case_id = %s AND seq = %s) WHERE id = %s",
        case.pk, case.events_count, case.pk)  # fmt: skip


def delete(case: Case) -> None:
    """The case and all that hangs on it, as if it had never been."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, column in _pointing_at("cases_case"):
            cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [case.pk])
        cursor.execute("DELETE FROM cases_case WHERE id = %s", [case.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")


def _pointing_at(table: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.confrelid = %s::regclass",
            [table],
        )
        return cursor.fetchall()
