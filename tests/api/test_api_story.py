"""docs/api.md: its story is sent, request by request, and each endpoint of the document stands in its table."""

import csv
import json
import re

import pytest

from config import api
from hall import clock
from tests.house.source import ROOT
from tests.permits import verbs as permits
from tests.world import PASSWORD, item

TEXT = (ROOT / "docs/api.md").read_text()
STORY = TEXT.partition("## A case, told in requests")[2].partition("```")[2].partition("```")[0]
REQUEST = re.compile(r"curl (-X POST )?\$HALL(/\S+)(.*?)^(\d{3}) (.*)\Z", re.DOTALL | re.MULTILINE)
BODY = re.compile(r"-d '(\{.*?\})'", re.DOTALL)
FIXED = (
    "title",
    "quantity",
    "unit",
    "code",
    "state",
    "next_rule",
    "rule",
    "words",
    "state_words",
    "kind",
    "party",
    "head",
    "purpose",
    "created",
)


@pytest.fixture
def story_hall(world):
    """The small hall with the story's item as the shipped catalogue has it, so that the demonstration answers the same; and the clerk's name."""
    [code] = set(re.findall(r'"item_code": "([^"]+)"', STORY))
    with (ROOT / "data/catalogue.csv").open(encoding="utf-8-sig") as file:
        row = next(row for row in csv.DictReader(file) if row["item_code"] == code)
    assert row["handling_kind"] == "承诺件"
    days = {"promise_quantity": int(row["promised_days"]), "promise_unit": "working_day"}
    item(world.health, world.health_window, code, row["item_name"], row["materials"].split(";"), **days)
    world.clerk.username = "clerk22"
    world.clerk.save()
    return world


def test_the_story_is_what_the_api_answers(story_hall, program):
    requests = [REQUEST.match(each) for each in re.split(r"(?m)^\$ ", STORY)]
    assert sum(map(bool, requests)) == STORY.count("$ curl") == 9
    client, number, code, too_early = program(), "", "", []
    for post, path, head, status, expected in (each.groups() for each in requests if each):
        path = re.sub("[0-9]{17}", number, path)
        body = "".join(BODY.findall(head)).replace('"…"', f'"{PASSWORD}"').replace("3885454838988023", code)
        answer = client.post(path, json.loads(body)) if post else client.get(path)
        assert answer.status_code == int(status), (path, answer.json())
        _is_as_told(expected, answer)
        if '"not-now"' in expected:
            too_early.append((path, json.loads(body)))
        if path.endswith("/token/"):
            client.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
        if path.endswith("/applications/"):
            number, code = answer.json()["application"]["number"], answer.json()["receipt_code"]

    assert len(too_early) == 1
    _until_it_can_be_handed_over(story_hall, number)
    for path, body in too_early:  # nothing but the state of the case was wrong with what it sends
        answer = client.post(path, body)
        assert answer.status_code == 200, (path, answer.json())


def _until_it_can_be_handed_over(world, number: str) -> None:
    now = clock.now()
    permits.decide(number=number, result="grant", by=world.clerk, at=now)
    permits.print_document(number=number, kind="grant", site="http://hall.test", by=world.clerk, at=now)


def _is_as_told(story: str, answer) -> None:
    """Each name that the story shows stands in the answer, in that order; so do the values that do not change with the day."""
    names = iter(re.findall(r'"(\w+)":', json.dumps(answer.json(), ensure_ascii=False)))
    missing = [name for name in re.findall(r'"(\w+)":', story) if name not in names]
    assert not missing, (missing, answer.json())
    sent = json.dumps(answer.json(), ensure_ascii=False, separators=(",", ":"))
    for name in FIXED:
        for value in re.findall(rf'"{name}":("[^"…]*"|true|false)', story):
            assert f'"{name}":{value}' in sent, (name, value)


def test_each_endpoint_stands_in_the_table():
    table = (
        TEXT.partition("## Rules that hold everywhere")[0]
        .replace("{id}", "{}")
        .replace("{number}", "{}")
        .replace("{code}", "{}")
        .replace("{key}", "{}")
        .replace("{file}", "{}")
        .replace("{what}", "{}")
        .replace("{name}", "{}")
    )
    addresses = {re.sub(r"\{\w+\}", "{}", path.removeprefix("/api/v1/")) for path in api._document()["paths"]}
    acts = re.compile(
        r"(applications|enquiries|complaints|cards|cases|ratings)/\{\}/[a-z_]+/(preview/)?$|conduct/\w+/(\{\}/)?([a-z_]+/)?$"
    )
    absent = {address for address in addresses if f" {address}`" not in table and not acts.match(address)}
    assert absent <= {"schema/", "docs/", "applications/{}/prints/{}/pdf/", "desk/views/{}/"}
