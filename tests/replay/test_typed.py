"""One slip in a ledger costs its own line; what people wrote is taken as every door takes it."""

import json

import pytest

from permits.models import Application
from tests.replay.conftest import ITEM, accepted, codes, step

OTHERS = [*accepted("2025-11-03 09:00", "b"), step("2025-11-04 10:00", "decide", "b", result="grant")]


@pytest.mark.parametrize("year", [1951, 1999, 2062, 2099])
def test_a_year_outside_the_calendar_is_refused_alone(play, year):
    slip = step(f"{year}-11-03T09:40:00+08:00", "accept")
    outcome = play(step("2025-11-03 09:00", "register", item=ITEM), slip, *OTHERS)
    assert codes(outcome["a"]) == [("accept", "out-of-calendar")]
    assert outcome["a"]["refused"][0]["field"] == "at"
    assert (outcome["a"]["state"], outcome["b"]["state"]) == ("submitted", "decided_granted")
    assert outcome["b"]["cards"] == []  # no timer ran ahead


def test_a_limit_that_ends_outside_the_calendar(play):
    outcome = play(*accepted("2056-12-29 09:00", "a"), *OTHERS)
    assert {code for _act, code in codes(outcome["a"])} <= {"out-of-calendar", "unknown-ref"}
    assert ("register", "out-of-calendar") in codes(outcome["a"])
    assert outcome["b"]["state"] == "decided_granted"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"at": "2025-11-03", "act": "tick", "ref": NaN}', "JSON"),
        ('{"at": "2025-11-03", "act": "tick", "ref": 1e999}', "JSON"),
        ('{"at": "2025-11-03", "act": "tick", "ref": "a", "ref": "b"}', "“ref”在一行里写了两次"),
        ('{"at": "2025-11-03", "act": "register", "ref": "a", "applicant": {"name": "王", "name": "李"}}', "“name”在一行里写了两次"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_json_is_refused_alone(play, line, words):
    outcome = play(line, *OTHERS)
    [refused] = outcome[None]["refused"]
    assert refused["code"] == "bad-line"
    assert words in refused["sentence"]
    assert outcome["b"]["state"] == "decided_granted"


@pytest.mark.parametrize(
    ("kind", "number", "stored"),
    [
        ("passport", "e 1234 5678", ("passport", "E12345678")),
        ("回乡证", "H12345678", ("hk_macao_permit", "H12345678")),
        ("台胞证", "12345678", ("taiwan_permit", "12345678")),
        (None, "11010519491231002X", ("resident_card", "11010519491231002X")),
    ],
)
def test_a_ledger_names_the_kind_of_document(play, kind, number, stored):
    person = {"name": "买买提\u200b·艾合买提", "id_number": number, "id_kind": kind, "phone": "(0571)88123456转8012"}
    outcome = play(step("2025-11-03 09:00", "register", item=ITEM, applicant=person))
    application = Application.objects.get()
    assert (application.id_kind, application.applicant_id) == stored
    assert (application.applicant_name, application.phone) == ("买买提·艾合买提", "057188123456-8012")
    assert outcome["a"]["made_up"] == []


def test_a_kind_that_there_is_not(play):
    person = {"name": "王小明", "id_number": "E12345678", "id_kind": "driving licence"}
    outcome = play(step("2025-11-03 09:00", "register", item=ITEM, applicant=person))
    assert [(each["code"], each["field"]) for each in outcome["a"]["refused"]] == [("bad-line", "id_kind")]


@pytest.mark.parametrize("name", ["王\x7f明", "王\u202e明"])
def test_a_character_that_nobody_sees_costs_its_line(play, name):
    outcome = play(json.dumps(step("2025-11-03 09:00", "register", item=ITEM, applicant=name)), *OTHERS)
    [refused] = outcome["a"]["refused"]
    assert (refused["code"], "删去看不见的字符" in refused["sentence"]) == ("bad-line", True)
    assert outcome["b"]["state"] == "decided_granted"
