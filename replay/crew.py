"""Playing a file by one process, or by several that have been forked for it: each its share, on a connection of its own."""

import io
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess

from django.db import connections

from hall import clock
from hall.alone import alone
from hall.refusals import Refused
from replay import ledger
from replay.company import Board, key_of
from replay.playing import Played, Player

Progress = Callable[[int, int], None]
MOST = 2  # processes: what a third one would do, it would mostly wait for
WORTH_IT = 400  # acts, from which several processes are sooner done than one
_LOOK = 0.2  # seconds between two reports of progress


class CannotReplay(Refused):
    """The file as a whole cannot be played here."""

    code = "cannot-replay"


class Broken(CannotReplay):
    """One of the processes did not come to its end. What was done stands, and is not done again."""

    sentence = "放到一半断了。再放一次，从断处接着放"


def usual_number(acts: int) -> int:
    """How many processes a file of so many acts is played by, if nobody says."""
    return MOST if acts >= WORTH_IT and (os.cpu_count() or 1) >= MOST and hasattr(os, "fork") else 1


def play(players: Sequence[Player], batch: str, progress: Progress) -> Played:
    """:raises Broken: a process failed or was ended; the others are ended, too."""
    total = sum(len(player.played.script) for player in players)
    if len(players) == 1:
        [player] = players
        for number, _act in enumerate(player.play(), 1):
            progress(number, total)
        ledger.end()
        return player.played
    context = get_context("fork")
    board = Board(context, [_openings(player) for player in players])
    connections.close_all()  # none is shared: each process opens its own
    processes: dict[Connection, ForkProcess] = {}
    try:
        for place, player in enumerate(players):
            player.company = board.member(place)
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(player, f"{batch} {place}", there))
            process.start()
            there.close()
            processes[here] = process
        return _joined(processes, board, lambda number: progress(number, total))
    finally:
        for process in processes.values():
            process.terminate()
            process.join()


def nobody_plays(batch: str) -> bool:
    """Whether no process of an earlier run, whose first one was killed, is still at this load."""
    for place in range(MOST):
        with alone(_share(f"{batch} {place}")) as is_ours:
            if not is_ours:
                return False
    return True


def _joined(processes: dict[Connection, ForkProcess], board: Board, progress: Callable[[int], None]) -> Played:
    parts: list[Played] = []
    waiting, reported = dict(processes), 0
    while waiting:
        ready = set(wait(list(waiting), _LOOK))
        for connection in [each for each in waiting if each in ready]:
            parts.append(_part(connection))
            del waiting[connection]
        tried = board.tried()
        for number in range(reported + 1, tried + 1):
            progress(number)
        reported = tried
    first, *others = parts
    for each in others:
        first.join(each)
    return first


def _part(connection: Connection) -> Played:
    """What a process sends. :raises Broken: it says that it failed, or nothing any more."""
    try:
        part: Played | str = connection.recv()
    except EOFError:
        raise Broken from None
    if isinstance(part, str):
        raise Broken(f"放到一半出错（{part}）。再放一次，从断处接着放")
    return part


def _work(player: Player, share: str, answer: Connection) -> None:
    """One process. It sends what became of its share, or the class of what went wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all: the first process ends the others
    try:
        with _its_own(share), clock.any_instant():
            for _act in player.play():
                pass
            ledger.end()
        player.played.script.source = io.BytesIO()  # a file does not go through a pipe
        answer.send(player.played)
    except Exception as fault:  # noqa: BLE001 - the first process says it
        answer.send(type(fault).__name__)
    finally:
        connections.close_all()


@contextmanager
def _its_own(share: str) -> Iterator[None]:
    with alone(_share(share)) as is_ours:
        if not is_ours:
            raise Broken
        yield


def _share(share: str) -> str:
    return f"replay share {share}"


def _openings(player: Player) -> list[tuple[int, int]]:
    acts = player.played.script.acts()
    return [key_of(act.at, act.line) for act in acts if act.name == "register"]
