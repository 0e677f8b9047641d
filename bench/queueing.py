"""
Whether a queue opens as fast among very many open cases as among few. Started by `python -m bench.queue --cases 100000`.

Two departments of one hall: one with `--few` open cases, one with `--cases`. Turn by turn, medians, in this process through
Django's test client: the whole page of fifty rows as a clerk's browser asks for it (sign-in, middleware, queries,
template), the same without the template, the tabs' counts that every open page asks for each minute, other tabs, a page
in the middle, and the way from a case to the next.
"""

import argparse
import logging
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment

from bench import databases, machine
from cases.models import Case
from desk.lists import DeskLists
from desk.selection import Selection
from hall.access import access_of
from hall.roles import Permission
from permits.models import Application
from permits.names import pieces
from tests.world import World, build
from worklists.pages import ROWS_A_PAGE

NOW = datetime(2026, 3, 3, 2, tzinfo=UTC)  # a Tuesday at ten in the hall
STATES = ("submitted", "correction_requested", "accepted", "accepted", "accepted", "suspended", "decided_granted")
_CASES = """
INSERT INTO cases_case (number, kind, hall_id, department_id, window_id, owner_id, title, party, state, confidential,
                        opened_at, acted_at, concluded_at, receipt_hash, idem_hash, version, events_count, events_head)
SELECT '0101' || lpad(i::text, 13, '0'), 'application', %(hall)s, %(department)s, %(window)s, %(owner)s, %(title)s, '王*明',
       (%(states)s::text[])[1 + i %% %(many)s], false, %(now)s - i %% 400 * '1 hour'::interval,
       %(now)s - i %% 300 * '1 hour'::interval, NULL, lpad(to_hex(i), 64, '0'), lpad(to_hex(i), 64, '0'), 1, 1,
       lpad(to_hex(i), 64, '0')
FROM generate_series(%(first)s::bigint, %(last)s::bigint) i
"""
# like the first one of the department, written through the model: a new column needs no line here
_APPLICATIONS = """
INSERT INTO permits_application
SELECT filled.* FROM permits_application first JOIN cases_case c ON c.id <> first.case_id AND c.number BETWEEN %(from)s AND %(to)s
CROSS JOIN LATERAL jsonb_populate_record(first, jsonb_build_object(
    'case_id', c.id, 'applicant_id_hash', lpad(to_hex(c.id), 64, '0'), 'phone_hash', lpad(to_hex(c.id), 64, '0')
)) filled WHERE first.case_id = %(model)s
"""
_EVENTS = """
INSERT INTO cases_event (case_id, seq, at, actor_id, verb, from_state, to_state, facts, prev_hash, hash)
SELECT id, 1, acted_at, owner_id, 'register', state, state, '{}'::jsonb, '', events_head
FROM cases_case WHERE number BETWEEN %(from)s AND %(to)s
"""
# a case waiting for papers, or decided, has no clock; of the others a hundredth is late, and thousands end at one closing time
_CLOCKS = """
INSERT INTO cases_deadline (case_id, rule, unit, quantity, article, started_at, department_id, owner_id, warn_at, due_at,
                            next_alert_at, lamp, verdict, epoch, provisional)
SELECT c.id, clock.rule, 'working_day', 3, '本大厅公开承诺', c.opened_at, c.department_id, c.owner_id, clock.due_at, clock.due_at,
       CASE WHEN c.state = 'suspended' THEN NULL ELSE clock.due_at + '1 second'::interval END,
       CASE WHEN c.state = 'suspended' THEN 0 ELSE 1 END, '', 0, false
FROM cases_case c CROSS JOIN LATERAL (VALUES
    ('promise', %(now)s::timestamptz + (CASE WHEN c.id %% 100 = 0 THEN -24 ELSE 7 + 24 * (c.id %% 30) END) * '1 hour'::interval),
    ('statutory', %(now)s::timestamptz + 2400 * '1 hour'::interval)
) clock (rule, due_at)
WHERE c.number BETWEEN %(from)s AND %(to)s AND c.state IN ('submitted', 'accepted', 'suspended')
"""
TABLES = ("cases_case", "cases_event", "cases_deadline", "permits_application")


def main() -> None:
    given = _arguments()
    setup_test_environment()  # the client then hands over what a page was made of
    logging.disable(logging.INFO)
    print(machine.described())
    with databases.hall(), time_machine.travel(NOW, tick=True):
        print(databases.described())
        world = build()
        _fill(world, few=given.few, many=given.cases)
        few, many = _Desk(world, world.market_clerk), _Desk(world, world.clerk)
        _show(few, many, given)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000, help="open cases of the large department")
    parser.add_argument("--few", type=int, default=100, help="open cases of the small one")
    parser.add_argument("--rounds", type=int, default=40, help="of which the median is taken")
    return parser.parse_args()


def _fill(world: World, *, few: int, many: int) -> None:
    parts = [
        (world.market, world.market_window, world.market_clerk, world.market_item, 1, few),
        (world.health, world.health_window, world.clerk, world.promised, few + 1, few + many),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no foreign key is looked up: all of them are right
        for department, window, owner, version, first, last in parts:
            given: dict[str, Any] = {
                "hall": world.hall.pk, "department": department.pk, "window": window.pk, "owner": owner.pk,
                "title": version.name, "version": version.pk, "states": list(STATES), "many": len(STATES), "now": NOW,
                "first": first, "last": last, "from": f"0101{first:013d}", "to": f"0101{last:013d}",
            }  # fmt: skip
            cursor.execute(_CASES, given)
            given["model"] = Case.objects.get(number=given["from"]).pk
            Application.objects.create(
                case_id=given["model"], item_version=version, applicant_kind="person", applicant_name="王小明",
                name_pieces=pieces("王小明"), channel="window", accepted_at=NOW,
            )  # fmt: skip
            for statement in (_APPLICATIONS, _EVENTS, _CLOCKS):
                cursor.execute(statement, given)
        cursor.execute("SET session_replication_role = origin")
        for table in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


class _Desk:
    """One clerk's browser and lists."""

    def __init__(self, world: World, person: Any) -> None:
        self.client = Client(raise_request_exception=True)
        self.person = person
        self.client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        on = NOW.date()
        cases = Case.objects.allowed(person, Permission.APPLICATION_HANDLE, on=on)
        self.lists = DeskLists(cases, access_of(person, on=on), person, at=NOW)
        self.poll = self.client.get("/desk/").context["poll"]
        self.case = self.client.get("/desk/").context["rows"][20]["href"]

    def page(self, address: str) -> Callable[[], object]:
        return lambda: self.client.get(address)

    def read(self, selection: Selection, offset: int = 0) -> Callable[[], object]:
        return lambda: self.lists.listing(selection).places(ROWS_A_PAGE + 1, offset=offset)

    def counted(self) -> Callable[[], object]:
        return self.lists.counts


def _show(few: _Desk, many: _Desk, given: argparse.Namespace) -> None:
    asked: dict[str, Callable[[_Desk], Callable[[], object]]] = {
        "the queue, whole page": lambda desk: desk.page("/desk/"),
        "the queue, reading its 50 places": lambda desk: desk.read(Selection()),
        "all tabs' counts": lambda desk: desk.counted(),
        "the poll of an open page": lambda desk: desk.page(desk.poll),
        "tab: overdue": lambda desk: desk.page("/desk/?tab=overdue"),
        "tab: waiting for papers": lambda desk: desk.page("/desk/?tab=correction"),
        "tab: may be forgotten": lambda desk: desk.page("/desk/?tab=forgotten"),
        "newest first": lambda desk: desk.page("/desk/?sort=-opened"),
        "page 2": lambda desk: desk.page("/desk/?page=2"),
        "one applicant by name": lambda desk: desk.page(Selection(name="王小明", by=desk.person.pk).address()),
        "a case out of the list": lambda desk: desk.page(desk.case),
    }
    print(f"{given.few:,} open cases against {given.cases:,}; medians of {given.rounds}, milliseconds")
    for words, make in asked.items():
        small, large = _alternating(make(few), make(many), rounds=given.rounds)
        print(f"{words:34} {small:8.2f} {large:8.2f}  ratio {large / small:.2f}")


def _alternating(one: Callable[[], object], other: Callable[[], object], *, rounds: int) -> tuple[float, float]:
    one(), other()
    times: tuple[list[float], list[float]] = ([], [])
    for _round in range(rounds):
        for call, kept in zip((one, other), times, strict=True):
            began = time.perf_counter()
            call()
            kept.append((time.perf_counter() - began) * 1_000)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    main()
