"""
Both sides of bench/kernel.py, in one process, turn by turn: processor time of each, medians, ratios, differing answers.

Every side gets its starts in its own type, made beforehand; the cost of asking nothing is taken off everybody.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from statistics import median
from time import process_time
from typing import Any

from bench import machine
from bench.kernel_questions import HandLoop, Questions, drawn
from hall.worktime import Limit, Unit, due

Ask = Callable[[Any], Any]


@dataclass
class Side:
    """`same` turns an answer into what the kernel's is compared by; None: another question, not compared."""

    name: str
    ask: Ask
    starts: Sequence[Any]
    same: Callable[[Any], Any] | None = lambda answer: answer
    aim: float | None = None
    seconds: list[float] = field(default_factory=list)

    def timed(self) -> None:
        ask = self.ask
        began = process_time()
        for start in self.starts:
            ask(start)
        self.seconds.append((process_time() - began) / len(self.starts))


def compared(
    title: str, ours: Side, others: Sequence[Side], truth: Callable[[datetime], Any], asked: Questions, repeats: int
) -> int:
    """Print one table; return how many answers of a side without a story of its own differ."""
    sides, nothing = [ours, *others], Side("nothing", lambda _start: None, ours.starts)
    for _ in range(repeats):
        for side in (nothing, *sides):
            side.timed()
    print(f"\n{title}")
    asking, unexplained = median(nothing.seconds), 0
    for side in sides:
        cost = median(side.seconds) - asking
        ratio = cost / (median(ours.seconds) - asking)
        aim = f" (aim ≥ {side.aim:g}: {'reached' if ratio >= side.aim else 'MISSED'})" if side.aim else ""
        print(f"  {side.name:34s}{cost * 1e6:10.2f} µs {ratio:9.1f} ×{aim}{_differences(side, truth, asked)}")
        if side.name in ("hand loop", ours.name) and side.same:
            unexplained += _differing(side, truth, asked)
    return unexplained


def _differing(side: Side, truth: Callable[[datetime], Any], asked: Questions) -> int:
    same = side.same or (lambda answer: answer)
    return sum(same(side.ask(start)) != truth(at) for start, at in zip(side.starts, asked.starts, strict=False))


def _differences(side: Side, truth: Callable[[datetime], Any], asked: Questions) -> str:
    return f"   {_differing(side, truth, asked):,} of {len(side.starts):,} differ" if side.same else ""


def days(asked: Questions, n: int, aim: float, peers: bool, repeats: int) -> int:
    calendar, hand, limit = asked.calendar, HandLoop(asked.works), Limit(Unit.WORKING_DAY, n)
    at = asked.starts

    def day(moment: datetime) -> Any:
        return moment.date()

    ours = Side("hall: closing_after", lambda start: calendar.closing_after(start, n), at, day)
    others = [
        Side(
            "hall: due(), with its warning",
            lambda start: due(limit, start, calendar),
            at,
            lambda answer: answer.due_at.date(),
        ),
        Side("hand loop", lambda start: hand.closing_after(start, n), at, day, aim),
    ]
    if peers:
        from bench import kernel_peers

        others += [Side(*row) for row in kernel_peers.days(asked, n)]
    return compared(
        f"{n} working days from an instant in opening hours",
        ours,
        others,
        lambda at: hand.closing_after(at, n).date(),
        asked,
        repeats,
    )


def minutes(asked: Questions, peers: bool, repeats: int) -> int:
    calendar, hand = asked.calendar, HandLoop(asked.works)
    ours = Side("hall: add_minutes", lambda start: calendar.add_minutes(start, 240), asked.starts)
    others = [Side("hand loop", lambda start: hand.add_minutes(start, 240), asked.starts)]
    if peers:
        from bench import kernel_peers

        others += [Side(*row) for row in kernel_peers.minutes(asked, 240)]
    return compared(
        "240 working minutes, over lunch and night", ours, others, lambda at: hand.add_minutes(at, 240), asked, repeats
    )


def between(asked: Questions, peers: bool, repeats: int) -> int:
    calendar, hand = asked.calendar, HandLoop(asked.works)
    ends = {start: calendar.closing_after(start, 7) for start in asked.starts}
    ours = Side("hall: minutes_between", lambda start: calendar.minutes_between(start, ends[start]), asked.starts)
    others = [Side("hand loop", lambda start: hand.minutes_between(start, ends[start]), asked.starts)]
    if peers:
        from bench import kernel_peers

        others += [Side(*row) for row in kernel_peers.between(asked, ends)]
    return compared("working minutes between two instants, 7 working days apart", ours, others,
                    lambda at: hand.minutes_between(at, ends[at]), asked, repeats)  # fmt: skip


def proven(asked: Questions) -> int:
    """Return how many answers differ from the hand loop's for starts at any hour of any day."""
    calendar, hand = asked.calendar, HandLoop(asked.works)
    return sum(
        calendar.closing_after(at, n) != hand.closing_after(at, n)
        or due(Limit(Unit.WORKING_DAY, n), at, calendar).due_at != hand.closing_after(at, n)
        or calendar.add_minutes(at, 60 * n) != hand.add_minutes(at, 60 * n)
        for at in asked.anytime
        for n in (1, 3, 20)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=2_000)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--skip-peers", action="store_true")
    given = parser.parse_args()
    asked, peers = drawn(given.starts), not given.skip_peers
    print(machine.described())
    if peers:
        from bench.kernel_peers import PACKAGES, silent

        print(", ".join(f"{name} {version(name)}" for name in PACKAGES))
        print(silent(asked))
    wrong = days(asked, 3, 3, peers, given.repeats)
    wrong += days(asked, 20, 20, peers, given.repeats)
    wrong += minutes(asked, peers, given.repeats)
    wrong += between(asked, peers, given.repeats)
    wrong += proven(asked)
    print(
        f"\n{wrong} answers of the kernel differ from the hand loop, {len(asked.anytime) * 3:,} at any hour of any day among them"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
