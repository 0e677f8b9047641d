"""Which system user runs PostgreSQL, which refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launch.say import StartFailed


@dataclass(frozen=True)
class Runner:
    """The user that a server runs as; `dropped` when that is not who we are."""

    name: str
    uid: int
    gid: int
    dropped: bool

    @property
    def how(self) -> dict[str, Any]:
        """The arguments of subprocess that make a child run as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.dropped else {}

    def can(self, test: str, path: Path) -> bool:
        """Ask the shell, as this user: `test` is -x, -r, -w …"""
        asked = ["/bin/sh", "-c", f'test {test} "$0"', str(path)]
        return subprocess.run(asked, cwd="/", check=False, **self.how).returncode == 0

    def own(self, path: Path) -> None:
        """Make the folder, closed to everybody else, and give it to this user."""
        path.mkdir(parents=True, exist_ok=True)
        if self.dropped:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)


def _usable(runner: Runner) -> bool:
    try:
        return runner.can("-d", Path("/"))
    except (OSError, subprocess.SubprocessError):
        return False


def runner_for(data: Path) -> Runner:
    """
    Return who runs the server on this data folder: we ourselves, or for root the folder's owner, `postgres`, `nobody` or the first who can.

    :raises StartFailed: if the folder belongs to somebody else, or root may become nobody else.
    """
    me = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    if me != 0:
        if owner not in (None, me):
            name = next((p.pw_name for p in pwd.getpwall() if p.pw_uid == owner), str(owner))
            raise StartFailed(
                "starting PostgreSQL",
                f"{data} belongs to {name}",
                f"Start the hall as {name}, or work in a clone of your own.",
            )
        return Runner(pwd.getpwuid(me).pw_name if _known(me) else str(me), me, os.getegid(), dropped=False)
    people = {p.pw_name: p for p in pwd.getpwall() if p.pw_uid != 0}
    preferred = [p for p in people.values() if p.pw_uid == owner] or [
        *(people[name] for name in ("postgres", "nobody") if name in people),
        *people.values(),
    ]
    for person in preferred:
        runner = Runner(person.pw_name, person.pw_uid, person.pw_gid, dropped=True)
        if _usable(runner):
            return runner
    raise StartFailed(
        "starting PostgreSQL",
        "it refuses to run as root, and root may not become another user here",
        "Start the hall as an ordinary user.",
    )


def _known(uid: int) -> bool:
    return any(person.pw_uid == uid for person in pwd.getpwall())
