"""
The secrets of a hall in two halves, for two people to lock away: each half alone says nothing, both together are the key file.

`make escrow-split` writes them, `make escrow-open` makes the key file of them again when it is lost, and `make escrow-drill` shows that
they open this hall's records without the key file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from pathlib import Path

from launch import keys, places
from launch.commands import carry_out
from launch.ladder import own_servers
from launch.say import StartFailed, say

HEAD = "hall escrow"
STEP = "the escrow of the keys"
KEY_FILE = places.VAR / "secrets.env"
ANEW = "Split the keys again while the hall still has them: make escrow-split."


def split(wanted: dict[str, str]) -> tuple[str, str]:
    """Return the two halves: a random pad, and the secrets under it. Each is of the same form, and worthless without the other."""
    body = json.dumps(wanted, sort_keys=True).encode()
    body = hashlib.sha256(body).digest() + body
    pad = secrets.token_bytes(len(body))
    under = bytes(one ^ other for one, other in zip(body, pad, strict=True))
    name = secrets.token_hex(4)
    return _written(name, 1, pad), _written(name, 2, under)


def join(one: str, other: str) -> dict[str, str]:
    """
    Return the secrets of two halves, in whichever order.

    :raises StartFailed: they are no halves, not of one pair, twice the same, or altered.
    """
    (name, number, first), (its_name, its_number, second) = _read(one), _read(other)
    if name != its_name or number == its_number or len(first) != len(second):
        raise StartFailed(
            STEP, "the two halves are not of one pair", "Look for the other half: both bear the same name."
        )
    body = bytes(a ^ b for a, b in zip(first, second, strict=True))
    if hashlib.sha256(body[32:]).digest() != body[:32]:
        raise StartFailed(STEP, "one of the halves was altered", ANEW)
    joined: dict[str, str] = json.loads(body[32:])
    return joined


def split_command(arguments: list[str]) -> int:
    """Write both halves, each for one person."""
    first, second = _two(arguments)
    held = _held()
    for path, half in zip((first, second), split(held), strict=True):
        _write_new(path, half)
    say(f"two halves of {', '.join(held)}: {first} and {second}. Lock them away with two people, and not on this host.")
    return 0


def open_command(arguments: list[str]) -> int:
    """Make the key file again out of both halves."""
    first, second = _two(arguments)
    joined = join(first.read_text(), second.read_text())
    KEY_FILE.parent.mkdir(parents=True, exist_ok=True)
    _write_new(KEY_FILE, "".join(f"{name}={value}\n" for name, value in joined.items()))
    say(f"the keys are back in {KEY_FILE}")
    return 0


def drill_command(arguments: list[str]) -> int:
    """Open this hall's records with nothing but the two halves; it is logged in the hall."""
    first, second = _two(arguments)
    joined = join(first.read_text(), second.read_text())
    with own_servers("demo") as servers:
        return carry_out([str(places.PYTHON), "manage.py", "key_drill"], {**servers.environment, **joined})


def _held() -> dict[str, str]:
    on_file = keys.read_secrets(KEY_FILE) if KEY_FILE.exists() else {}
    held = {name: os.environ.get(name) or on_file.get(name, "") for name in keys.NAMES}
    if lost := [name for name, value in held.items() if not value]:
        raise StartFailed(
            STEP, f"neither {KEY_FILE} nor the environment has {' and '.join(lost)}", "Start the hall once."
        )
    return held


def _two(arguments: list[str]) -> tuple[Path, Path]:
    if len(arguments) != 2:
        raise StartFailed(STEP, "two files are needed, one for each half", "For example: make escrow-split A=one B=two")
    return Path(arguments[0]), Path(arguments[1])


def _write_new(path: Path, text: str) -> None:
    """:raises StartFailed: something stands there: no half and no key file is ever written over."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
    except FileExistsError:
        raise StartFailed(STEP, f"{path} is there already", "Name another file, or put that one aside.") from None


def _written(name: str, number: int, half: bytes) -> str:
    return f"{HEAD} {name} {number} of 2\n{base64.b64encode(half).decode()}\n"


def _read(text: str) -> tuple[str, str, bytes]:
    try:
        head, body = text.strip().split("\n", 1)
        name, number = head.removeprefix(f"{HEAD} ").split(" ", 1)
        if head.startswith(HEAD):
            return name, number, base64.b64decode(body, validate=True)
    except ValueError:
        pass
    raise StartFailed(STEP, "one of the files is no half of the keys", "A half begins with the words: hall escrow.")
