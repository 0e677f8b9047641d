"""`make check`: every tool that judges the code without running it; all of them run, and each failure is shown."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile

from launch import keys, places
from launch.commands import carry_out
from launch.ladder import throw_away_servers
from launch.say import say

TOOLS = {
    "types": ["mypy"],  # first: it takes as long as all others together, and runs beside them
    "style": ["ruff", "check", "."],
    "formatting": ["ruff", "format", "--check", "."],
    "who may import whom": ["lint-imports"],
    "templates": ["djlint", "--lint", "--quiet", "templates"],
}
# What production demands, filled with values that serve no one.
PRODUCTION = {
    "HALL_MODE": "production",
    "ALLOWED_HOSTS": "hall.example",
    "CSRF_TRUSTED_ORIGINS": "https://hall.example",
}


def steps(environment: dict[str, str]) -> list[tuple[str, list[str], dict[str, str]]]:
    """Return the name, command and environment of each check."""
    django = [str(places.PYTHON), "-W", "error", "manage.py"]
    test = {**environment, "HALL_MODE": "test"}
    production = {**environment, **keys.new_keys(), **PRODUCTION}
    tools = [(name, [str(places.VENV / "bin" / tool), *rest], test) for name, (tool, *rest) in TOOLS.items()]
    return [
        *tools,
        ("migrations are complete", [*django, "makemigrations", "--check", "--dry-run"], test),
        ("settings are fit for production", [*django, "check", "--deploy", "--fail-level", "WARNING"], production),
    ]


@contextmanager
def beside(command: list[str], environment: dict[str, str]) -> Iterator[Callable[[], int]]:
    """Start a command; whoever then asks how it ended waits for it, sees what it said and has its exit code."""
    with TemporaryFile() as said:
        child = subprocess.Popen(
            command, cwd=places.ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )

        def ended() -> int:
            code = child.wait()
            said.seek(0)
            print(said.read().decode(errors="replace"), end="", file=sys.stdout, flush=True)
            return code

        try:
            yield ended
        finally:
            child.terminate()  # one that has ended is not there any more to be told
            child.wait()


def check(_arguments: list[str]) -> int:
    """Run all checks; 1 when any failed."""
    failed = []
    with throw_away_servers() as servers:
        (longest, command, environment), *others = steps(servers.environment)
        with beside(command, environment) as ended:
            for name, command, environment in others:
                say(f"checking: {name}")
                if carry_out(command, environment):
                    failed.append(name)
            say(f"checking: {longest}")
            if ended():
                failed.append(longest)
    say(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0
