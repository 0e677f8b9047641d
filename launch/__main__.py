"""The command line: `python3 -m launch run | test | manage | check | restore-drill | escrow-split | escrow-open | escrow-drill`, called by the Makefile."""

from __future__ import annotations

import os
import shutil
import sys

if sys.version_info < (3, 11):  # noqa: UP036  the system may call an older one python3
    for _name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        if shutil.which(_name):
            os.execvp(_name, [_name, "-m", "launch", *sys.argv[1:]])
    _found = f"{sys.version_info[0]}.{sys.version_info[1]}"
    sys.exit(f"[launch] Python 3.11 or newer is needed; this is {_found}. Install a newer one and start again.")

from launch.checks import check
from launch.commands import ends_by_signal, manage, signals_go_to, test
from launch.drill import drill
from launch.escrow import drill_command, open_command, split_command
from launch.hall import run
from launch.install import install
from launch.say import StartFailed, encode_for_any_terminal, say

COMMANDS = {"run": run, "test": test, "manage": manage, "check": check, "restore-drill": drill} | {
    "escrow-split": split_command,
    "escrow-open": open_command,
    "escrow-drill": drill_command,
}


def main(arguments: list[str]) -> int:
    """Do one command and return its exit code."""
    encode_for_any_terminal()
    if not arguments or arguments[0] not in COMMANDS:
        say(f"say what to start: {', '.join(COMMANDS)}")
        return 2
    try:
        with signals_go_to(ends_by_signal):
            install()
            return COMMANDS[arguments[0]](arguments[1:])
    except StartFailed as failure:
        say(str(failure))
    except PermissionError as error:
        say(f"starting failed: {error.filename} is not open to you. Start the hall as the user who started it first.")
    except OSError as error:
        say(f"starting failed: {error}. Check the space on the disk and the rights on this folder.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
