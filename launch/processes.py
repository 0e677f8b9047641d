"""Processes: is it the one we started, is it alive, stop it and wait."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from launch.say import tail


def started_at(pid: int) -> str | None:
    """
    Return a mark of the moment at which process `pid` began, or None when no such process lives.

    A number alone is not an identity: the system gives it out again. A process that has ended but is not yet collected counts as ended.
    """
    if sys.platform == "linux":
        try:
            after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if after_name[0] in "ZX" else after_name[19]
    shown = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, moment = shown.stdout.strip().partition(" ")
    return moment.strip() if moment and not state.startswith("Z") else None


@dataclass
class Process:
    """A running process, started by this launcher (`child`) or by one before it."""

    name: str
    pid: int
    mark: str | None
    child: subprocess.Popen[bytes] | None = field(default=None, compare=False)

    @classmethod
    def of(cls, name: str, child: subprocess.Popen[bytes]) -> Process:
        """Wrap a child that was just started."""
        return cls(name, child.pid, started_at(child.pid), child)

    @property
    def alive(self) -> bool:
        """Whether it still runs; a child that ended is collected here."""
        if self.child is not None:
            return self.child.poll() is None
        return self.mark is not None and started_at(self.pid) == self.mark

    def ending(self, log: Path) -> str:
        """Return why it ended, as far as that can be known: the signal, else the last line of its log."""
        code = self.child.returncode if self.child is not None else None
        if code is not None and code < 0:
            return f"it was killed by signal {-code}"
        return tail(log, 1) or "it ended"

    def send(self, number: int, *, group: bool = False) -> None:
        """Send a signal, to its whole group if asked; one that has ended is left alone."""
        if not self.alive:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            (os.killpg if group else os.kill)(self.pid, number)

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended; False when it still runs after so many seconds."""
        end = time.monotonic() + seconds
        while self.alive:
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def stop(self, how: int = signal.SIGTERM, *, patience: float = 20, group: bool = False) -> None:
        """Ask it to end, wait, and kill it only when it does not."""
        self.send(how)
        if not self.wait(patience):
            self.send(signal.SIGKILL, group=group)
            self.wait(5)


def remember(path: Path, processes: list[Process]) -> None:
    """Write down which processes run, for the launcher that comes after a killed one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([{"name": p.name, "pid": p.pid, "mark": p.mark} for p in processes]))


def remembered(path: Path) -> list[Process]:
    """Return those of the processes written down that still live."""
    try:
        rows = json.loads(path.read_text())
        found = [Process(row["name"], int(row["pid"]), row["mark"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [process for process in found if process.alive]
