"""`make check`: every tool that judges the code without running it; all of them run, and each failure is shown."""

from __future__ import annotations

from launch import keys, places
from launch.commands import carry_out
from launch.ladder import throw_away_servers
from launch.say import say

TOOLS = {
    "style": ["ruff", "check", "."],
    "formatting": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
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


def check(_arguments: list[str]) -> int:
    """Run all checks; 1 when any failed."""
    failed = []
    with throw_away_servers() as servers:
        for name, command, environment in steps(servers.environment):
            say(f"checking: {name}")
            if carry_out(command, environment):
                failed.append(name)
    say(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0
