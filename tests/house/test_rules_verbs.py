"""Every verb is called by names, told who and when, and is one transaction; every table can be read aloud."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from tests.house.source import ROOMS, ROOT, doors, modules
from tests.rows import in_one

VERBS = [
    (name, node)
    for name, tree in modules().items()
    if re.match(
        r"((permits|complaints|conduct|ratings|exchange|enquiries|worklists)/actions(\.py|/)|hall/organising/(posts|proposals|absences|windows|instruments)\.py)",
        name,
    )
    and not name.endswith(("/locking.py", "/turn.py"))
    for node in tree.body
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
]
# nobody of ours does it: somebody from the street, whoever runs the server
TAKES_MORE = {"permits/actions/printing.py print_document"}
FROM_THE_STREET = {
    "complaints/actions/filing.py file",
    "complaints/actions/following_up.py say_unsolved",
    "complaints/actions/conversation.py write_back",
    "complaints/actions/conversation.py disclose",
    "complaints/actions/conversation.py withdraw_identity",
    "complaints/actions/hotline.py hear",
    "complaints/actions/hotline.py record_withdrawal",
    "complaints/actions/hotline.py name_reporter",
    "exchange/actions/taking.py receive",
    "hall/organising/posts.py enter_from_server",
}
PURE = [
    "hall.worktime", "hall.worktime.calendar", "hall.worktime.counting", "hall.worktime.explanation", "hall.worktime.spans",
    "cases.reconcile.facts", "cases.reconcile.kinds", "cases.reconcile.words", "cases.reconcile.derive",
    "cases.reconcile.on_clocks", "cases.reconcile.on_cards", "cases.reconcile.on_cases", "cases.reconcile.on_lines", "hall.refusals",
    "permits.effects", "complaints.effects", "enquiries.effects", "ratings.states", "ratings.deadlines", "ratings.effects",
    "cases.rules", "cases.deadlines", "hall.flow", "permits.states", "permits.deadlines", "complaints.states", "complaints.deadlines", "enquiries.states", "enquiries.deadlines", "oversight.deadlines", "conduct.states", "conduct.deadlines", "conduct.ladders", "conduct.high_voltage", "exchange.signing", "exchange.deadlines",
    "hall.deadlines", "hall.statutory_holidays",
]  # fmt: skip


@in_one("name, verb", VERBS, lambda row: f"{row[0]} {row[1].name}")
def test_a_verb(name, verb):
    arguments = verb.args
    assert ast.get_docstring(verb)
    if f"{name} {verb.name}" not in TAKES_MORE:
        assert len(arguments.args + arguments.kwonlyargs) <= 6, "more than that is a value"
    assert verb.returns is not None
    assert not arguments.posonlyargs
    if is_framed(verb):
        assert [argument.arg for argument in arguments.args] == ["turn"], "the rest only by name"
        return
    names = {argument.arg for argument in arguments.kwonlyargs}
    assert not arguments.args, "only by name"
    assert "at" in names, "it is told when"
    assert "by" in names or f"{name} {verb.name}" in FROM_THE_STREET, "it is told who"
    assert is_whole(verb), "all or nothing"


def is_whole(act):
    """It is a transaction, or has the one that was made for it alone (hall.whole)."""
    return bool({"transaction.atomic", "whole()"} & set(map(ast.unparse, act.decorator_list)))


def is_framed(verb):
    """Whether it stands in the frame of its room, which tells it who and when, and is the transaction."""
    return any(ast.unparse(decorator).startswith("verb(") for decorator in verb.decorator_list)


def test_the_frame_of_a_verb():
    [act] = [
        node for node in ast.walk(modules()["cases/turn.py"]) if isinstance(node, ast.FunctionDef) and is_whole(node)
    ]
    assert not act.args.args, "only by name"
    assert {"number", "by", "at", "version"} == {argument.arg for argument in act.args.kwonlyargs}


def test_the_verbs_are_found():
    assert len(VERBS) >= 17


# What only tables are asked to do, and what a form, a session or an answer does too when it is not asked of `objects`.
WRITES = {"bulk_create", "bulk_update", "update_or_create", "get_or_create"}
WRITES_ROWS = {"save", "create", "update", "delete"}
# A door that writes by itself, and why it may.
WRITES_ITSELF: dict[str, str] = {}


def writes(tree: ast.Module) -> list[str]:
    """The calls that write rows, each with its line."""
    return [
        f"{node.lineno} {ast.unparse(node.func)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in WRITES or (node.func.attr in WRITES_ROWS and "objects" in ast.unparse(node.func))
    ]


@in_one("door", doors())
def test_a_door_writes_nothing_by_itself(door):
    """Pages and endpoints call verbs: no save, no create, no update of their own."""
    assert writes(modules()[door]) == [] or door in WRITES_ITSELF


def test_every_door_is_looked_at():
    """Also those outside of views.py and api.py, and none of the exceptions is out of date."""
    assert {"oversight/card_acts.py", "desk/api.py", "portal/front.py", "hall/doors/pages.py"} <= set(doors())
    assert {door for door in WRITES_ITSELF if not writes(modules()[door])} == set()


def test_pure_modules_import_no_django():
    """In a fresh interpreter in which Django cannot be imported at all."""
    code = (
        "import importlib, sys, traceback\n"
        "class Block:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('django', 'celery', 'redis', 'psycopg2', 'rest_framework'):\n"
        "            raise ImportError('blocked: ' + name)\n"
        "sys.meta_path.insert(0, Block())\n"
        "for module in sys.argv[1:]:\n"
        "    try:\n"
        "        importlib.import_module(module)\n"
        "    except Exception:\n"
        "        traceback.print_exc()\n"
        "print(*[module for module in sys.argv[1:] if module in sys.modules])\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", code, *PURE], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert process.stderr == ""
    assert process.stdout.split() == PURE


@in_one("module", PURE)
def test_pure_modules_read_no_clock_and_no_file(module):
    source = Path(importlib.import_module(module).__file__)
    tree = ast.parse(source.read_text(encoding="utf-8"))
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not called & {"open", "print", "datetime.now", "date.today", "time.time", "os.environ.get", "input"}


@pytest.mark.parametrize("room", ROOMS)
def test_no_signals_no_save_overrides_no_swallowed_errors(room):
    """Habits that this house does without (style.md)."""
    for name, tree in modules().items():
        if not name.startswith(f"{room}/"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                assert node.module != "django.db.models.signals", name
                assert node.module != "django.dispatch", name
            if isinstance(node, ast.ClassDef) and any("models.Model" in ast.unparse(base) for base in node.bases):
                assert not [
                    part for part in node.body if isinstance(part, ast.FunctionDef) and part.name in {"save", "delete"}
                ], name
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, f"{name}:{node.lineno} a bare except"


@in_one(
    "model", [model for room in ROOMS if apps.is_installed(room) for model in apps.get_app_config(room).get_models()]
)
def test_every_table_can_be_read_aloud(model):
    assert "__str__" in vars(model)
    assert (model.__doc__ or "").strip()
    assert not model.__doc__.startswith(f"{model.__name__}(")


@pytest.mark.parametrize("name", ["utils.py", "helpers.py", "services.py", "manager.py", "signals.py"])
def test_no_file_has_a_name_that_fits_anything(name):
    assert [path for path in modules() if path.endswith(f"/{name}")] == []
