"""
Halls of many running clocks for measuring, written by set-based SQL: the rows that the verbs would write, with true chains.

Every case has two running clocks: a promise, due in one of WAVES waves, and a statutory limit far away. The cases of a wave
lie scattered among the others, as they do in a hall.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from tests.world import World

WAVES = 5
FAR = timedelta(days=3_000)

_CASES = """
INSERT INTO cases_case (id, number, kind, hall_id, department_id, window_id, owner_id, title, party, state, confidential,
                        opened_at, receipt_hash, idem_hash, version, events_count, events_head)
SELECT i, '0101' || lpad(i::text, 13, '0'), 'application', %(hall)s, %(department)s, %(window)s, %(owner)s,
       '公共场所卫生许可', '王*明', 'accepted', false, %(opened)s, lpad(to_hex(i), 64, '0'), lpad(to_hex(i), 64, '0'), 1, 1,
       cases_event_digest('', i, 1, %(opened)s, %(owner)s, 'register', 'accepted', 'accepted', '{}'::jsonb)
FROM generate_series(%(first)s::bigint, %(last)s::bigint) i
"""
_EVENTS = """
INSERT INTO cases_event (case_id, seq, at, actor_id, verb, from_state, to_state, facts, prev_hash, hash)
SELECT id, 1, opened_at, owner_id, 'register', state, state, '{}'::jsonb, '', events_head
FROM cases_case WHERE id BETWEEN %(first)s AND %(last)s
"""
_CLOCKS = """
INSERT INTO cases_deadline (case_id, rule, unit, quantity, article, started_at, department_id, owner_id, warn_at, due_at,
                            next_alert_at, lamp, verdict, epoch, provisional)
SELECT c.id, clock.rule, 'working_day', clock.quantity, clock.article, c.opened_at, c.department_id, c.owner_id,
       clock.due_at - interval '8 hours', clock.due_at, clock.due_at - interval '8 hours', 1, '', 0, false
FROM cases_case c CROSS JOIN LATERAL (VALUES
    ('promise', 3, '本大厅公开承诺', %(due)s + (c.id %% {waves}) * interval '1 day'),
    ('statutory', 20, '《行政许可法》第四十二条', %(far)s::timestamptz)
) clock (rule, quantity, article, due_at)
WHERE c.id BETWEEN %(first)s AND %(last)s
"""
TABLES = ("cases_case", "cases_event", "cases_deadline", "bare_clock")
# Indexes that stand behind no constraint: rows are written faster without them, and they are made again from all at once.
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
# The limit: a table with the clocks' columns, indexes and checks, and no rows that point to it.
_BARE_TABLES = """
CREATE TABLE bare_clock (LIKE cases_deadline INCLUDING ALL);
CREATE TABLE bare_card (clock_id bigint, breached_at timestamptz);
"""
_BARE_CLOCKS = (
    "INSERT INTO bare_clock SELECT * FROM cases_deadline WHERE case_id BETWEEN %(first)s AND %(last)s ORDER BY id"
)
BARE = """
WITH due AS (
    SELECT id, due_at FROM bare_clock WHERE next_alert_at <= '{at}' ORDER BY next_alert_at, id FOR NO KEY UPDATE SKIP LOCKED
), moved AS (
    UPDATE bare_clock d SET lamp = 3, next_alert_at = NULL FROM due WHERE d.id = due.id
)
INSERT INTO bare_card SELECT id, due_at FROM due
"""


@dataclass(frozen=True)
class Waves:
    """Clocks that were added at one go: `each` of them become due in each of WAVES waves, a day apart."""

    begin: datetime
    each: int

    def over(self, wave: int) -> datetime:
        """An instant at which all of this wave, and none of the next, is broken."""
        return self.begin + timedelta(days=wave, hours=1)

    @property
    def before(self) -> datetime:
        """An instant at which nothing has to be said yet."""
        return self.begin - timedelta(days=1)


def grow(world: World, *, due: int, begin: datetime) -> Waves:
    """Add 10 × `due` running clocks; `due` of them become due in each wave from `begin` on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM cases_case")
        first = cursor.fetchone()[0] + 1
        given = {
            "hall": world.hall.pk,
            "department": world.health.pk,
            "window": world.health_window.pk,
            "owner": world.clerk.pk,
            "opened": begin - timedelta(days=7),
            "due": begin,
            "far": datetime(2026, 1, 1, tzinfo=UTC) + FAR,
            "first": first,
            "last": first + due * WAVES - 1,
        }
        cursor.execute("SELECT to_regclass('bare_clock') IS NULL")
        if cursor.fetchone()[0]:
            cursor.execute(_BARE_TABLES)
        write(cursor, (_CASES, _EVENTS, _CLOCKS.replace("{waves}", str(WAVES)), _BARE_CLOCKS), given, into=TABLES)
        cursor.execute("SELECT setval('cases_case_id_seq', %(last)s)", given)
    return Waves(begin, due)


def write(cursor: CursorWrapper, statements: Iterable[str], given: dict[str, Any], *, into: Collection[str]) -> None:
    """Carry out statements that fill tables, without triggers and indexes on the way; the floor of alerts is forgotten."""
    cursor.execute("SET session_replication_role = replica")  # no foreign key is looked up: all of them are right
    cursor.execute(_INDEXES, [list(into)])
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    for statement in statements:
        cursor.execute(statement, given)
    for _name, definition in indexes:
        cursor.execute(definition)
    cursor.execute("SET session_replication_role = origin")
    cursor.execute("DELETE FROM cases_alertfloor")  # the triggers were off
    for table in into:
        cursor.execute(f"VACUUM (ANALYZE) {table}")
