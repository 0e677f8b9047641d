"""What we use of PostgreSQL is a list (docs/operations.md): no more stands in the tables and the code, and no less."""

import re

import pytest
from django.db import connection

from tests.house.source import ROOMS, ROOT

pytestmark = pytest.mark.django_db

CHAPTER = (
    (ROOT / "docs" / "operations.md")
    .read_text(encoding="utf-8")
    .split("\n## What the SQL needs\n")[1]
    .split("\n## ")[0]
)
ROWS = dict(re.findall(r"^\| ([a-z ]+) \| (.+) \|$", CHAPTER, re.MULTILINE))
CODE = "\n".join(path.read_text(encoding="utf-8") for room in ROOMS for path in (ROOT / room).rglob("*.py"))
# what no other maker need have: PostgreSQL's own functions have such names, and Python's have not
ITS_OWN = re.compile(
    r"\b((?:pg|jsonb?|inet|array|string|set|current)_[a-z_]+|to_jsonb|sha256|hashtextextended|unnest|to_regclass)\("
)
KINDS = {
    "check": "c",
    "foreign key": "f",
    "primary key": "p",
    "unique": "u",
    "EXCLUDE": "x",
    "NOT NULL": "n",
    "trigger": "t",
}


def asked(statement: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {row[0] for row in cursor.fetchall()}


def quoted(row: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", ROWS[row]))


def test_extensions_are_the_list():
    assert asked("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'") == quoted("extensions")


def test_kinds_of_index_are_the_list():
    used = "SELECT DISTINCT amname FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_am a ON a.oid = relam JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public'"
    assert asked(used) == quoted("kinds of index")


def test_kinds_of_constraint_are_in_the_list():
    used = asked("SELECT DISTINCT contype::text FROM pg_constraint WHERE connamespace = 'public'::regnamespace")
    assert used - {"n"} == {sign for words, sign in KINDS.items() if words in ROWS["kinds of constraint"]}


def test_languages_of_our_functions_are_the_list():
    used = "SELECT DISTINCT lanname FROM pg_proc p JOIN pg_language l ON l.oid = prolang WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    assert asked(used) == quoted("triggers and functions of ours")


@pytest.mark.parametrize("words", sorted(quoted("statements")))
def test_a_statement_of_the_list_is_in_use(words):
    assert words in CODE


def test_functions_are_the_list():
    bodies = asked("SELECT prosrc FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prosrc ~ '\\s'")
    named = set(ITS_OWN.findall(CODE + "\n".join(bodies)))
    there = asked("SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace")
    assert named & there == quoted("functions")
