"""An act is described once: few files of the product name it, and all doors read the same description."""

import ast
import re

import pytest

from cases.card_acts import ACTS as CARDS
from complaints.acts import ACTS as COMPLAINTS
from conduct.acts import ACTS as CONDUCT
from enquiries.acts import ACTS as ENQUIRIES
from hall.permissions import Permission
from permits.acts import ACTS as PERMITS
from tests.house.source import ROOT, TEMPLATES, modules
from tests.rows import in_one

ACTS = [*PERMITS, *ENQUIRIES, *COMPLAINTS, *CARDS, *CONDUCT]
MOST = 6  # files: the arrow, the verb, what is in its way, the description, and one or two that say what comes next
STORIES = (
    "config/demo/",
    "config/year/",
)  # the demonstration and its year tell of acts by their names: no door and no rule
STEP = "a step that an instrument hands to a window, with a paper of its own"
WORD = "a word of other things too: a purpose, a kind, a finding"
# What an act's name stands for besides, and why more files have to say it
MORE = {
    "accept": (18, f"{STEP}; an act on complaints has the same name; done in bulk too"),
    "archive": (7, "done in bulk too"),
    "decline": (13, f"{STEP}; an act on complaints has the same name"),
    "notify": (10, STEP),
    "answer": (16, f"{WORD}: answers of gateways, of the calculator, of a complaint; a column of words that stay"),
    "find": (7, f"{WORD}: in many places something is looked for"),
    "reply": (8, f"{WORD}: what a complainant gets"),
    "visit": (8, f"{WORD}: the visit whose link rates it, and the nightly proof of that link"),
    "correct": (7, f"{WORD}: the purpose of a visit"),
    "supplement": (7, f"{WORD}: a kind of application"),
    "change_owner": (
        14,
        "done in bulk and by the complaint centre too, its row is the engine's (cases.ownership), and held against the history there",
    ),
    "propose": (9, f"{WORD}: a post and a reading are proposed, too, and a void paper names who asked"),
    "prolong": (7, "a hearing that is moved prolongs its pause"),
    "receive": (9, "a line of a ledger brings papers, and is a trip"),
    "take": (8, f"{WORD}: the file store takes uploads"),
    "void": (8, f"{WORD}: how a clock ends, and a letter; asked for, and made again"),
}


def named_in(tree: ast.Module) -> set[str]:
    """The names that a module says as a verb: as text, as a function of its own, or as one of an `actions` module."""
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    says = {part for text in texts if re.fullmatch(r"[\w-]{3,40}", text) for part in (text, text.partition("-")[2])}
    says |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    verbs = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            of_actions = "actions" in node.module.split(".")
            says |= {each.name for each in node.names if of_actions}
            verbs |= {each.asname or each.name for each in node.names if of_actions or each.name == "actions"}
    says |= {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in verbs
    }
    return says


@pytest.fixture(scope="module")
def places() -> dict[str, list[str]]:
    """Each act's name → the files of the product that name it."""
    # an `actions` package says the names of its verbs once more, for whoever imports them;
    # what an act does to clocks (effects.py) and leaves (deeds.py) is the rest of its line in the room's state table: one place with it
    names = {
        name: named_in(tree)
        for name, tree in modules().items()
        if not name.startswith(STORIES) and not name.endswith(("/effects.py", "/deeds.py", "/actions/__init__.py"))
    }
    pages = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in TEMPLATES}
    return {
        act.name: [name for name, words in names.items() if act.name in words]
        + [name for name, page in pages.items() if re.search(rf"[\"'][a-z]+-{act.name}[\"']", page)]
        for act in ACTS
    }


@in_one("act", ACTS, lambda act: f"{act.flow.arrows[act.arrows[0]].words}-{act.name}")
def test_few_files_name_an_act(act, places):
    assert 2 <= len(places[act.name]) <= MORE.get(act.name, (MOST, ""))[0], places[act.name]


def test_each_exception_is_still_one(places):
    assert {
        name for name, (most, _why) in MORE.items() if len(places[name]) <= MOST or len(places[name]) < most
    } == set()


def test_every_arrow_that_people_take_is_described():
    flows = {id(act.flow): act.flow for act in ACTS}.values()
    ways = {name for flow in flows for name, arrow in flow.arrows.items() if not arrow.by_law}
    assert ways == {way for act in ACTS for way in act.arrows}


def test_every_act_says_who_may_do_it():
    assert all(isinstance(act.may, Permission) for act in ACTS)
    assert all(act.flow.permission(way) is act.may for act in ACTS for way in act.arrows)
