"""Writing and verifying the append-only history of a case."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from cases.models import Case
from hall.models import User

# Lock, digest and line in one statement, so that no other line gets in between. `acted_at` is a person's: what the system does
# by itself is no work on the case.
_RECORD = """
WITH head AS MATERIALIZED (
    SELECT id, state, events_count + 1 AS seq, events_head AS prev,
           cases_event_digest(events_head, id, events_count + 1, %(at)s, %(actor)s, %(verb)s, state, %(to)s, %(facts)s::jsonb)
               AS hash
    FROM cases_case WHERE id = %(case)s FOR NO KEY UPDATE
), raised AS (
    UPDATE cases_case c SET events_count = head.seq, events_head = head.hash, state = %(to)s, version = c.version + 1,
        acted_at = CASE WHEN %(actor)s::bigint IS NULL THEN c.acted_at ELSE %(at)s END
    FROM head WHERE c.id = head.id
)
INSERT INTO cases_event (case_id, seq, at, actor_id, verb, from_state, to_state, facts, prev_hash, hash)
SELECT id, seq, %(at)s, %(actor)s, %(verb)s, state, %(to)s, %(facts)s::jsonb, prev, hash FROM head
"""
_RECORD_WITH_MOMENTS = _RECORD.replace(
    "SET events_count", "SET concluded_at = %(concluded_at)s, closed_at = %(closed_at)s, events_count"
)

_VERIFY = """
WITH chained AS (
    SELECT case_id, seq, prev_hash, hash,
           lag(hash, 1, '') OVER w AS before,
           row_number() OVER w AS place,
           cases_event_digest(prev_hash, case_id, seq, at, actor_id, verb, from_state, to_state, facts) AS again
    FROM cases_event WINDOW w AS (PARTITION BY case_id ORDER BY seq)
), bad AS (
    SELECT case_id, seq, CASE WHEN hash <> again THEN 'altered' WHEN prev_hash <> before OR seq <> place THEN 'gap' END AS what
    FROM chained WHERE hash <> again OR prev_hash <> before OR seq <> place
), tail AS (
    -- a case has one line at least, the last line is its head, and its state is where that line led
    SELECT c.id AS case_id, c.events_count AS seq,
           CASE WHEN e.hash = c.events_head AND e.to_state <> c.state THEN 'altered' ELSE 'cut tail' END AS what
    FROM cases_case c LEFT JOIN cases_event e ON e.case_id = c.id AND e.seq = c.events_count
    WHERE e.hash IS NULL OR e.hash <> c.events_head OR e.to_state <> c.state
       OR c.events_count <> (SELECT count(*) FROM cases_event x WHERE x.case_id = c.id)
)
SELECT c.number, b.seq, b.what FROM (SELECT * FROM bad UNION ALL SELECT * FROM tail) b
JOIN cases_case c ON c.id = b.case_id ORDER BY c.number, b.seq
"""


def record(
    case: Case,
    *,
    verb: str,
    by: User | None,
    at: datetime,
    to: str | None = None,
    moments: bool = False,
    **facts: Any,
) -> None:
    """
    Append one line to a case's history and put the case into state `to` (unchanged when left out).

    One statement; it takes the case's row lock. `case` in memory follows.

    :param moments: the act has changed when the case was concluded or closed in memory, and this writes it.
    """
    target = case.state if to is None else to
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD_WITH_MOMENTS if moments else _RECORD,
            {
                "case": case.pk,
                "concluded_at": case.concluded_at,
                "closed_at": case.closed_at,
                "at": at,
                "actor": by.pk if by else None,
                "verb": verb,
                "to": target,
                "facts": json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False),
            },
        )
    case.state = target


@dataclass(frozen=True)
class Flaw:
    """A place where the stored history is not what was written: `what` is altered, gap or cut tail."""

    number: str
    seq: int
    what: str

    @property
    def words(self) -> str:
        return f"{self.number} 第 {self.seq} 行：{self.what}"


def verify() -> Iterator[Flaw]:
    """Check every chain of the hall and yield each place that does not fit."""
    with connection.cursor() as cursor:
        cursor.execute(_VERIFY)
        yield from (Flaw(*row) for row in cursor.fetchall())
