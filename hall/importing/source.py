"""The file that a command line names."""

import sys
from pathlib import Path
from typing import BinaryIO


def named(name: str) -> Path | BinaryIO:
    """Return the path, or standard input for "-"."""
    return sys.stdin.buffer if name == "-" else Path(name)
