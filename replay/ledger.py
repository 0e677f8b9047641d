"""The record of what has been replayed: one row for each act, so that the same file played again continues instead of doing things twice."""

from dataclasses import asdict
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from cases.models import Case
from replay.models import ReplayedAct
from replay.reading import Act, Answer

# The commit of an act waits for no disk: one that a power cut takes has taken its line here with it, and is done again. What is
# known when the run ends is on disk (`end`).
_NOTE = """
INSERT INTO config_replayedact (batch, line, digest, opened_id, code, sentence, field)
VALUES (%(batch)s, %(line)s, %(digest)s, %(opened)s, %(code)s, %(sentence)s, %(field)s)
RETURNING set_config('synchronous_commit', 'off', true),
    (SELECT next_alert_at FROM cases_deadline WHERE next_alert_at IS NOT NULL ORDER BY next_alert_at LIMIT 1)
"""


def note(batch: str, act: Act, answer: Answer, opened: int | None = None) -> datetime | None:
    """
    Write down what became of an act, and the case that it opened, if it did: last in its transaction.

    Returns the first instant at which any clock has something to say, as it is now.
    """
    values = {"batch": batch, "line": act.line, "digest": act.digest, "opened": opened, **asdict(answer)}
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
        return cursor.fetchone()[1]


def end() -> None:
    """Wait until all that was committed is on disk: a commit that waits takes those before it along, if it has written something."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'replay', 'ends')")


def done_before(batch: str) -> dict[int, tuple[str, Answer]]:
    """line → (digest, what became of it) of an earlier run; empty for a file that is new."""
    rows = ReplayedAct.objects.filter(batch=batch).values_list("line", "digest", "code", "sentence", "field")
    return {line: (digest, Answer(code, sentence, field)) for line, digest, code, sentence, field in rows.iterator()}


def own_cases() -> QuerySet[Case]:
    """The hall's own work: neither opened by a replay, nor a lead that a replayed case gave."""
    replayed = ReplayedAct.objects.filter(opened__isnull=False).values("opened")
    return Case.objects.exclude(pk__in=replayed).exclude(complaint__card__case__in=replayed)
