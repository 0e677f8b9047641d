"""Where a script measures: the launcher's throw-away servers, or DATABASE_URL's server when it is set."""

import sys

from launch import places
from launch.commands import carry_out, ends_by_signal, signals_go_to
from launch.ladder import throw_away_servers
from launch.say import StartFailed

# A module whose imports need Django to be set up: done first, and then the module runs as if it had been called.
STARTED = (
    "import django, runpy, sys; django.setup(); runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)


def carried_out(module: str, arguments: list[str]) -> int:
    """Run a module of bench/ as a program of its own, with the settings and servers that it needs; return its exit code."""
    try:
        with signals_go_to(ends_by_signal), throw_away_servers() as servers:
            environment = {**servers.environment, "HALL_MODE": "test", "DJANGO_SETTINGS_MODULE": "config.settings"}
            return carry_out([str(places.PYTHON), "-c", STARTED, module, *arguments], environment)
    except StartFailed as failure:
        print(failure, file=sys.stderr)
        return 1
