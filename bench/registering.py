"""
How fast a program registers. Started by `python -m bench.register`.

- One program after the other, through the WSGI application with all of its middleware, in this process and without a network,
  turn by turn with django-helpdesk's ticket by its own API: in its own database, virtual environment and process. Both bring a token.
- Where the processor time of a registration goes, layer by layer, the database's own not counted.
- As many cases granted by the bulk door of the API, as a person waits for them.
- `--clients` programs at once on one hall, against a real server of web processes: cases a second, and how many of their sessions
  wait for a lock, of which the day's counter is the one that all of them need.
"""

import argparse
import json
import logging
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import time_machine
from django.core.handlers.wsgi import WSGIHandler

from bench import databases, layers, machine
from bench.crowding import crowd
from bench.looking import Browser
from bench.peer import Helpdesk, installed
from tests.api.requests import REGISTRATION
from tests.tokens import key_of
from tests.world import World, build
from worklists.bulk import AT_ONCE

NOW = datetime(2026, 3, 3, 2, tzinfo=UTC)  # a Tuesday at ten in the hall


def main() -> None:
    options = _arguments()
    logging.disable(logging.WARNING)
    with databases.hall():
        peer = None if options.skip_peers else Helpdesk(installed(), replace(databases.place(), name=databases.PEER))
        print(machine.described())
        print(databases.described() + (f"; {peer.version()}" if peer else ""))
        world = build()
        with time_machine.travel(NOW, tick=True):
            program, keys = Browser(WSGIHandler(), token=key_of(world.clerk)), count()

            def register() -> None:
                _post(program, "/api/v1/applications/", REGISTRATION, key=f"bench-registers-{next(keys)}", status=201)

            for _call in range(10):  # statements are written, the calendar built
                register()
            _beside(register, peer, options)
            layers.show(layers.of(register, options.registrations))
            _in_bulk(world, program, options.bulk)
        crowd(key_of(world.clerk), options.clients, options.seconds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--registrations", type=int, default=200, help="in each round")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median is taken")
    parser.add_argument("--bulk", type=int, default=200, help="cases of the bulk acts")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32], help="programs at once")
    parser.add_argument("--seconds", type=float, default=10, help="for which they register")
    parser.add_argument("--skip-peers", action="store_true", help="only our own figures")
    return parser.parse_args()


def _post(program: Browser, address: str, body: dict[str, Any], *, key: str, status: int) -> dict[str, Any]:
    answered, answer = program.ask(address, json.dumps(body).encode(), HTTP_IDEMPOTENCY_KEY=key)
    assert answered == status, answer
    return json.loads(answer)


def _beside(register: Callable[[], None], peer: Helpdesk | None, options: argparse.Namespace) -> None:
    ours: list[tuple[float, float]] = []
    its: list[tuple[float, float]] = []
    for _round in range(options.rounds):
        began, busy = time.perf_counter(), time.process_time()
        for _registration in range(options.registrations):
            register()
        ours.append(_rates(options.registrations, time.perf_counter() - began, time.process_time() - busy))
        if peer:
            took = peer.opened(options.registrations)
            its.append(_rates(took["tickets"], took["seconds"], took["busy"]))
    a_second, busy = (statistics.median(each) for each in zip(*ours, strict=True))
    print(f"medians of {options.rounds} rounds of {options.registrations}")
    print(f"our registration by the API            {a_second:6,.1f}/s  {busy:6.2f} ms busy")
    if its:
        their_rate, their_busy = (statistics.median(each) for each in zip(*its, strict=True))
        print(
            f"django-helpdesk, a ticket by its API   {their_rate:6,.1f}/s  {their_busy:6.2f} ms busy; ours is "
            f"{a_second / their_rate:.2f} × it by the wall, {their_busy / busy:.2f} × by processor time"
        )


def _rates(times: float, seconds: float, busy: float) -> tuple[float, float]:
    """How many a second, and milliseconds of processor time each."""
    return times / seconds, busy / times * 1_000


def _in_bulk(world: World, program: Browser, cases: int) -> None:
    """Each act of as many cases as are done while the person waits; the rest would be a worker's."""
    numbers = [world.accepted(when=NOW, idem=f"bulk-{n}").case.number for n in range(cases)]
    began, busy, done = time.perf_counter(), time.process_time(), 0
    for beginning in range(0, cases, AT_ONCE):
        some = numbers[beginning : beginning + AT_ONCE]
        order = {"act": "grant", "numbers": some}
        run = _post(program, "/api/v1/desk/bulk/", order, key=f"bench-grants-many-{beginning}", status=200)
        done += sum(row["outcome"] == "done" for row in run["rows"])
    assert done == cases, run
    a_second, busy = _rates(cases, time.perf_counter() - began, time.process_time() - busy)
    print(f"granted by the bulk door               {a_second:6,.1f}/s  {busy:6.2f} ms busy a case; aim 80/s")


if __name__ == "__main__":
    main()
