"""docs/api.md: its story is sent, request by request, and each endpoint of the document stands in its table."""

import json
import re

import pytest

from config import api
from hall.models import Material
from tests.house.source import ROOT
from tests.world import PASSWORD

TEXT = (ROOT / "docs/api.md").read_text()
STORY = TEXT.partition("## A case, told in requests")[2].partition("```")[2].partition("```")[0]
REQUEST = re.compile(r"curl (-X POST )?\$HALL(/\S+)(.*?)^(\d{3}) (.*)\Z", re.DOTALL | re.MULTILINE)
BODY = re.compile(r"-d '(\{.*?\})'", re.DOTALL)
FIXED = ("code", "state", "next_rule", "rule", "words", "state_words", "kind", "party", "head", "purpose", "created")


@pytest.fixture
def story_hall(world):
    """The small hall as the demonstration has it: two papers more, as the catalogue lists, and the clerk's name."""
    for position, name in ((4, "卫生检测或评价报告"), (5, "卫生管理制度")):
        Material.objects.create(version=world.promised, position=position, name=name)
    world.clerk.username = "clerk22"
    world.clerk.save()
    return world


def test_the_story_is_what_the_api_answers(story_hall, program):
    requests = [REQUEST.match(each) for each in re.split(r"(?m)^\$ ", STORY)]
    assert sum(map(bool, requests)) == STORY.count("$ curl") == 9
    client, number, code = program(), "", ""
    for post, path, head, status, expected in (each.groups() for each in requests if each):
        path = re.sub("[0-9]{17}", number, path)
        body = "".join(BODY.findall(head)).replace('"…"', f'"{PASSWORD}"').replace("3885454838988023", code)
        answer = client.post(path, json.loads(body)) if post else client.get(path)
        assert answer.status_code == int(status), (path, answer.json())
        _is_as_told(expected, answer)
        if path.endswith("/token/"):
            client.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
        if path.endswith("/applications/"):
            number, code = answer.json()["application"]["number"], answer.json()["receipt_code"]


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
    )
    addresses = {re.sub(r"\{\w+\}", "{}", path.removeprefix("/api/v1/")) for path in api._document()["paths"]}
    acts = re.compile(r"(applications|enquiries|complaints|cards|cases)/\{\}/[a-z_]+/(preview/)?$")
    absent = {address for address in addresses if f" {address}`" not in table and not acts.match(address)}
    assert absent <= {"schema/", "docs/", "applications/{}/prints/{}/pdf/", "desk/views/{}/"}
