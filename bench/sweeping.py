"""
How fast the sweep is, and what it costs when nothing is due. Started by `python -m bench.sweep --due 10000 100000`.

For each N: 10 × N running clocks, of which N are due. In one run, turn by turn, medians:

- our sweep, with all that it writes (lamp, history line and hash, card, letter), in batches as beat runs it;
- two of our sweeps at once;
- django-helpdesk's `escalate_tickets` on the same server, in its own database and virtual environment;
- the limit: one bare statement given to psql, that marks the clock and inserts one row, and nothing else.

And the idle sweep: after the load, right after a sweep of N, and while another transaction holds a snapshot open from
before that sweep.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from django.db import connection

from bench import databases, machine, rows
from bench.peer import Helpdesk, installed
from cases import floor, history
from cases.models import Card, Deadline
from cases.sweep import sweep
from launch import postgres
from tests.cases.crowd import at_once
from tests.world import build

ROUNDS = 3
IDLE_CALLS = 30


@dataclass
class Measured:
    """Figures of one N: how many a second, and milliseconds of an idle sweep."""

    due: int
    ours: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)
    limit: list[float] = field(default_factory=list)
    two: float = 0
    one_beside: float = 0
    idle: dict[str, float] = field(default_factory=dict)


def main() -> None:
    given = _arguments()
    with databases.hall():
        peer = None
        if not given.skip_peers:
            peer = Helpdesk(installed(), replace(databases.place(), name=databases.PEER))
        print(machine.described())
        print(databases.described() + (f"; {peer.version()}" if peer else ""))
        world = build()
        begin = datetime(2026, 1, 5, 9, tzinfo=UTC)
        for place, due in enumerate(given.due):
            say(f"writing {due * 10:,} running clocks")
            waves = rows.grow(world, due=due, begin=begin + timedelta(days=10 * place))
            sweep(at=waves.before)  # what fewer rounds than three have left of the N before
            _show(_measure(waves, peer=peer, peer_seconds=given.peer_seconds, rounds=given.rounds))
        _check()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--due", type=int, nargs="+", default=[10_000, 100_000], help="N, one after the other")
    parser.add_argument("--rounds", type=int, default=ROUNDS, choices=(1, 2, 3), help="of which the median is taken")
    parser.add_argument("--peer-seconds", type=float, default=15, help="how long the peer may work in each round")
    parser.add_argument("--skip-peers", action="store_true", help="only our own figures")
    return parser.parse_args()


def _measure(waves: rows.Waves, *, peer: Helpdesk | None, peer_seconds: float, rounds: int) -> Measured:
    found = Measured(waves.each)
    found.idle["after the load"] = _idle(waves.before)
    peer_due = 200
    for wave in range(rounds):
        say(f"round {wave + 1}")
        found.ours.append(_ours(waves, wave))
        if wave == 0:
            found.idle["right after a sweep of N"] = _idle(waves.over(wave))
        found.limit.append(_limit(waves, wave))
        if peer:
            if wave == 0:  # how many it can do in its time
                peer_due = max(200, int(peer.escalated(due=200) * peer_seconds))
            found.peer.append(peer.escalated(due=min(peer_due, waves.each)))
    found.two = _two(waves, rounds)
    held = rounds + 1
    with _old_snapshot():
        found.one_beside = _ours(waves, held)
        found.idle["with a snapshot held open since before a sweep of N"] = _idle(waves.over(held))
        found.idle["the same, looking everywhere (no floor)"] = _idle(waves.over(held), before=floor.forget)
    return found


def _ours(waves: rows.Waves, wave: int) -> float:
    took, swept = _timed(lambda: sweep(at=waves.over(wave)))
    assert swept.breaches == waves.each, swept
    return swept.breaches / took


def _two(waves: rows.Waves, wave: int) -> float:
    """Two workers at once, each on its own connection; what one leaves because the other holds it, the next sweep takes."""
    from cases.sweep import sweep

    took, crowd = _timed(lambda: at_once([partial(sweep, at=waves.over(wave))] * 2))
    assert not crowd.errors, crowd.errors
    done = sum(each.breaches for each in crowd.answers) + sweep(at=waves.over(wave)).breaches
    assert done == waves.each, done
    return waves.each / took


def _limit(waves: rows.Waves, wave: int) -> float:
    """The bare statement by psql, by psql's own timing."""
    place = databases.place()
    words = [_psql(), "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    for letter, value in zip(("-d", "-h", "-U", "-p"), (place.name, place.host, place.user, place.port), strict=True):
        words += [letter, value]
    done = subprocess.run(
        words, input=f"\\timing on\n{rows.BARE.format(at=waves.over(wave).isoformat())};\n",
        capture_output=True, text=True, check=True, env={**os.environ, "PGPASSWORD": place.password},
    )  # fmt: skip
    shown = re.search(r"Time: ([\d.]+) ms", done.stdout)
    assert shown, done.stdout
    return waves.each / (float(shown[1]) / 1000)


def _psql() -> str:
    return str(postgres.choose(postgres.candidate_folders(), Path("/nowhere")).folder / "psql")


def _idle(at: datetime, before: Callable[[], object] = bool) -> float:
    """Milliseconds of a sweep with nothing to say, called after `before`: the median of many."""
    took = []
    for call in range(IDLE_CALLS):
        before()
        seconds, swept = _timed(lambda call=call: sweep(at=at + timedelta(seconds=call)))
        assert not swept.alerts
        took.append(seconds * 1000)
    return statistics.median(took)


@contextmanager
def _old_snapshot():
    """Another transaction that has read something and then stays open, as a dump or a report does."""
    opened, over = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SELECT count(*) FROM cases_heartbeat")
                opened.set()
                over.wait()
                cursor.execute("ROLLBACK")
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    opened.wait()
    try:
        yield
    finally:
        over.set()
        holder.join()


def _timed(call: Callable):
    began = time.perf_counter()
    answer = call()
    return time.perf_counter() - began, answer


def _show(found: Measured) -> None:
    ours, limit = statistics.median(found.ours), statistics.median(found.limit)
    print(
        f"\n{datetime.now().astimezone():%H:%M} {found.due:,} due among {found.due * 10:,} running clocks, medians of {len(found.ours)}"
    )
    print(f"  our sweep                      {ours:>10,.0f} cards/s   ({_each(found.ours)})")
    print(f"  two of our sweeps at once      {found.two:>10,.0f} cards/s   {found.two / ours:.2f} × one")
    print(f"  under an old snapshot          {found.one_beside:>10,.0f} cards/s   {found.one_beside / ours:.2f} × one")
    print(
        f"  bare statement by psql         {limit:>10,.0f} rows/s    ({_each(found.limit)}); ours is {ours / limit:.2f} of it"
    )
    if found.peer:
        peer = statistics.median(found.peer)
        print(
            f"  django-helpdesk                {peer:>10,.0f} tickets/s ({_each(found.peer)}); ours is {ours / peer:.0f} × it"
        )
    for when, milliseconds in found.idle.items():
        print(f"  idle sweep {when}: {milliseconds:.2f} ms")


def say(words: str) -> None:
    """Progress goes to standard error: the figures alone go to standard output."""
    print(words, file=sys.stderr, flush=True)


def _each(figures: list[float]) -> str:
    return ", ".join(f"{figure:,.0f}" for figure in figures)


def _check() -> None:
    """A fast sweep that is wrong is worth nothing: as many cards as breaches, none twice, and every chain right."""
    broken = Deadline.objects.filter(lamp__gt=2)
    cards = Card.objects.count()
    assert cards == Card.objects.values("deadline").distinct().count() == broken.count()
    flaws = list(history.verify())
    assert not flaws, flaws[:3]
    print(f"\n{cards:,} cards for as many breaches, none twice; every history chain verified")


if __name__ == "__main__":
    main()
