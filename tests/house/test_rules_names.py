"""The name of a test says its rule in at most ten words; a docstring says the rest."""

import ast

from tests.house.source import ROOT

MOST_WORDS = 10


def test_a_test_is_named_in_at_most_ten_words():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and len(node.name.split("_")) - 1 > MOST_WORDS
    ]
    assert long == []
