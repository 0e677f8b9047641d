"""Sockets: the short private folder for the servers, and the door of the web server."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from pathlib import Path

from launch.say import StartFailed
from launch.users import Runner

# The kernel's limit for the path of a unix socket, without the closing zero.
LONGEST_PATH = 103 if sys.platform == "darwin" else 107
LONGEST_NAME = "/.s.PGSQL.5432"


def fits(folder: Path) -> bool:
    """Whether the sockets of both servers can lie in this folder."""
    return len(os.fsencode(folder)) + len(LONGEST_NAME) <= LONGEST_PATH


def socket_folder(wanted: Path, note: Path, runner: Runner) -> Path:
    """
    Return a folder (0700) for the sockets: the wanted one, or one under /tmp where that path is too long or out of reach.

    The place taken under /tmp has a random name and is written down in `note`, so that the next start finds it.
    """
    wanted.parent.mkdir(parents=True, exist_ok=True)
    if fits(wanted) and runner.can("-x", wanted.parent):
        runner.own(wanted)
        return wanted
    noted = Path(note.read_text().strip()) if note.exists() else None
    if noted and noted.is_dir() and not noted.is_symlink() and noted.stat().st_uid == runner.uid:
        return noted
    made = Path(tempfile.mkdtemp(prefix="hall-", dir="/tmp"))
    runner.own(made)
    note.write_text(str(made))
    return made


def answers(path: Path) -> bool:
    """Whether somebody listens on the unix socket at this path."""
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(2)
        try:
            door.connect(str(path))
        except OSError:
            return False
    return True


def check_port(port: int) -> None:
    """
    Make sure that the web server can have its port.

    :raises StartFailed: if somebody listens there already, or the port is not ours to take.
    """
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except PermissionError:
            raise StartFailed(
                "opening the web server's port",
                f"port {port} is for root only",
                "Choose one above 1023: PORT=8001 make run",
            ) from None
        except OSError:
            raise StartFailed(
                "opening the web server's port",
                f"another program already uses port {port} of this machine",
                f"Stop that program, or choose another port: PORT={port + 1 if port < 65535 else 8001} make run",
            ) from None
