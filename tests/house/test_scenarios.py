"""Each worked example of the domain is held by a test that reads its expectation from the file."""

import ast

import pytest

from tests.house.source import ROOT
from tests.scenarios import EXAMPLES

COMES_WITH_ITS_ROOM = set(range(26, 33))  # quiet days, fees, sanctions: not about time
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
MARK = "pytest.mark.scenario"


def claims() -> list[tuple[str, ast.FunctionDef, list[int]]]:
    """Every test with a scenario mark: where it stands, the test, the examples that it claims."""
    rows = []
    for path in TESTS:
        source = path.read_text(encoding="utf-8")
        if (
            MARK not in source
        ):  # each worker reads them all before its first test: only the few with a claim are worth parsing
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                rows += [
                    (f"{path.relative_to(ROOT)}::{node.name}", node, [ast.literal_eval(n) for n in mark.args])
                    for mark in node.decorator_list
                    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == MARK
                ]
    return rows


CLAIMS = claims()


def test_every_example_about_time_is_claimed_by_a_test():
    claimed = {n for _where, _test, numbers in CLAIMS for n in numbers}
    assert set(EXAMPLES) - COMES_WITH_ITS_ROOM - claimed == set()
    assert claimed <= set(EXAMPLES)


@pytest.mark.parametrize(("where", "test", "numbers"), CLAIMS, ids=[claim[0] for claim in CLAIMS])
def test_whoever_claims_an_example_reads_it(where, test, numbers):
    assert numbers, "a claim names its examples"
    called = {ast.unparse(node.func) for node in ast.walk(test) if isinstance(node, ast.Call)}
    assert "expected" in called, "the expectation comes from tests/scenarios.json"
