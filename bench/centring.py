"""
Whether the officer's list opens as fast over very many complaints as over few. Started by `python -m bench.centre --cases 1000000`.

One hall, filled to `--few` complaints, measured, filled to `--cases`, measured again: the whole page of fifty rows as an officer's
browser asks for it (sign-in, middleware, queries, template), in this process through Django's test client. Half of them are open.
"""

import argparse
import logging
import statistics
import time
from datetime import UTC, datetime
from typing import Any

import time_machine
from django.db import connection
from django.test import Client

from bench import databases, machine
from complaints.actions.filing import Filing, file
from hall.roles import Role
from tests.world import World, build, person

NOW = datetime(2026, 3, 3, 2, tzinfo=UTC)  # a Tuesday at ten in the hall
STATES = (
    "filed",
    "complaint_accepted",
    "complaint_accepted",
    "complaint_closed",
    "complaint_not_accepted",
    "complaint_closed",
)
_CASES = """
INSERT INTO cases_case (number, kind, hall_id, owner_id, title, party, state, confidential, about_centre, opened_at, acted_at,
                        closed_at, receipt_hash, idem_hash, version, events_count, events_head)
SELECT '0101' || lpad(i::text, 13, '0'), 'complaint', %(hall)s, CASE WHEN one.state = 'filed' THEN NULL ELSE (%(officers)s::bigint[])[1 + i %% 7] END,
       '投诉：办事效率', '王*明', one.state, false, false, one.at, one.at,
       CASE WHEN one.state IN ('complaint_closed', 'complaint_not_accepted') THEN one.at END,
       lpad(to_hex(i), 64, '0'), lpad(to_hex(i), 64, '0'), 1, 1, lpad(to_hex(i), 64, '0')
FROM generate_series(%(first)s::bigint, %(last)s::bigint) i
CROSS JOIN LATERAL (SELECT (%(states)s::text[])[1 + i %% %(many)s] AS state, %(now)s - i %% 8000 * '1 hour'::interval AS at) one
"""
# like the one that was filed through the verb: a new column needs no line here
_COMPLAINTS = """
INSERT INTO complaints_complaint
SELECT filled.* FROM complaints_complaint model JOIN cases_case c ON c.id <> model.case_id AND c.number BETWEEN %(from)s AND %(to)s
CROSS JOIN LATERAL jsonb_populate_record(model, jsonb_build_object(
    'case_id', c.id, 'category', (ARRAY['attitude', 'efficiency', 'burden'])[1 + c.id %% 3]
)) filled WHERE model.case_id = %(model)s
"""
_CLOCKS = """
INSERT INTO cases_deadline (case_id, rule, unit, quantity, article, started_at, owner_id, warn_at, due_at, met_at, next_alert_at, lamp,
                            verdict, epoch, provisional)
SELECT c.id, CASE WHEN c.state = 'filed' THEN 'complaint_acceptance' ELSE 'complaint_handling' END, 'working_day', 3, '本大厅办法',
       c.opened_at, c.owner_id, due.at, due.at, c.closed_at, CASE WHEN c.closed_at IS NULL THEN due.at + '1 second'::interval END, 1,
       CASE WHEN c.closed_at IS NULL THEN '' ELSE 'on_time' END, 0, false
FROM cases_case c CROSS JOIN LATERAL (
    SELECT %(now)s::timestamptz + (CASE WHEN c.id %% 100 = 0 THEN -24 ELSE 7 + 24 * (c.id %% 30) END) * '1 hour'::interval AS at
) due
WHERE c.number BETWEEN %(from)s AND %(to)s
"""
PAGES = {
    "waiting for a decision": "/centre/",
    "accepted": "/centre/?tab=open",
    "late": "/centre/?tab=late",
    "all, newest first": "/centre/?tab=all",
    "closed": "/centre/?tab=closed",
    "accepted, of one category": "/centre/?tab=open&category=burden",
    "page 2": "/centre/?tab=open&page=2",
}
TABLES = ("cases_case", "cases_deadline", "complaints_complaint")


def main() -> None:
    arguments = _arguments()
    logging.disable(logging.INFO)
    print(machine.described())
    with databases.hall(), time_machine.travel(NOW, tick=True):
        print(databases.described())
        world = build()
        filing = Filing(kind="complaint", category="efficiency", text="等了两个小时没有人理。")
        model = file(filing=filing, hall=world.hall, idem="model", at=NOW).complaint
        client = Client(raise_request_exception=True)
        client.force_login(world.complaint_officer, backend="django.contrib.auth.backends.ModelBackend")
        figures = []
        filled = 0
        for number in (arguments.few, arguments.cases):
            _fill(world, model.pk, first=filled + 1, last=number)
            filled = number
            figures.append({words: _median(client, path, arguments.rounds) for words, path in PAGES.items()})
    print(f"{arguments.few:,} complaints against {arguments.cases:,}; medians of {arguments.rounds}, milliseconds")
    for words in PAGES:
        few, many = figures[0][words], figures[1][words]
        print(f"{words:30} {few:8.2f} {many:8.2f}  ratio {many / few:.2f}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000, help="complaints of the large hall")
    parser.add_argument("--few", type=int, default=1_000, help="complaints of the small one")
    parser.add_argument("--rounds", type=int, default=20, help="of which the median is taken")
    return parser.parse_args()


def _fill(world: World, model: int, *, first: int, last: int) -> None:
    officers = [
        person(world.hall, f"officer-{n}", f"受理{n}", Role.COMPLAINT_OFFICER).pk for n in range(first, first + 7)
    ]
    values: dict[str, Any] = {
        "hall": world.hall.pk, "officers": officers, "model": model, "states": list(STATES), "many": len(STATES),
        "now": NOW, "first": first, "last": last, "from": f"0101{first:013d}", "to": f"0101{last:013d}",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no foreign key is looked up: all of them are right
        for statement in (_CASES, _COMPLAINTS, _CLOCKS):
            cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin")
        for table in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def _median(client: Client, path: str, rounds: int) -> float:
    times = []
    for _round in range(rounds + 1):
        began = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - began) * 1_000)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    return statistics.median(times[1:])  # the first one writes what later ones read


if __name__ == "__main__":
    main()
