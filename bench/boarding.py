"""
Whether the office's board and lists open as fast in a very large hall as in a small one. Started by `python -m bench.board`.

Two halls side by side, one with `--few` cases, one with `--cases`: of each hundred twelve are open, in 33 departments and the
centre, some late, some due today, some standing still; the others have ended, with their clocks, and some have cards. Turn by turn,
medians and the least, in this process through Django's test client: the pages as the office's browser asks for them.
"""

import argparse
import logging
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment
from django.utils import timezone

from bench import databases, machine
from bench.rows import write
from cases.models import BoardFigure, Case, MonthFigure
from hall.models import Department
from oversight import tally, trend
from tests.world import World, build

NOW = datetime(2026, 3, 3, 2, tzinfo=UTC)  # a Tuesday at ten in the hall
FIRST = 101  # id of the first case: the model's lies below
DEPARTMENTS = 33
_CASES = """
INSERT INTO cases_case (id, number, kind, hall_id, department_id, window_id, owner_id, title, party, state, confidential, hidden_from_id,
                        opened_at, acted_at, concluded_at, closed_at, receipt_hash, idem_hash, version, events_count, events_head)
SELECT i, '0101' || lpad(i::text, 13, '0'), CASE WHEN is_complaint THEN 'complaint' ELSE 'application' END, %(hall)s,
       CASE WHEN NOT is_complaint THEN department END, CASE WHEN NOT is_complaint THEN %(window)s::bigint END, %(owner)s,
       '公共场所卫生许可', '王*明',
       CASE WHEN is_complaint THEN CASE WHEN is_open THEN 'filed' ELSE 'closed' END
            WHEN NOT is_open THEN 'archived' WHEN i %% 13 = 0 THEN 'correction_requested' WHEN i %% 11 = 0 THEN 'suspended'
            ELSE 'accepted' END,
       false, CASE WHEN is_complaint THEN department END,
       opened, opened, CASE WHEN NOT is_open THEN opened + interval '2 days' END,
       CASE WHEN NOT is_open THEN opened + interval '3 days' END,
       lpad(to_hex(i), 64, '0'), lpad(to_hex(i), 64, '0'), 1, 1, lpad(to_hex(i), 64, '0')
FROM generate_series(%(first)s::bigint, %(last)s::bigint) i CROSS JOIN LATERAL (
    SELECT i %% 100 < 12 AS is_open, i %% 40 = 7 AS is_complaint, (%(departments)s::bigint[])[1 + i / 100 %% %(many)s] AS department,
           %(now)s - CASE WHEN i %% 100 < 12 THEN i %% 20 ELSE 30 + i %% 700 END * interval '1 day' AS opened
) it
"""
# like the model, a row written by the ORM: a new column needs no line here; one in thirty of what has ended is made again
_APPLICATIONS = """
INSERT INTO permits_application
SELECT filled.* FROM permits_application model JOIN cases_case c ON c.id BETWEEN %(first)s AND %(last)s AND c.kind = 'application'
CROSS JOIN LATERAL jsonb_populate_record(model, jsonb_build_object(
    'case_id', c.id, 'applicant_id_hash', lpad(to_hex(c.id), 64, '0'), 'phone_hash', lpad(to_hex(c.id), 64, '0'),
    'taken_up_by_id', CASE WHEN c.id %% 30 = 29 AND c.id < %(last)s AND (c.id + 1) %% 40 <> 7 THEN c.id + 1 END
)) filled WHERE model.case_id = %(model)s
"""
# of the open ones a twentieth is late by the promise, a hundredth by law too, a tenth is due today; half of the rest is yellow soon
_CLOCKS = """
INSERT INTO cases_deadline (case_id, rule, unit, quantity, article, started_at, department_id, owner_id, warn_at, due_at,
                            next_alert_at, lamp, met_at, verdict, epoch, provisional)
SELECT c.id, clock.rule, 'working_day', clock.quantity, '本大厅公开承诺', c.opened_at, c.department_id, c.owner_id,
       clock.due_at - interval '8 hours', clock.due_at,
       CASE WHEN c.closed_at IS NULL AND clock.lamp IN (1, 2) THEN clock.due_at + interval '1 second' END,
       CASE WHEN c.closed_at IS NULL THEN clock.lamp ELSE 1 END, c.concluded_at,
       CASE WHEN c.closed_at IS NULL THEN '' ELSE 'on_time' END, 0, false
FROM cases_case c CROSS JOIN LATERAL (
    SELECT CASE WHEN c.kind = 'complaint' THEN 'complaint_handling' ELSE 'promise' END AS rule, 3 + c.id %% 7 AS quantity,
           CASE WHEN c.state = 'suspended' THEN 0 WHEN is_late THEN 3 WHEN c.id / 100 %% 10 = 3 THEN 2 ELSE 1 END AS lamp,
           CASE WHEN is_late THEN %(now)s - c.id %% 90 * interval '1 day' - interval '17 hours'
                ELSE %(now)s + (7 + 24 * (c.id / 100 %% 10)) * interval '1 hour' END AS due_at
    FROM (SELECT c.id / 100 %% 20 = 5 AS is_late) it
    UNION ALL
    SELECT 'statutory', 20, CASE WHEN c.state = 'suspended' THEN 0 WHEN is_late THEN 4 ELSE 1 END,
           CASE WHEN is_late THEN %(now)s - c.id %% 60 * interval '1 day' - interval '17 hours'
                ELSE %(now)s + (40 + c.id %% 60) * interval '1 day' END
    FROM (SELECT c.id / 100 %% 100 = 5 AS is_late) it WHERE c.kind <> 'complaint'
) clock WHERE c.id BETWEEN %(first)s AND %(last)s AND c.state <> 'correction_requested'
"""
_CARDS = """
INSERT INTO cases_card (case_id, deadline_id, rule, level, epoch, occurrence, department_id, window_id, owner_id, cause, breached_at,
                        issued_at, state, appealed_at, withdrawn_at, withdrawn_because, escalated)
SELECT c.id, d.id, d.rule, CASE WHEN d.rule = 'statutory' THEN 'red' ELSE 'yellow' END, 0, 0, c.department_id, c.window_id, c.owner_id,
       '届满未完成', d.due_at, least(d.due_at, %(now)s), it.state, CASE WHEN it.state = 'appealed' THEN %(now)s - interval '1 day' END,
       CASE WHEN it.state = 'withdrawn' THEN d.due_at END, CASE WHEN it.state = 'withdrawn' THEN '日历更正' ELSE '' END, false
FROM cases_case c JOIN cases_deadline d ON d.case_id = c.id CROSS JOIN LATERAL (
    SELECT CASE WHEN c.id %% 1000 = 105 THEN 'appealed' WHEN c.id %% 11 = 0 THEN 'withdrawn' ELSE 'issued' END AS state
) it WHERE c.id BETWEEN %(first)s AND %(last)s AND (d.lamp > 2 OR c.closed_at IS NOT NULL AND c.id %% 50 = 20)
"""
TABLES = ("cases_case", "cases_deadline", "cases_card", "permits_application")


def main() -> None:
    options = _arguments()
    setup_test_environment()  # the client then hands over what a page was made of
    logging.disable(logging.INFO)
    print(machine.described())
    with databases.hall(), time_machine.travel(NOW, tick=True):
        print(databases.described())
        world = build()
        names = [Department(hall=world.hall, code=f"B{n}", name=f"第{n}局") for n in range(DEPARTMENTS - 2)]
        Department.objects.bulk_create(names)
        model = world.accepted(when=NOW - timedelta(minutes=1), idem="model").case
        databases.copy_beside()
        few, many = Hall(databases.HALL, world, options.few), Hall(databases.PEER, world, options.cases)
        few.fill(model)
        many.fill(model)
        show(few, many, options)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000, help="of the large hall, closed ones too")
    parser.add_argument("--few", type=int, default=10_000, help="of the small one")
    parser.add_argument("--rounds", type=int, default=20, help="of which the median is taken")
    return parser.parse_args()


class Taken(NamedTuple):
    """Milliseconds: by the wall, of processor in this process, of processor in its server process."""

    wall: float
    web: float
    database: float

    @property
    def processor(self) -> float:
        return self.web + self.database

    def __str__(self) -> str:
        return f"{self.wall:8.1f} {self.web:6.1f} + {self.database:6.1f}"


class Hall:
    """A hall of so many cases in a database of its own, and the office's browser."""

    def __init__(self, database: str, world: World, cases: int) -> None:
        self.database, self.world, self.cases = database, world, cases
        self.client = Client(raise_request_exception=True)

    def fill(self, model: Case) -> None:
        databases.go_to(self.database)
        departments = list(Department.objects.order_by("pk").values_list("pk", flat=True))
        values = {
            "hall": self.world.hall.pk, "window": self.world.health_window.pk, "owner": self.world.clerk.pk, "now": NOW,
            "departments": departments, "many": len(departments), "model": model.pk,
            "first": FIRST, "last": FIRST + self.cases - 1,
        }  # fmt: skip
        with connection.cursor() as cursor:
            write(cursor, (_CASES, _APPLICATIONS, _CLOCKS, _CARDS), values, into=TABLES)
        self.client.force_login(self.world.office, backend="django.contrib.auth.backends.ModelBackend")

    def times(self, *, address: str, rounds: int, live: bool = False) -> list[Taken]:
        """What a page takes, once for nothing and then so many times; with figures just kept, or with none."""
        databases.go_to(self.database)
        BoardFigure.objects.all().delete()
        MonthFigure.objects.all().delete()
        if not live:
            tally.keep(at=timezone.now())
            trend.keep(at=timezone.now())
        return [self._page(address) for _round in range(rounds + 1)][1:]

    def keeping(self, *, rounds: int) -> list[Taken]:
        """What it takes the timers to count."""
        databases.go_to(self.database)
        return [self._taken(lambda: tally.keep(at=timezone.now(), anew=True)) for _round in range(rounds)]

    def keeping_months(self, *, rounds: int) -> list[Taken]:
        """The same of the trend: the present month and one other."""
        databases.go_to(self.database)
        trend.keep(at=timezone.now())
        return [self._taken(lambda: trend.keep(at=timezone.now())) for _round in range(rounds)]

    def _page(self, address: str) -> Taken:
        def get() -> None:
            answer = self.client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)

        return self._taken(get)

    def _taken(self, act: Callable[[], object]) -> Taken:
        server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        began = time.perf_counter(), time.process_time(), _processor(server)
        act()
        ended = time.perf_counter(), time.process_time(), _processor(server)
        wall, web, database = ((after - before) * 1_000 for before, after in zip(began, ended, strict=True))
        return Taken(wall, web, database)


def _processor(server: Path) -> float:
    """Seconds of processor that our server process has had; 0 where it runs elsewhere."""
    try:
        return int(server.read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


PAGES = {
    "the board": "/oversight/",
    "the board of one department": "/oversight/?department=WJ",
    "the board narrowed to a kind": "/oversight/?kind=application",
    "the wall": "/oversight/wall/",
    "the list of cases, worst first": "/oversight/cases/",
    "its page 2": "/oversight/cases/?page=2",
    "one department's": "/oversight/cases/?department=WJ",
    "the late ones": "/oversight/cases/?lamp=overdue",
    "the list of cards": "/oversight/cards/",
}
LIVE = "/oversight/"
TURNS = 4  # the two halls take turns: load that comes and goes meets both; of fewer rounds each is a turn


def show(few: Hall, many: Hall, options: argparse.Namespace) -> None:
    print(
        f"{few.cases:,} cases against {many.cases:,}; medians of {options.rounds}, milliseconds: as the wall has it, then of processor"
    )
    turns = min(TURNS, options.rounds)
    each = options.rounds // turns
    compare = partial(_compare, few, many, turns)
    for words, address in PAGES.items():
        compare(words, partial(Hall.times, address=address, rounds=each))
    compare("the board, counted live", partial(Hall.times, address=LIVE, rounds=each, live=True))
    compare("what the timers do each minute", partial(Hall.keeping, rounds=each))
    compare("and of the trend's months", partial(Hall.keeping_months, rounds=each))


def _compare(few: Hall, many: Hall, turns: int, words: str, measure: Callable[[Hall], list[Taken]]) -> None:
    times: dict[Hall, list[Taken]] = {few: [], many: []}
    for _turn in range(turns):
        for hall, kept in times.items():
            kept += measure(hall)
    small, large = (Taken(*map(statistics.median, zip(*each, strict=True))) for each in times.values())
    print(
        f"{words:31} {small} | {large} | ratio {large.wall / small.wall:.2f}, of processor {large.processor / small.processor:.2f}"
    )


if __name__ == "__main__":
    main()
