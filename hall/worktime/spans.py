"""Pauses, and the one step that carries a count over them. Every unit of time counts on an axis of whole numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

Block = tuple[int, int]  # first position left out, first position counted again

_NEVER = date.max.toordinal()


@dataclass(frozen=True)
class Span:
    """Days on which a clock stands still, both ends included; without an end it still stands."""

    starts_on: date
    ends_on: date | None = None
    why: str = ""

    def __post_init__(self):
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError(f"暂停的结束日 {self.ends_on} 早于开始日 {self.starts_on}")

    @property
    def is_open(self) -> bool:
        return self.ends_on is None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def blocks_of(pauses: Iterable[Span]) -> list[Block]:
    """Return the paused days as ordered, disjoint blocks of date ordinals; overlapping pauses count once."""
    merged: list[Block] = []
    for pause in sorted(pauses, key=lambda pause: pause.starts_on):
        first = pause.starts_on.toordinal()
        after = (_NEVER if pause.ends_on is None else pause.ends_on.toordinal()) + 1
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(after, merged[-1][1]))
        else:
            merged.append((first, after))
    return merged


def advance(start: int, amount: int, blocks: Sequence[Block]) -> int:
    """Return the earliest position that has `amount` positions outside the blocks between `start` and itself."""
    end = start + amount
    for first, after in blocks:
        if first >= end:
            break
        end += max(0, after - max(first, start))
    return end


def measure(start: int, end: int, blocks: Sequence[Block]) -> int:
    """Return how many positions between `start` and `end` (not before `start`) lie outside the blocks."""
    left_out = 0
    for first, after in blocks:
        left_out += max(0, min(after, end) - max(first, start))
    return end - start - left_out


def stretches(days: Iterable[date]) -> list[list[date]]:
    """Return days, which come in order, in runs of which each day follows the one before."""
    runs = groupby(enumerate(days), key=lambda pair: pair[1].toordinal() - pair[0])
    return [[day for _, day in run] for _, run in runs]


def days_of(year: int) -> list[date]:
    return [date.fromordinal(day) for day in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)]
