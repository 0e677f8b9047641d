"""What the launcher says to the person at the terminal: always on standard error, so that standard output stays the command's own."""

from __future__ import annotations

import contextlib
import json
import sys


class StartFailed(Exception):
    """
    A step that could not be done, told as one line: which step, why, and what to do about it.

    :param step: a noun phrase, such as "starting PostgreSQL".
    :param why: what happened.
    :param todo: what the person at the terminal can do now.
    """

    def __init__(self, step: str, why: str, todo: str) -> None:
        super().__init__(f"{step} failed: {why.strip().rstrip('.?!')}. {todo}")


def say(sentence: str) -> None:
    """Print one line on standard error; a closed terminal is no reason to stop."""
    with contextlib.suppress(OSError):
        print(f"[launch] {sentence}", file=sys.stderr, flush=True)


def tail(path: object, lines: int = 6) -> str:
    """Return the last lines of a log file as one line for people, or an empty text when it cannot be read."""
    try:
        with open(str(path), encoding="utf-8", errors="replace") as log:
            return " / ".join(_in_words(line.strip()) for line in log.readlines()[-lines:] if line.strip())
    except OSError:
        return ""


def _in_words(line: str) -> str:
    """What a line of the web server, worker or beat says, without the JSON around it (hall/log_lines.py); any other as it is."""
    try:
        told = json.loads(line) if line.startswith("{") else {}
    except ValueError:
        return line
    return ": ".join(filter(None, [told.get("event", line), *told.get("fault", [])[-1:]]))


def encode_for_any_terminal() -> None:
    """Let a terminal that cannot show Chinese show question marks instead of ending the hall."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
