"""The product's own source, as files and as syntax trees, for the rules of the house."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "config", "portal", "replay", "exchange", "desk", "oversight", "administration", "conduct", "ratings", "permits", "complaints", "enquiries", "worklists", "papers", "cases", "hall",
)  # fmt: skip
# Where pages and endpoints stand. That every route leads to one of these is asked in test_rules_routes.py.
DOOR = re.compile(
    r"(^|/)(views|api|doors|pages)(/|\.py$)|_(views|api|acts|doors|pages?)\.py$"
    r"|^(portal|desk)/|^permits/former\.py$|^config/(accounts|api|errors|figures|frame|gallery|middleware|password|signs|tokens)\.py$"
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the rooms but the migrations: ``{"cases/sweep.py": tree}``."""
    files = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py")) if "migrations" not in file.parts]
    return {str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def doors() -> list[str]:
    """Every module that answers a request, or helps to."""
    return [name for name in modules() if DOOR.search(name)]


def calls() -> Iterator[tuple[str, str, int]]:
    """Every call as (module, dotted name of what is called, line)."""
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield name, ast.unparse(node.func), node.lineno


def texts() -> Iterator[tuple[str, str, int]]:
    """Every string literal that is no docstring, as (module, text, line)."""
    for name, tree in modules().items():
        silent = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
                yield name, node.value, node.lineno
