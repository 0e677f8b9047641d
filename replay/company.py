"""
Those who play one file. Alone, a process does one act after the other and lets time pass between them. In company each plays its
share of the file (replay.shares), and rows come out as if one had played it all:

- time passes for the whole hall at once, so it passes when all have come to the instant, and none is in the middle of an act;
- a registration waits for the earlier ones of the others, for each takes the next number of the day; a complaint waits for all that
  comes before it, for a trip of anybody may give a lead, with a number of the same series;
- what a trip leads to at once waits until all have come so far.

Whoever is the furthest behind never waits for anybody, so they cannot stand still.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from multiprocessing.context import ForkContext

from replay.passing import IsReached
from replay.reading import Act

Key = tuple[int, int]
# Let time pass up to the act, to each instant that the company says is reached; True when no clock has anything more to say.
LetPass = Callable[[IsReached], bool]
LAST: Key = (2**62, 0)
LOOK = 1.0  # seconds between two looks whether whoever started us is still there


class Orphaned(Exception):
    """Whoever started this process is gone: nobody waits for what it does."""


class Alone:
    """One process, the whole file."""

    def come_to(self, act: Act, let_pass: LetPass) -> None:
        let_pass(lambda _moment: True)

    def all_come_to(self, act: Act, let_pass: LetPass) -> AbstractContextManager[None]:
        let_pass(lambda _moment: True)
        return nullcontext()

    def tried(self, act: Act) -> None:
        pass

    def leave(self) -> None:
        pass


def key_of(at: datetime, line: int) -> Key:
    """The place of an act in the order of the file."""
    return round(at.timestamp() * 1_000_000), line


class Board:
    """Where each process of a company is, in memory that they share."""

    def __init__(self, context: ForkContext, openings: list[list[Key]]) -> None:
        """:param openings: of each process the places of its registrations, the earliest first."""
        many = len(openings)
        self.changed = context.Condition()
        self.openings = openings
        self.instants, self.lines = (context.Array("q", many, lock=False) for _each in range(2))
        self.opened, self.acting, self.count = (context.Array("q", many, lock=False) for _each in range(3))
        self.waits_for_all = context.Array("q", many, lock=False)
        self.parent = os.getpid()

    def member(self, place: int) -> "Member":
        return Member(self, place)

    def tried(self) -> int:
        """How many acts have been tried."""
        return sum(self.count)


class Member:
    """One process of a company, with its place on the board."""

    def __init__(self, board: Board, place: int) -> None:
        self._board, self._place = board, place
        self._others = [each for each in range(len(board.openings)) if each != place]

    def come_to(self, act: Act, let_pass: LetPass) -> None:
        """Wait until the act may be done, with time passed up to it."""
        board, key = self._board, key_of(act.at, act.line)
        with self._hold():
            self._put(key, is_acting=False)
            while not (self._is_in_turn(act, key) and let_pass(self._is_reached)):
                self._wait()
            board.acting[self._place] = True

    @contextmanager
    def all_come_to(self, act: Act, let_pass: LetPass) -> Iterator[None]:
        """For what follows an act before anything later: all others have come past it, and none of them acts."""
        board, key = self._board, key_of(act.at, act.line)
        with self._hold():
            board.waits_for_all[self._place] = True
            self._put(key, is_acting=False)
            while not (self._all_stand_at(key) and let_pass(self._is_reached)):
                self._wait()
            yield
            board.waits_for_all[self._place] = False
            self._put(key, is_acting=True)

    def leave(self) -> None:
        """Nobody waits for us any more."""
        with self._hold():
            self._board.opened[self._place] = len(self._board.openings[self._place])
            self._put(LAST, is_acting=False)

    def tried(self, act: Act) -> None:
        board = self._board
        board.count[self._place] += 1
        if act.name == "register":
            board.opened[self._place] += 1

    @contextmanager
    def _hold(self) -> Iterator[None]:
        """Have the board to oneself. Whoever held it may be gone, and so may whoever would have ended us for that."""
        self._must_have_a_parent()
        while not self._board.changed.acquire(timeout=LOOK):
            self._must_have_a_parent()
        try:
            yield
        finally:
            self._board.changed.release()

    def _put(self, key: Key, *, is_acting: bool) -> None:
        board = self._board
        board.instants[self._place], board.lines[self._place] = key
        board.acting[self._place] = is_acting
        board.changed.notify_all()

    def _wait(self) -> None:
        self._board.changed.wait(LOOK)
        self._must_have_a_parent()

    def _must_have_a_parent(self) -> None:
        if os.getppid() != self._board.parent:
            raise Orphaned

    def _is_reached(self, moment: datetime) -> bool:
        return self._all_stand_at(key_of(moment, 0))

    def _all_stand_at(self, key: Key) -> bool:
        return all(not self._board.acting[each] and self._at(each) >= key for each in self._others)

    def _is_in_turn(self, act: Act, key: Key) -> bool:
        if any(self._board.waits_for_all[each] and self._at(each) < key for each in self._others):
            return False
        if act.name == "register":
            return all(self._next_opening(each) > key for each in self._others)
        return act.name != "complain" or all(self._at(each) > key for each in self._others)

    def _at(self, each: int) -> Key:
        return self._board.instants[each], self._board.lines[each]

    def _next_opening(self, each: int) -> Key:
        openings, opened = self._board.openings[each], self._board.opened[each]
        return openings[opened] if opened < len(openings) else LAST


Company = Alone | Member
