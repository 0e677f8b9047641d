"""
The floor under the alerts: an instant below which no clock has anything to say, so that the sweep need not look there.

A clock that has spoken leaves a dead entry in the index, and while a dump or a report is open elsewhere it stays there. A
sweep that begins at the floor walks past none of them.

Nothing may slip under it:
- whoever writes an alert takes a shared lock until the end of the transaction, and an alert below the floor brings a lower
  floor in the same transaction (the trigger `alert_keeps_above_the_floor` of cases.Deadline, so no writer can forget);
- the floor is raised only by whoever gets that lock alone: then no alert is on its way that it cannot see;
- it is never raised past a clock that still has something to say, and a missing floor is no floor at all.
"""

from datetime import datetime

from django.db import connection, transaction

LOCK = 5_130_719  # of this floor; any number that nothing else locks

# The condition that a row (next_alert_at, id) of `d` lies at the floor or above it.
ABOVE = "(d.next_alert_at, d.id) > ((SELECT coalesce(min(at), '-infinity') FROM cases_alertfloor), 0)"

_RAISE = """
WITH lowest AS (SELECT coalesce(min(at), '-infinity') AS at FROM cases_alertfloor),
gone AS (DELETE FROM cases_alertfloor)
INSERT INTO cases_alertfloor (at)
SELECT least(%(at)s, (SELECT next_alert_at FROM cases_deadline
                      WHERE next_alert_at >= (SELECT at FROM lowest) ORDER BY next_alert_at, id LIMIT 1))
"""

# What the trigger does. A transaction with an old snapshot cannot see the floor, so it always brings its own.
KEEP_ABOVE = """
PERFORM pg_advisory_xact_lock_shared({lock});
INSERT INTO cases_alertfloor (at) SELECT NEW.next_alert_at
WHERE NEW.next_alert_at < (SELECT min(at) FROM cases_alertfloor)
   OR current_setting('transaction_isolation') <> 'read committed';
RETURN NULL;
""".replace("{lock}", str(LOCK))


def raise_to(at: datetime) -> bool:
    """
    Raise the floor to `at`, or to the first alert before it; say whether it could be done.

    While somebody writes an alert it is left where it is: the next sweep tries again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        alone = cursor.fetchone()[0]
        if alone:
            cursor.execute(_RAISE, {"at": at})
    return alone


def forget() -> None:
    """Have the next sweep look at every clock, as after rows were written with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_alertfloor")
