"""
What an act costs: statements, processor time of this process, and how long the day's counter is held. Started by
`python -m bench.acts --rounds 200`.

Register, accept, decide and deliver on one case after another: by the verb, each by a clerk who has just come, and by a
program through Django's test client (token, middleware, the whole answer). And as many cases granted by one bulk act.
"""

import argparse
import logging
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import time_machine
from django.db import connection, transaction
from rest_framework.test import APIClient

from bench import databases, machine
from hall.models import User
from permits.actions import bulk, delivering
from permits.registrations import Registration
from tests.api.requests import REGISTRATION, application
from tests.permits import verbs
from tests.tokens import key_of
from tests.world import PERSON, World, build
from worklists.actions import MOST

NOW = datetime(2026, 3, 3, 2, tzinfo=UTC)  # a Tuesday at ten in the hall
ACTS: dict[str, dict[str, Any]] = {
    "accept": {},
    "decide": {"result": "grant"},
    "deliver": {"method": "collected", "proof": "王小明"},
}

VERBS: dict[str, Callable[..., Any]] = {
    "accept": verbs.accept,
    "decide": verbs.decide,
    "deliver": delivering.deliver,
}


class Figures:
    """Of each act: how many statements, processor seconds, and seconds from the counter's statement to the commit."""

    def __init__(self) -> None:
        self.figures: defaultdict[str, list[tuple[int, float, float]]] = defaultdict(list)

    def of(self, name: str, act: Callable[[], Any]) -> Any:
        count, held = 0, 0.0

        def counting(execute: Any, sql: str, *more: Any) -> Any:
            nonlocal count
            count += 1
            if "cases_dailyserial" in sql:
                transaction.on_commit(partial(let_go, time.perf_counter()))
            return execute(sql, *more)

        def let_go(taken_at: float) -> None:
            nonlocal held
            held = time.perf_counter() - taken_at

        with connection.execute_wrapper(counting):
            began = time.process_time()
            answer = act()
            spent = time.process_time() - began
        self.figures[name].append((count, spent, held))
        return answer

    def show(self) -> None:
        for name, figures in self.figures.items():
            count, spent, held = (statistics.median(column) for column in zip(*figures, strict=True))
            counter = f", the day's counter held {held * 1_000:.1f} ms" if held else ""
            print(f"{name:20} {count:3.0f} statements {spent * 1_000:6.2f} ms of processor time{counter}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200, help="of which the median is taken")
    rounds = parser.parse_args().rounds
    logging.disable(logging.INFO)
    print(machine.described())
    with databases.hall(), time_machine.travel(NOW, tick=False):
        print(databases.described())
        world, by_verb, by_program = build(), Figures(), Figures()
        program = APIClient(HTTP_AUTHORIZATION=f"Token {key_of(world.clerk)}")
        program.default_format = "json"
        for turn in range(rounds + 1):
            if turn == 1:  # the first round writes SQL and reads the calendar: once a process
                by_verb, by_program = Figures(), Figures()
            _by_verb(world, f"verb-{turn}", by_verb)
            _by_program(program, f"program-of-the-hall-{turn}", world.clerk, by_program)
        in_bulk = Figures()
        _in_bulk(world, rounds, in_bulk)
    for figures in (by_verb, by_program, in_bulk):
        figures.show()


def _by_verb(world: World, key: str, figures: Figures) -> None:
    def has_come() -> User:
        return User.objects.get(pk=world.clerk.pk)

    item, by = world.promised.item.code, has_come()
    registered = figures.of(
        "register",
        lambda: verbs.register(
            registration=Registration(item, PERSON, [1, 2, 3]), window=world.health_window, idem=key, by=by, at=NOW
        ),
    )
    number = registered.application.case.number
    for name, fields in ACTS.items():
        if name == "deliver":
            _print(number, world.clerk)
        figures.of(name, partial(VERBS[name], number=number, by=has_come(), at=NOW, **fields))


def _print(number: str, by: User) -> None:
    """What is handed over was printed: an act of its own, which is not counted."""
    verbs.print_document(number=number, kind="grant", site="http://hall.test", by=by, at=NOW)


def _by_program(program: APIClient, key: str, by: User, figures: Figures) -> None:
    list_of_all = "/api/v1/applications/"
    answer = figures.of(
        "POST register", lambda: program.post(list_of_all, REGISTRATION, headers={"Idempotency-Key": key})
    )
    number = answer.json()["application"]["number"]
    for name, fields in ACTS.items():
        if name == "deliver":
            _print(number, by)
        address = application(number, name)
        figures.of(f"POST {name}", partial(program.post, address, fields))


def _in_bulk(world: World, cases: int, figures: Figures) -> None:
    numbers = [world.accepted(when=NOW, idem=f"bulk-{n}").case.number for n in range(cases)]
    for beginning in range(0, cases, MOST):
        some = numbers[beginning : beginning + MOST]
        run = bulk.ask_bulk(numbers=some, act="grant", idem=f"bulk-{beginning}", by=world.clerk, at=NOW)
        worker = bulk.Worker(run.pk)
        for _number in some:
            figures.of("grant in bulk", partial(worker.step, at=NOW))


if __name__ == "__main__":
    main()
