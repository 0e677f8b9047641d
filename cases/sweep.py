"""
The sweep: each clock whose warning or due moment has come gets its lamp, its line in the history, its card and its letters,
so no late case can be hidden.

One statement takes clocks whose next alert has come, and one moves the lamp, writes the line in the case's history, the card and
the letters; one transaction a batch. It reads no clock: the instant comes from outside. Any number of sweeps may run
at once (SKIP LOCKED), twice, or a week late: the ledger's unique constraints and `next_alert_at` give the same rows.

A batch that fails is done again clock by clock, so that only the clock that fails is passed over and noted (cases.troubles).

A sweep does not look below the floor of alerts (cases.floor), and each of its batches begins where the one before it ended:
what was said already costs nothing, however much of it there is and however long somebody keeps it alive.

An act that ends a clock calls `settle` first, so a late ending raises its card by this same statement.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from cases import floor, in_hand, numbering, troubles, watching
from cases.models import Case, Deadline, Doing, Heartbeat
from cases.quiet import is_quiet
from cases.retelling import LEFT_ALONE
from cases.rules import RULES, SECOND_YELLOW, Lamp
from cases.troubles import SHARED, Subject
from hall import calendar
from hall.plans import Plan

log = logging.getLogger(__name__)

BATCH = 1_000
MANY = 5_000  # clocks; when more are due a second sweeper is worth its start (config.tasks)
HEARTBEAT = "sweep"
_Place = tuple[datetime, int]
_AFTER = "(d.next_alert_at, d.id) > (%(after_at)s, %(after_id)s)"
_NOT = "d.id <> ALL(%(left_out)s)"

# Locked by a statement of its own: what the next one reads, an earlier yellow card for one, is as new as the locks.
# NO KEY: no key is changed here, so whoever only writes a row that points at the case or clock need not wait.
_LOCK = """
SELECT d.next_alert_at, d.id, d.case_id FROM cases_deadline d JOIN cases_case c ON c.id = d.case_id
WHERE d.next_alert_at <= %(at)s AND {only}
ORDER BY d.next_alert_at, d.id LIMIT %(batch)s
FOR NO KEY UPDATE OF d, c {locked}
"""
_LOOK = _LOCK.rpartition("FOR NO KEY UPDATE")[0]  # the same clocks, locked by nobody

_STATEMENT = """
WITH rules (rule, words, warned_lamp, broken_lamp, card_level) AS (VALUES {rules}),
due AS (
    SELECT d.id, d.case_id, d.rule, d.due_at, d.epoch, d.provisional, d.department_id, d.owner_id, d.article,
           -- at whose window it was broken: where the clock runs for another unit or person than the case, nobody's yet
           CASE WHEN (d.department_id, d.owner_id) IS NOT DISTINCT FROM (c.department_id, c.owner_id)
                THEN c.window_id END AS window_id,
           c.state, c.number, c.events_count + 1 AS seq, c.events_head AS prev,
           coalesce(h.is_service_company, false) AS informs
    FROM cases_deadline d JOIN cases_case c ON c.id = d.case_id LEFT JOIN hall_department h ON h.id = d.department_id
    WHERE d.id = ANY(%(clocks)s)
), one AS (
    -- one clock of a case at a time: its history is a chain
    SELECT DISTINCT ON (due.case_id) due.*, rules.words, rules.warned_lamp, rules.broken_lamp,
           -- the lamps of a public-service company inform: late it is on the board as anybody, and has no card (Q8)
           CASE WHEN NOT informs THEN rules.card_level END AS card_level,
           due.due_at + interval '1 second' <= %(at)s AS broken
    FROM due JOIN rules USING (rule) ORDER BY due.case_id, due.due_at, due.id
), judged AS MATERIALIZED (
    -- a unit's second yellow card on one case becomes a red one (rules §10, decision 118); LIMIT keeps it a look-up by case
    SELECT one.*, broken AND card_level = 'yellow' AND (
               SELECT true FROM cases_card c
               WHERE c.case_id = one.case_id AND c.level = 'yellow' AND c.state <> 'withdrawn'
                     AND c.department_id IS NOT DISTINCT FROM one.department_id LIMIT 1
           ) IS TRUE AS escalated
    FROM one
), told AS MATERIALIZED (
    SELECT judged.*, CASE WHEN broken THEN 'breached' ELSE 'warned' END AS verb,
           CASE WHEN escalated THEN 'red' ELSE card_level END AS level,
           jsonb_build_object('deadline', id, 'rule', rule, 'due_at', to_jsonb(due_at))
           || CASE WHEN escalated THEN '{"level": "red"}' ELSE '{}' END::jsonb
           || CASE WHEN informs THEN '{"informs": true}' ELSE '{}' END::jsonb
           || CASE WHEN provisional THEN '{"provisional": true}' ELSE '{}' END::jsonb AS facts
    FROM judged ORDER BY due_at, id -- cards are written in the order of the breaches
), chained AS MATERIALIZED (
    SELECT told.*, cases_event_digest(prev, case_id, seq, %(at)s, NULL, verb, state, state, facts) AS hash FROM told
), moved AS (
    UPDATE cases_deadline d SET
        lamp = CASE WHEN chained.broken THEN chained.broken_lamp ELSE chained.warned_lamp END,
        next_alert_at = CASE WHEN chained.broken THEN NULL ELSE chained.due_at + interval '1 second' END
    FROM chained WHERE d.id = chained.id
), headed AS (
    UPDATE cases_case c SET events_count = chained.seq, events_head = chained.hash
    FROM chained WHERE c.id = chained.case_id
), written AS (
    INSERT INTO cases_event (case_id, seq, at, actor_id, verb, from_state, to_state, facts, prev_hash, hash)
    SELECT case_id, seq, %(at)s, NULL, verb, state, state, facts, prev, hash FROM chained
), carded AS (
    INSERT INTO cases_card (case_id, deadline_id, rule, level, epoch, occurrence, department_id, window_id, owner_id,
                            cause, breached_at, issued_at, state, withdrawn_because, escalated)
    SELECT case_id, id, rule, level, epoch, 0, department_id, window_id, owner_id,
           words || '届满未完成（' || article || '）' || CASE WHEN escalated THEN {second} ELSE '' END,
           due_at, %(at)s, 'issued', '', escalated
    FROM chained WHERE broken AND level IS NOT NULL
    ON CONFLICT DO NOTHING
), owed AS (
    INSERT INTO cases_letter (case_id, cause, recipient_id, department_id, template, facts, written_at, not_before, quiet)
    SELECT case_id, 'deadline:' || id || ':' || epoch || ':' || verb,
           -- a warning goes to who handles it, but not to an account that is closed or to somebody without a post any more; a
           -- breach to who answers for the department; the letters of complaints are written beside it (cases.watching)
           CASE WHEN NOT broken AND EXISTS (
               SELECT FROM hall_user u JOIN hall_post p ON p.user_id = u.id
               WHERE u.id = owner_id AND u.is_active AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
           ) THEN owner_id END, department_id,
           verb, facts || jsonb_build_object('number', number), %(at)s, %(not_before)s, %(quiet)s
    FROM chained WHERE department_id IS NOT NULL
    ON CONFLICT DO NOTHING
)
SELECT count(*), count(*) FILTER (WHERE broken), array_agg(id) FILTER (WHERE department_id IS NULL) FROM chained
"""


@dataclass(frozen=True)
class Swept:
    """How many clocks were spoken of, and how many of these were broken."""

    alerts: int = 0
    breaches: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(self.alerts + other.alerts, self.breaches + other.breaches)


@dataclass(frozen=True)
class _Batch:
    """
    What one statement did. `clocks`: how many had something to say; a second one of the same case waits for the next pass.

    `last` is the place of the last one in the order of alerts: (next_alert_at, id).
    """

    clocks: int
    swept: Swept
    last: _Place | None


@dataclass(frozen=True)
class Signs:
    """When the last sweep ended (None: never), and since when the oldest clock is due that no line speaks of yet."""

    at: datetime
    swept_at: datetime | None
    waiting_since: datetime | None

    @property
    def age_seconds(self) -> float | None:
        return (self.at - self.swept_at).total_seconds() if self.swept_at else None

    @property
    def waiting_seconds(self) -> float:
        return max((self.at - self.waiting_since).total_seconds(), 0) if self.waiting_since else 0

    @property
    def is_silent(self) -> bool:
        return self.age_seconds is None or self.age_seconds > settings.SWEEP_STALE_AFTER

    @property
    def is_stale(self) -> bool:
        """The lamps, and every figure made of them, may be too good."""
        return self.is_silent or self.waiting_seconds > settings.SWEEP_STALE_AFTER


# What a trouble of its own keeps silent is named by it (cases.troubles), one row for each, and so is none of these.
# Asked without the floor: a clock that a wrong floor hides from the sweep is just what these signs are to show.
_SIGNS = Plan(
    f"""
SELECT (SELECT at FROM cases_heartbeat WHERE name = '{HEARTBEAT}'),
       (SELECT d.next_alert_at FROM cases_deadline d WHERE d.next_alert_at <= $1
        AND NOT EXISTS (
            SELECT FROM cases_trouble t WHERE t.doing = '{Doing.SWEEP}' AND t.key = d.id AND t.over_at IS NULL
        )
        AND NOT EXISTS (SELECT FROM cases_case c WHERE c.id = d.case_id AND {LEFT_ALONE})
        ORDER BY d.next_alert_at, d.id LIMIT 1)
""",  # noqa: S608 - names of ours
    ["timestamptz"],
)


def signs_of_life(*, at: datetime) -> Signs:
    """How the sweep is doing at `at`: its own sign is not enough, for the host that holds a clock may be cut off."""
    [signs] = _SIGNS.rows(at)
    return Signs(at, *signs)


_CROWD = """
SELECT count(*) FROM (SELECT FROM cases_deadline d WHERE d.next_alert_at <= %(at)s AND {only} LIMIT %(enough)s) due
""".replace("{only}", floor.ABOVE)


def is_crowded(*, at: datetime) -> bool:
    """Whether more than MANY clocks are due at `at`; no more of them are counted."""
    with connection.cursor() as cursor:
        cursor.execute(_CROWD, {"at": at, "enough": MANY + 1})
        return bool(cursor.fetchone()[0] > MANY)


def sweep(*, at: datetime, batch: int = BATCH, heartbeat: bool = True) -> Swept:
    """
    Bring every clock that is due at `at` to it, batch by batch: lamps, lines, cards, letters; and leave a heartbeat.

    :param heartbeat: False when this is not the timers' own life (a replay): no sign of it, and no lock on theirs.
    """
    noted = troubles.standing(Doing.SWEEP)
    total, left_out = Swept(), set(noted)
    while True:
        count, waiting = _pass(at=at, batch=batch, left_out=left_out)
        total += count
        # What waits is a second clock of a case. A pass that said nothing has nothing to expect from another one.
        if not waiting or not count.alerts:
            break
    for clock, trouble in noted.items():
        if not troubles.rests(trouble, at=at):
            total += _alone(Subject(clock, trouble.case_id), at=at, noted=True) or Swept()
    if not connection.in_atomic_block:  # else everybody who starts a clock would wait for the end of the caller's work
        floor.raise_to(at)
    if heartbeat:
        Heartbeat.objects.bulk_create(
            [Heartbeat(name=HEARTBEAT, at=at, handled=total.alerts)],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["at", "handled"],
        )
    return total


def _pass(*, at: datetime, batch: int, left_out: set[int]) -> tuple[Swept, int]:
    """
    Go once through what is due, each batch from where the one before it ended; one transaction a batch.

    Returns what was said, and how many clocks wait for another pass.

    :param left_out: clocks that have failed before; those that fail now join them.
    """
    total, waiting, after = Swept(), 0, None
    not_before = calendar.current().next_office_moment(at)
    while True:
        try:
            with transaction.atomic():
                some = _take(at=at, batch=batch, not_before=not_before, after=after, left_out=left_out)
        except SHARED:
            raise
        except Exception:  # noqa: BLE001 - told clock by clock
            log.warning("a batch of %s clocks fails; each is done alone", batch)
            some = _one_by_one(at=at, batch=batch, after=after, left_out=left_out)
        total += some.swept
        waiting += some.clocks - some.swept.alerts
        if some.clocks < batch:  # not full: nothing due lies behind it
            return total, waiting
        after = some.last


def _one_by_one(*, at: datetime, batch: int, after: _Place | None, left_out: set[int]) -> _Batch:
    """The clocks of a batch that fails, each in a transaction of its own: only the one that fails is passed over."""
    only, place = _range(after, left_out)
    with connection.cursor() as cursor:
        cursor.execute(_LOOK.replace("{only}", only), {"at": at, "batch": batch, **place})
        clocks = cursor.fetchall()
    total = Swept()
    for _, clock, case in clocks:
        swept = _alone(Subject(clock, case), at=at)
        total += swept or Swept()
        if swept is None:
            left_out.add(clock)
    return _Batch(len(clocks), total, clocks[-1][:2] if clocks else None)


def _alone(clock: Subject, *, at: datetime, noted: bool = False) -> Swept | None:
    """One clock in a transaction of its own; None if it fails, which is noted, or if somebody else is at it."""

    def take() -> Swept | None:
        not_before = calendar.current().next_office_moment(at)
        swept = _take(at=at, batch=1, not_before=not_before, clock=clock.key).swept
        is_due = not swept.alerts and Deadline.objects.filter(pk=clock.key, next_alert_at__lte=at).exists()
        return None if is_due else swept

    return troubles.attempt(Doing.SWEEP, clock, take, at=at, noted=noted)


def settle(case: Case, *, at: datetime) -> Swept:
    """
    Bring the clocks of one case to `at`: lamps, lines, cards, letters. For a verb that holds the case's lock, inside its transaction.

    It waits for a sweep that has locked a clock and then passed on because the verb holds the case: a clock passed over
    here would end without its card. That sweep waits for nobody, so the two cannot stand still.
    """
    if in_hand.holds(case) and not any(
        clock.next_alert_at and clock.next_alert_at <= at for clock in in_hand.running(case)
    ):
        return Swept()
    numbering.must_have_one(case.number)
    total, not_before = Swept(), calendar.current().next_office_moment(at)
    in_hand.forget(case)
    while (some := _take(at=at, batch=BATCH, not_before=not_before, case=case).swept).alerts:
        total += some
    return total


def _range(after: _Place | None, left_out: Collection[int]) -> tuple[str, dict[str, Any]]:
    """The condition on the clocks of a batch, and its parameters: after a place, or above the floor."""
    after_at, after_id = after or (None, None)
    only = " AND ".join([_AFTER if after else floor.ABOVE, *([_NOT] if left_out else [])])
    return only, {"after_at": after_at, "after_id": after_id, "left_out": list(left_out)}


def _take(
    *,
    at: datetime,
    batch: int,
    not_before: datetime,
    after: _Place | None = None,
    left_out: Collection[int] = (),
    case: Case | None = None,
    clock: int | None = None,
) -> _Batch:
    """Lock the clocks that are due (of one case, one clock, or after a place) and write their lamps, lines, cards, letters."""
    only, place = _range(after, left_out)
    if case:
        only, place = "d.case_id = %(case)s", {"case": case.pk}
    elif clock:
        only, place = "d.id = %(clock)s", {"clock": clock}
    if not case and not is_quiet():
        only += f" AND NOT {LEFT_ALONE}"
    lock = _LOCK.replace("{only}", only).replace("{locked}", "" if case else "SKIP LOCKED")
    with connection.cursor() as cursor:
        cursor.execute(lock, {"at": at, "batch": batch, **place})
        places = cursor.fetchall()
        if not places:
            return _Batch(0, Swept(), None)
        parameters: dict[str, Any] = {
            "at": at,
            "on": timezone.localdate(at),
            "not_before": not_before,
            "clocks": [clock for _, clock, _ in places],
            "quiet": is_quiet(),
        }
        cursor.execute(_statement(), parameters)
        alerts, breaches, of_complaints = cursor.fetchone()
    if of_complaints:
        watching.write(of_complaints, at=at, not_before=not_before)
    return _Batch(len(places), Swept(alerts, breaches), places[-1][:2])


@cache
def _statement() -> str:
    """The statement with the table of rules in it."""
    rows = ", ".join(["(%s, %s, %s::smallint, %s::smallint, %s)"] * len(RULES))
    table: list[Any] = []
    for rule, terms in RULES.items():
        warned = Lamp.GREY if terms.quiet else Lamp.YELLOW
        table += str(rule), terms.words, int(warned), int(terms.broken), terms.card and str(terms.card)
    # VALUES takes positional parameters, the rest named ones: mogrify the table first
    with connection.cursor() as cursor:
        rules = cursor.mogrify(rows, table).decode()
    statement = _STATEMENT.replace("{rules}", rules.replace("%", "%%"))
    return statement.replace("{second}", f"'{SECOND_YELLOW}'")
