"""docs/law.md names functions and tests that exist."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROWS = [line for line in (ROOT / "docs" / "law.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")][
    2:
]
NAMED = [name for row in ROWS for name in re.findall(r"`([^`]+)`", row)]
FUNCTIONS = sorted({name for name in NAMED if not name.startswith("tests/")})
TESTS = sorted({name for name in NAMED if name.startswith("tests/")})


@pytest.mark.parametrize("row", ROWS)
def test_every_rule_has_a_function_and_a_test(row):
    function, test = row.split("|")[3:5]
    assert re.search(r"`[a-z]+\.", function)
    assert "`tests/" in test


@pytest.mark.parametrize("name", FUNCTIONS)
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


@pytest.mark.parametrize("name", TESTS)
def test_test_exists(name):
    file, _, function = name.partition("::")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert not function or f"def {function}(" in text
