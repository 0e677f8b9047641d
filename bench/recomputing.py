"""
How long it takes until every open clock stands by a changed calendar. Started by `python -m bench.recompute --clocks 100000`.

N open clocks of N / 2 cases; one day is closed that every one of them counts over, so that all of them move: the worst case.
In one run: deriving alone (read and computed, nothing written); row by row, as a loop over the clocks would do it (a
sample); and the job, with dates, lamps and a line in each history, in batches as the timers run it.
"""

import argparse
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from bench import databases, machine
from cases import clocks, history, recompute
from cases.models import Case, Deadline, Event
from cases.moves import case_ids, moves, open_clocks
from hall import calendar, calendar_changes
from hall.worktime import Limit, Unit, due
from tests.world import World, at, build

CLOSED = date(2026, 3, 12)  # a Thursday
STARTS = [at("2026-03-09 10:00"), at("2026-03-10 10:00"), at("2026-03-11 10:00")]  # three promised days count over it
RULES = [("promise", 3), ("statutory", 20)]
NOW = at("2026-03-11 18:00")
SAMPLE = 2_000  # clocks that are done row by row

_CASES = """
INSERT INTO cases_case (id, number, kind, hall_id, department_id, window_id, owner_id, title, party, state, confidential,
                        opened_at, receipt_hash, idem_hash, version, events_count, events_head)
SELECT i, '0101' || lpad(i::text, 13, '0'), 'application', %(hall)s, %(department)s, %(window)s, %(owner)s,
       '公共场所卫生许可', '王*明', 'accepted', false, start.at, encode(sha256(('r' || i)::bytea), 'hex'),
       encode(sha256(('i' || i)::bytea), 'hex'), 1, 1,
       cases_event_digest('', i, 1, start.at, %(owner)s, 'register', 'accepted', 'accepted', '{}'::jsonb)
FROM generate_series(1, %(cases)s::bigint) i JOIN unnest(%(starts)s::timestamptz[]) WITH ORDINALITY start (at, n)
     ON start.n = i %% {starts} + 1
ORDER BY i
"""
_EVENTS = """
INSERT INTO cases_event (case_id, seq, at, actor_id, verb, from_state, to_state, facts, prev_hash, hash)
SELECT id, 1, opened_at, owner_id, 'register', state, state, '{}'::jsonb, '', events_head FROM cases_case
"""
_CLOCKS = """
INSERT INTO cases_deadline (case_id, rule, unit, quantity, article, started_at, department_id, owner_id, warn_at, due_at,
                            next_alert_at, lamp, verdict, epoch, provisional)
SELECT c.id, %(rule)s, 'working_day', %(quantity)s, '依据', c.opened_at, c.department_id, c.owner_id, %(warn)s, %(due)s, %(warn)s,
       1, '', 0, false
FROM cases_case c WHERE c.opened_at = %(start)s ORDER BY c.id
"""


@dataclass(frozen=True)
class Took:
    clocks: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.clocks / self.seconds


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--clocks", type=int, default=100_000)
    number = given.parse_args().clocks
    with databases.hall():
        print(machine.described())
        print(databases.described())
        world = build()
        _write(world, cases=number // 2)
        _close(world)
        alone = _timed(_derive_alone)
        singly = _timed(lambda: _row_by_row(min(SAMPLE, number // 4)))
        job = _timed(_job)
        _check(number)
    _say("deriving alone, nothing written", alone)
    _say("row by row (sample)", singly)
    _say("the job", job)
    print(f"the job is {job.rate / singly.rate:.1f} × row by row; deriving is {alone.rate / job.rate:.1f} × the job")


def _write(world: World, *, cases: int) -> None:
    """The rows that the verbs would write, set-based, with dates that the calendar gives and true chains."""
    ids: dict[str, Any] = {
        "hall": world.hall.pk,
        "department": world.health.pk,
        "window": world.health_window.pk,
        "owner": world.clerk.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no foreign key is looked up: all of them are right
        cursor.execute(_CASES.replace("{starts}", str(len(STARTS))), {**ids, "cases": cases, "starts": STARTS})
        cursor.execute(_EVENTS)
        for rule, quantity in RULES:
            for start in STARTS:
                answer = due(Limit(Unit.WORKING_DAY, quantity), start, calendar.current())
                assert answer
                words: dict[str, Any] = {
                    "rule": rule,
                    "quantity": quantity,
                    "start": start,
                    "warn": answer.warn_at,
                    "due": answer.due_at,
                }
                cursor.execute(_CLOCKS, words)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("DELETE FROM cases_alertfloor")  # the triggers were off
        for table in ("cases_case", "cases_event", "cases_deadline"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def _close(world: World) -> None:
    draft = calendar_changes.propose_closure(
        on=CLOSED, name="大雪停办", document="区政办〔2026〕3号", by=world.administrator, at=NOW
    )
    recompute.confirm(draft=draft.pk, seen=str(calendar.version()), by=world.administrator, at=NOW)


def _timed(work) -> Took:
    began = time.perf_counter()
    done = work()
    return Took(done, time.perf_counter() - began)


def _derive_alone() -> int:
    last = found = 0
    while cases := case_ids(after=last):
        last = cases[-1]
        found += sum(1 for _ in moves(open_clocks(cases), calendar.current(), at=NOW))
    return found


def _row_by_row(number: int) -> int:
    """What a loop over the clocks would do: lock the case, derive, save, write the line; one transaction each."""
    for pk in Deadline.objects.order_by("-case_id", "id").values_list("pk", flat=True)[:number]:
        with transaction.atomic():
            deadline = Deadline.objects.select_related("case").get(pk=pk)
            Case.objects.select_for_update(of=("self",)).get(pk=deadline.case_id)
            before = deadline.due_at
            clocks.recompute(deadline)
            history.record(
                deadline.case,
                verb="recomputed",
                by=None,
                at=NOW,
                rule=deadline.rule,
                before=before,
                due_at=deadline.due_at,
            )
    return number


def _job() -> int:
    done = recompute.carry_on(at=NOW)
    assert done
    assert done.finished_at
    return done.moved


def _check(number: int) -> None:
    moved = Deadline.objects.filter(epoch=1).count()
    assert moved == number, f"{moved} of {number} clocks have moved"
    assert Event.objects.filter(verb="recomputed").count() == number
    if number <= 100_000:
        assert not list(history.verify())


def _say(what: str, took: Took) -> None:
    each = took.seconds / took.clocks * 1_000_000
    print(f"{what}: {took.clocks:,} clocks in {took.seconds:.1f} s, {took.rate:,.0f} a second, {each:.0f} µs each")


if __name__ == "__main__":
    main()
