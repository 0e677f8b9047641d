"""
The worked examples of the domain (scenarios.json), for tests that hold the code against them.

A test claims examples with ``@pytest.mark.scenario(17, 42)`` and reads what they expect with ``expected(17)``;
tests/house/test_scenarios.py fails when an example is claimed by none. ``pytest -m scenario`` runs them alone.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
EXAMPLES: dict[int, dict[str, Any]] = {
    row["n"]: row["machine"]
    for row in json.loads((Path(__file__).parent / "scenarios.json").read_text(encoding="utf-8"))
}


def expected(n: int) -> dict[str, Any]:
    """Return what the example says for a machine: its inputs and its answers, as they stand in the file."""
    return EXAMPLES[n]


def start(text: str) -> datetime:
    """Return the instant of an example's input in the hall's time; a bare date means ten in the morning."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T10:00").replace(tzinfo=SHANGHAI)


def closing(text: str) -> datetime:
    """Return the closing time of the day that an example expects."""
    return datetime.fromisoformat(f"{text}T17:00").replace(tzinfo=SHANGHAI)


def day(text: str) -> date:
    return date.fromisoformat(text)
