"""
What the history costs by night, at so many cases of eight lines: closing a day, computing all digests again, and checking each
case's chain. One case is then rewritten with its whole chain, and must be found.
"""

import argparse
import resource
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any, TypeVar

import pgtrigger
from django.db import connection

from bench import databases, machine
from cases import digests, history
from tests.world import build

BEGIN = datetime(2026, 3, 2, 1, tzinfo=UTC)
LINES = 8  # of a case: each on a day of its own
Answer = TypeVar("Answer")

_CASES = """
INSERT INTO cases_case (id, number, kind, hall_id, department_id, window_id, owner_id, title, party, state, confidential,
                        opened_at, receipt_hash, idem_hash, version, events_count, events_head)
SELECT i, '0101' || lpad(i::text, 13, '0'), 'application', %(hall)s, %(department)s, %(window)s, %(owner)s,
       '公共场所卫生许可', '王*明', 'accepted', false, %(at)s, lpad(to_hex(i), 64, '0'), lpad(to_hex(i), 64, '0'), 0, 0, ''
FROM generate_series(1, %(cases)s::bigint) i
"""
_LINES = """
WITH head AS (SELECT id, events_head, jsonb_build_object('due_at', %(at)s, 'reason', '材料齐全，符合法定形式', 'number', number) AS facts
              FROM cases_case)
INSERT INTO cases_event (case_id, seq, at, actor_id, verb, from_state, to_state, facts, prev_hash, hash)
SELECT id, %(seq)s, %(at)s, %(owner)s, 'visit', 'accepted', 'accepted', facts, events_head,
       cases_event_digest(events_head, id, %(seq)s, %(at)s, %(owner)s, 'visit', 'accepted', 'accepted', facts)
FROM head ORDER BY id
"""
_HEADS = """
UPDATE cases_case c SET events_head = e.hash, events_count = %(seq)s FROM cases_event e WHERE e.case_id = c.id AND e.seq = %(seq)s
"""
_REWRITTEN = """
UPDATE cases_event SET facts = '{}', hash = cases_event_digest(prev_hash, case_id, seq, at, actor_id, verb, from_state, to_state, '{}')
WHERE case_id = 7 AND seq = 8 RETURNING hash
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    cases = parser.parse_args().cases
    print(machine.described())
    with databases.hall():
        print(databases.described())
        _fill(cases)
        lines = cases * LINES
        night = BEGIN + timedelta(days=LINES)
        _timed(f"first run, {LINES} days with {lines:,} lines closed", lines, lambda: digests.close_days(at=night))
        proof = _timed("all digests computed again", lines, digests.check)
        flaws = _timed("all chains checked", lines, lambda: list(history.verify()))
        assert (proof.flaws, flaws, proof.lines) == ([], [], lines)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_total_relation_size('cases_digestbatch'), pg_total_relation_size('cases_event')")
            marks, events = cursor.fetchone()
        print(f"marks: {marks / lines:.1f} bytes a line, {100 * marks / events:.1f} % of the history itself")
        print(f"most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
        _rewrite()
        assert list(history.verify()) == []
        print(*(flaw.words for flaw in digests.check().flaws), sep="\n")


def _fill(cases: int) -> None:
    world = build()
    where: dict[str, Any] = {
        "hall": world.hall.pk, "department": world.health.pk, "window": world.health_window.pk, "owner": world.clerk.pk,
        "cases": cases,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no foreign key is looked up: all of them are right
        cursor.execute(_CASES, {**where, "at": BEGIN})
        for seq in range(1, LINES + 1):
            line = {**where, "seq": seq, "at": BEGIN + timedelta(days=seq - 1)}
            cursor.execute(_LINES, line)
            cursor.execute(_HEADS, line)
            cursor.execute("VACUUM (ANALYZE) cases_case")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM (ANALYZE) cases_event")


def _rewrite() -> None:
    with pgtrigger.ignore("cases.Event:history_is_append_only"), connection.cursor() as cursor:
        cursor.execute(_REWRITTEN)
        cursor.execute("UPDATE cases_case SET events_head = %s WHERE id = 7", cursor.fetchone())


def _timed(what: str, lines: int, do: Callable[[], Answer]) -> Answer:
    began = perf_counter()
    answer = do()
    seconds = perf_counter() - began
    print(f"{what}: {seconds:.1f} s, {lines / seconds:,.0f} lines a second")
    return answer


if __name__ == "__main__":
    main()
