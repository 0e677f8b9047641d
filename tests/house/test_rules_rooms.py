"""A room that is added is looked at by everything that looks at the rooms."""

import re
import tomllib

from tests import snapshot
from tests.house.docs_of_acts import ROOMS as TOLD
from tests.house.source import ROOMS, ROOT
from tests.house.test_rules_acts import ACTS
from tests.house.test_rules_verbs import PURE, VERBS

NO_ROOMS = {"launch", "tests", "bench"}  # what starts, tests and measures the house
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NO_SNAPSHOT = {"replay", "config"}  # tables, and nothing of a case: which files were played; tokens


def test_every_package_is_a_room():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NO_ROOMS
    assert packages == set(ROOMS)


def test_types_contracts_and_coverage_know_every_room():
    linter = SETTINGS["tool"]["importlinter"]
    assert set(SETTINGS["tool"]["mypy"]["packages"]) >= set(ROOMS)
    assert set(linter["root_packages"]) == set(ROOMS)
    assert set(SETTINGS["tool"]["coverage"]["run"]["source"]) == set(ROOMS)
    (layers,) = [each["layers"] for each in linter["contracts"] if each["name"].startswith("One way only")]
    assert {name for layer in layers for name in re.split(r" [|:] ", layer)} == set(ROOMS)
    containers = {name for each in linter["contracts"] for name in each.get("containers", [])}
    assert {name for name in containers if "." not in name} == set(ROOMS), "each has a contract of its own"
    assert {name.split(".")[0] for name in containers} == set(ROOMS), "and so may a package of it"


def test_a_room_with_tables_is_in_the_snapshot():
    with_tables = {path.parents[1].name for path in ROOT.glob("*/migrations/0001*.py")}
    assert with_tables - NO_SNAPSHOT == set(snapshot.ROOMS)


def test_a_room_with_verbs_and_pure_modules_is_looked_at():
    assert {name.split("/")[0] for name, _verb in VERBS} >= _rooms_with("actions") - {"cases"}  # those follow a room's
    pure = {f"{room}.{name}" for name in ("states", "deadlines") for room in _rooms_with(name)}
    assert pure <= set(PURE)


def test_a_room_with_acts_is_looked_at():
    """The engine's are those on cards."""
    known = {act.name: act for _flows, acts in TOLD for act in acts}
    assert {act.name for act in ACTS} <= known.keys()
    assert {act.do.__module__.split(".")[0] for act in known.values()} == _rooms_with("acts") - {"replay"} | {"cases"}


def _rooms_with(name: str) -> set[str]:
    return {
        room for room in ROOMS if (ROOT / room / f"{name}.py").exists() or (ROOT / room / name / "__init__.py").exists()
    }
