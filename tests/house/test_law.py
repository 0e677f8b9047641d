"""docs/law.md names functions and tests that exist, and says which of them no act reaches yet."""

import importlib
import re
from functools import cache

import pytest

from tests.house.source import ROOMS, ROOT, TEMPLATES
from tests.rows import in_one

AT_WORK, NOT_YET = (
    [line for line in part.splitlines() if line.startswith("|")][2:]
    for part in (ROOT / "docs" / "law.md").read_text(encoding="utf-8").split("\n## Counted, and no act starts it yet\n")
)
ROWS = AT_WORK + NOT_YET
NAMED = [name for row in ROWS for name in re.findall(r"`([^`]+)`", row)]
FUNCTIONS = sorted({name for name in NAMED if not name.startswith("tests/")})
TESTS = sorted({name for name in NAMED if name.startswith("tests/")})


@cache
def words() -> set[str]:
    """Every word that the product says outside its tests and migrations, in code and templates, but as the name of a definition."""
    code = [file for room in ROOMS for file in (ROOT / room).rglob("*.py") if "migrations" not in file.parts]
    source = "\n".join(file.read_text(encoding="utf-8") for file in (*code, *TEMPLATES))
    return set(re.findall(r"(?<!def )(?<!class )\b\w+", source))


def reached(row: str) -> set[bool]:
    """Whether something in the product names each function of a row, besides its own definition."""
    names = [name.rpartition(".")[2] for name in re.findall(r"`([^`]+)`", row) if not name.startswith("tests/")]
    return {name in words() for name in names}


@in_one("row", AT_WORK)
def test_a_rule_at_work_is_reached(row):
    assert reached(row) == {True}


@in_one("row", NOT_YET)
def test_a_rule_not_yet_at_work_says_so(row):
    """What is called from now on belongs into the first table."""
    assert reached(row) == {False}


@in_one("row", ROWS)
def test_every_rule_has_a_function_and_a_test(row):
    function, test = row.split("|")[3:5]
    assert re.search(r"`[a-z]+\.", function)
    assert "`tests/" in test


@in_one("name", FUNCTIONS)
def test_function_exists(name):
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            thing = getattr(thing, part)
        return
    pytest.fail(f"no module of {name}")


@in_one("name", TESTS)
def test_test_exists(name):
    file, _, function = name.partition("::")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert not function or f"def {function}(" in text
