"""A hall with catalogue and calendar and nothing else: no people, no posts, no delegations."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.world import CALENDAR_CSV

CATALOGUE = Path(__file__).parent / "catalogue.csv"
ITEM = "WJ-XK-0001"  # 3 working days promised, 20 by law, five materials
Play = Callable[..., dict]


@pytest.fixture
def hall(db) -> None:
    quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    call_command("import_calendar", str(CALENDAR_CSV), yes=True, **quiet)
    call_command("import_catalogue", str(CATALOGUE), effective_from="2025-01-01", **quiet)


@pytest.fixture
def play(hall, tmp_path) -> Play:
    """Write the lines (objects, or text as it is) to a file, replay it, and return the result by ref."""

    def _play(*lines: dict | str, dry_run: bool = False, batch: str = "", name: str = "events.jsonl") -> dict:
        events, result = tmp_path / name, tmp_path / "result.jsonl"
        events.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n")
        said = io.StringIO()
        call_command("replay", str(events), out=str(result), dry_run=dry_run, batch=batch, stderr=said)
        return {outcome["ref"]: outcome for outcome in map(json.loads, result.read_text().splitlines())}

    return _play


def step(at: str, act: str, ref: str | None = "a", **given) -> dict:
    """One line: ``step("2025-11-03 09:30", "accept")``."""
    line = {"at": at, "act": act, **given}
    return line if ref is None else line | {"ref": ref}


def accepted(at: str, ref: str = "a", item: str = ITEM, **given) -> list[dict]:
    """Registered and accepted at one instant."""
    return [step(at, "register", ref, item=item, **given), step(at, "accept", ref)]


def clock(outcome: dict, rule: str, *, superseded: bool = False) -> dict:
    """The one deadline of a rule in a result."""
    found = [each for each in outcome["deadlines"] if each["rule"] == rule and each["superseded"] is superseded]
    assert len(found) == 1, outcome["deadlines"]
    return found[0]


def due(outcome: dict, rule: str, *, superseded: bool = False) -> str:
    """``2025-11-06 17:00``."""
    return clock(outcome, rule, superseded=superseded)["due_at"][:16].replace("T", " ")


def cards(outcome: dict) -> list[tuple[str, str, str]]:
    return [(card["rule"], card["level"], card["breached_at"][:16].replace("T", " ")) for card in outcome["cards"]]


def codes(outcome: dict) -> list[tuple[str, str]]:
    return [(refused["act"], refused["code"]) for refused in outcome["refused"]]
