"""Locks between launchers of one checkout. The kernel lets go of them when a launcher is killed."""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Iterator
from pathlib import Path


class Busy(Exception):
    """Somebody else holds the lock."""


class Lock:
    """A lock on a file: shared by many, or held by one."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = open(path, "a+")  # noqa: SIM115  held for the life of the lock

    def _take(self, how: int) -> bool:
        try:
            fcntl.flock(self.file, how | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def alone(self, wait: float = 0) -> bool:
        """Take it for this process only; `wait` is how many seconds to try. A shared hold is turned into an exclusive one."""
        end = time.monotonic() + wait
        while not self._take(fcntl.LOCK_EX):
            if time.monotonic() >= end:
                return False
            time.sleep(0.1)
        return True

    def together(self) -> bool:
        """Take it beside others who do the same."""
        return self._take(fcntl.LOCK_SH)

    def release(self) -> None:
        """Let go."""
        self.file.close()


@contextlib.contextmanager
def alone(path: Path, wait: float) -> Iterator[None]:
    """
    Hold the lock for one block.

    :raises Busy: if somebody else still holds it after `wait` seconds.
    """
    lock = Lock(path)
    try:
        if not lock.alone(wait):
            raise Busy(str(path))
        yield
    finally:
        lock.release()
