"""What operators read is one text: each variable, step and command once, and a command that can be typed as it stands."""

import re
from argparse import ArgumentParser
from collections import Counter
from itertools import chain

import pytest
from django.core.management import get_commands, load_command_class

from launch.commands import OWNERS
from tests.house.source import ROOT
from tests.house.test_compose import FILE, FROM_ENVIRONMENT, SERVICES

OPERATIONS = ROOT / "docs" / "operations.md"
PAGES = sorted([*ROOT.glob("docs/*.md"), ROOT / "README.md"])
OF_COMPOSE = sorted([*PAGES, FILE, *(path for path in (ROOT / "deploy").iterdir() if path.is_file())])
COMPOSE_COMMAND = re.compile(r"docker compose (?=[a-z-])([^\n`]*)")
MANAGE_COMMAND = re.compile(r"manage\.py ([a-z_]+)([^\n`#|&]*)")
VARIABLE = re.compile(r"`([A-Z][A-Z_]+)`")
FOR_OURSELVES = {"PROMETHEUS_MULTIPROC_DIR"}  # read by the library that counts, and by config/figures.py
AT_LEAST = 60  # letters of a sentence that is nobody's habit


def named(path) -> str:
    return str(path.relative_to(ROOT))


def of_settings() -> set[str]:
    """The variables that the settings read."""
    text = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", text))


def of_compose() -> set[str]:
    """The variables that `hall.env` gives to the compose file."""
    return {match[1] for match in FROM_ENVIRONMENT.finditer(FILE.read_text(encoding="utf-8"))}


def tables() -> list[list[str]]:
    """The variables in the first column of each table of the chapter Environment."""
    chapter = OPERATIONS.read_text(encoding="utf-8").split("\n## Environment\n")[1].split("\n## ")[0]
    parts = chapter.split("| variable | what |\n")[1:]
    return [VARIABLE.findall("\n".join(re.findall(r"^\| (`[^|]*) \|", part, re.MULTILINE))) for part in parts]


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ .+$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)


def sentences(text: str) -> list[str]:
    plain = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return [each.strip() for each in re.split(r"(?<=[.:;])\s+|\n\s*[-|]|\n\n", plain.replace("\n  ", " "))]


def test_hall_env_is_the_first_table_and_nothing_else():
    assert set(tables()[0]) == of_compose()


def test_second_table_is_what_the_settings_read_besides():
    assert set(tables()[1]) == (of_settings() | FOR_OURSELVES) - of_compose()


def test_each_variable_stands_once():
    assert [name for name, count in Counter(chain(*tables())).items() if count > 1] == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_heading_twice(path):
    counted = Counter(headings(path.read_text(encoding="utf-8")))
    assert [heading for heading, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_sentence_twice(path):
    """A merge that kept both sides; the heads of tables may be alike, and what acts ask for is made of their fields."""
    text = path.read_text(encoding="utf-8")
    counted = Counter(
        each for each in sentences(text) if len(each) >= AT_LEAST and " | " not in each and " · `" not in each
    )
    assert [sentence for sentence, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("path", OF_COMPOSE, ids=named)
def test_compose_command_can_start_as_written(path):
    """It names its environment, and a service that there is."""
    for match in COMPOSE_COMMAND.finditer(path.read_text(encoding="utf-8")):
        assert match[1].startswith("--env-file hall.env "), match[0]
        words = match[1].removeprefix("--env-file hall.env ").split()
        if words[0] in {"exec", "run", "logs"}:
            assert next((word for word in words[1:] if word in SERVICES), None), match[0]
        if words[0] == "stop":
            assert set(words[1:]) <= set(SERVICES), match[0]


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_management_command_is_there_with_its_options(path):
    for match in MANAGE_COMMAND.finditer(path.read_text(encoding="utf-8")):
        name, words = match[1], match[2]
        parser = _parser(name)
        known = set(parser._option_string_actions)
        unknown = [word for word in re.findall(r"(?<![\w-])--[a-z-]+", words) if word not in known]
        assert not unknown, match[0]


def _parser(name: str) -> ArgumentParser:
    assert name in get_commands(), f"no such command: {name}"
    application = get_commands()[name]
    command = load_command_class(application, name) if isinstance(application, str) else application
    return command.create_parser("manage.py", name)


def test_commands_of_the_owner_are_those_of_the_launcher():
    sentence = re.search(r"A command that needs the owner: ([^;]+);", OPERATIONS.read_text(encoding="utf-8"))
    assert set(re.findall(r"`(\w+)`", sentence[1])) == OWNERS


def test_changes_of_the_api_are_told_newest_first():
    changes = (
        (ROOT / "docs" / "api.md").read_text(encoding="utf-8").split("\n## What has changed\n")[1].split("\n## ")[0]
    )
    issues = [int(number) for number in re.findall(r"^### Issue (\d+)$", changes, re.MULTILINE)]
    assert issues == sorted(issues, reverse=True)
    assert not re.search(r"\(issue \d+\)", changes), "a change stands below the heading of its issue"
    assert changes.split("\n### ")[0].count("\n- ") == 0
