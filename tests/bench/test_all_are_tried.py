"""No measuring script is left out: each has its line in bench/README.md, a short run here, and one beside its peer where it has one."""

import re
from pathlib import Path

from tests.house.source import ROOT

README = (ROOT / "bench" / "README.md").read_text(encoding="utf-8")
SCRIPTS = sorted(
    path.stem for path in (ROOT / "bench").glob("*.py") if f'"""`python -m bench.{path.stem}' in path.read_text("utf-8")
)
TESTS = [
    "def " + test
    for path in Path(__file__).parent.glob("test_*.py")
    if path != Path(__file__)
    for test in path.read_text(encoding="utf-8").split("\ndef ")[1:]
]


def runs_of(script: str) -> list[str]:
    return [test for test in TESTS if re.search(rf'"bench\.{script}"', test)]


def line_of(script: str) -> str:
    """Its line in the table of bench/README.md."""
    return next(line for line in README.splitlines() if re.search(rf"-m bench\.{script}\b", line))


def test_there_are_scripts():
    assert {"sweep", "kernel", "lookup", "queue"} <= set(SCRIPTS)


def test_each_script_has_its_line_and_its_short_run():
    assert [script for script in SCRIPTS if not re.search(rf"-m bench\.{script}\b", README)] == []
    assert [script for script in SCRIPTS if not runs_of(script)] == []


def test_each_script_with_a_peer_is_tried_beside_it():
    with_peer = [script for script in SCRIPTS if "--skip-peers" in line_of(script)]
    assert with_peer
    assert [script for script in with_peer if not any("peer(" in test for test in runs_of(script))] == []


def test_each_modules_start_is_a_script():
    """What begins a measurement says how it is called: else nobody finds it, and this file passes it over."""
    starts = {path.stem for path in (ROOT / "bench").glob("*.py") if "carried_out(" in path.read_text("utf-8")} - {
        "servers"
    }
    assert starts <= set(SCRIPTS)
