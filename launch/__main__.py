"""The command line: `python3 -m launch run | test | manage | check`, called by the Makefile."""

from __future__ import annotations

import os
import shutil
import sys

if sys.version_info < (3, 11):
    for _name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        if shutil.which(_name):
            os.execvp(_name, [_name, "-m", "launch"] + sys.argv[1:])
    sys.exit("[launch] Python 3.11 or newer is needed; this is %d.%d. Install one and start again." % sys.version_info[:2])

from launch.commands import ends_by_signal, manage, signals_go_to, test
from launch.install import install
from launch.say import StartFailed, say


def main(arguments: list[str]) -> int:
    """Do one command and return its exit code."""
    if not arguments:
        say("say what to start: run, test, manage or check")
        return 2
    name, rest = arguments[0], arguments[1:]
    if name == "run":
        from launch.hall import run as command
    elif name == "check":
        from launch.checks import check as command
    else:
        command = {"test": test, "manage": manage}[name]
    try:
        with signals_go_to(ends_by_signal):
            install()
            return command(rest)
    except StartFailed as failure:
        say(str(failure))
        return 1
    except PermissionError as error:
        say(f"starting failed: {error.filename} is not open to you. Was the hall started as another user before? Start it as that user.")
        return 1
    except OSError as error:
        say(f"starting failed: {error}. Check the space on the disk and the rights on this folder.")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
