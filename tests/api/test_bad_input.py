"""What no program should send: it gets our body and a sentence, never a 500, and nothing is changed."""

import json
import re

import pytest

from permits import states
from tests.api.requests import APPLICATION_ACTS, COMPLAINT, COMPLAINT_ACTS, REGISTRATION, application, complaint
from tests.permits.stages import BROUGHT_TO, number_of
from tests.rows import Rows
from tests.snapshot import stored

WRONG_WORDS = re.compile(r"(?<!申)请(?!求)|抱歉|无效|非法")
LIST, FILE, LOOKUP, TOKEN = "/api/v1/applications/", "/api/v1/complaints/", "/api/v1/lookup/", "/api/v1/token/"
NUMBER = "01012025110600001"

WHOLE = [
    ("nothing", b"", 400),
    ("null", b"null", 400),
    ("a number", b"7", 400),
    ("a text", b'"accept"', 400),
    ("a list", b"[]", 400),
    ("half of an object", b'{"reason": ', 400),
    ("not a number in JSON", b'{"version": NaN}', 400),
    ("a number of 5,000 digits", b'{"version": ' + b"9" * 5_000 + b"}", 400),
    ("not UTF-8", b'{"reason": "\xff\xfe"}', 400),
    ("100,000 brackets", b"[" * 100_000, 400),
    ("a name that is half a character", b'{"\\ud800": 1}', 400),
    ("500 unknown names", json.dumps({f"n{n}": n for n in range(500)}).encode(), 400),
    ("more than a megabyte", b'{"reason": "' + b"x" * 1_100_000 + b'"}', 413),
]


def spoken(answer, status: int) -> dict:
    """The answer's body, after checking that it is ours and that its sentences are."""
    assert answer.status_code == status, answer.content[:300]
    body = answer.json()
    assert set(body) in ({"code", "message", "fields"}, {"code", "message", "field"})
    sentences = [body["message"], *(word for words in body.get("fields", {}).values() for word in words)]
    assert all(re.search(r"[\u4e00-\u9fff]", sentence) for sentence in sentences), sentences
    assert not [sentence for sentence in sentences if WRONG_WORDS.search(sentence)]
    return body


@pytest.mark.parametrize(("what", "raw", "status"), WHOLE, ids=[row[0] for row in WHOLE])
def test_a_body_that_is_no_input(world, program, what, raw, status):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    before = stored()
    clerk = program(world.clerk)
    for address in (LIST, FILE, LOOKUP, TOKEN, application(number, "withdraw")):
        spoken(clerk.generic("POST", address, raw, content_type="application/json"), status)
    assert stored() == before


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""],
)
def test_a_body_that_is_not_json(world, program, kind):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    before = stored()
    clerk = program(world.clerk)
    for address in (LIST, FILE, LOOKUP, application(number, "withdraw")):
        takes_files = address == FILE and kind.startswith("multipart/")  # its fields are missing then
        spoken(clerk.generic("POST", address, b"reason=x", content_type=kind), 400 if takes_files else 415)
    assert stored() == before


def test_a_charset_that_unpacks(world, program):
    answer = program(world.clerk).generic("POST", LOOKUP, b"{}", content_type="application/json; charset=bz2_codec")
    spoken(answer, 400)


# a reply: then the reason why none is possible is asked for; a mail address: there is none from now on; a name: it stays
MAY_BE_EMPTY = {
    ("reply", "text"),
    ("change_contact", "email"),
    ("amend", "applicant_name"),
    ("accept_with_gaps", "pledge"),
    ("accept_on_commitment", "pledge"),
    ("suspend", "notice_number"),
    ("prolong", "notice_number"),
}


@pytest.mark.parametrize(
    "value", [7, 7.5, True, None, [], {}, ["x"], {"x": 1}, "", " ", "\x00", "a\x00b", "\ud800", "x" * 100_000]
)
def test_every_text_of_every_input(world, program, value):
    """Each text field of each act, one at a time, with each wrong value."""
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    filed = program().post(FILE, COMPLAINT).json()["number"]
    before = stored()
    for client, address, fields in _inputs(world, program, number, filed):
        for field, usual in fields.items():
            if (address.split("/")[-2], field) in MAY_BE_EMPTY and isinstance(value, str) and not value.strip():
                continue
            if isinstance(usual, str):
                raw = json.dumps({**fields, field: value}).encode()
                body = spoken(client.generic("POST", address, raw, content_type="application/json"), 400)
                assert list(body["fields"]) == [field], (address, field)
    assert stored() == before


@pytest.mark.parametrize("value", ["3", 3.5, True, None, [], {}, -1, 0, 10**12, "\x00"])
def test_every_number_of_every_input(world, program, value):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    chief = program(world.chief)
    before = stored()
    inputs = [
        (application(number, "suspend"), {**APPLICATION_ACTS["suspend"][1], "declared_days": value}, "declared_days"),
        (LIST, {**REGISTRATION, "window": "22", "materials": [value]}, "materials.0"),
        (LIST, {**REGISTRATION, "materials": value}, "materials"),
        (application(number, "notify"), {"missing": [{"material": value}]}, "missing.0.material"),
        (application(number, "notify"), {"missing": value}, "missing"),
        (application(number, "accept"), {"version": -1 if value == 0 else value}, "version"),
    ]
    for address, body, field in inputs:
        answer = chief.post(address, body)
        if field == "materials" and value == []:
            continue  # nothing brought is a registration: the papers come later
        assert next(iter(spoken(answer, 400)["fields"])).startswith(field.split(".")[0]), (address, body)
    if value != []:
        assert stored() == before


def _inputs(world, program, number, filed):
    who = {person: program(getattr(world, person)) for person in ("clerk", "chief", "head")}
    yield who["clerk"], LIST, REGISTRATION
    for verb, (person, body) in APPLICATION_ACTS.items():
        yield who[person], application(number, verb), body
    yield program(), FILE, COMPLAINT
    yield program(), LOOKUP, {"code": "x"}
    officer = program(world.complaint_officer)
    for verb, body in COMPLAINT_ACTS.items():
        yield officer, complaint(filed, verb), body


def test_names_that_are_not_asked_for_are_refused(world, program):
    """Columns of the tables behind the act, sent along: refused by name, nothing set."""
    number = number_of(BROUGHT_TO[states.SUBMITTED](world))
    columns = {
        "state": "delivered",
        "department": 2,
        "owner": 1,
        "confidential": True,
        "accepted_at": "2020-01-01",
        "by": 1,
        "at": "x",
    }
    before = stored()
    with Rows() as rows:
        for verb, (who, fields) in APPLICATION_ACTS.items():
            with rows.row(verb):
                body = spoken(program(getattr(world, who)).post(application(number, verb), {**fields, **columns}), 400)
                assert set(body["fields"]) == set(columns)
                assert stored() == before


def test_names_that_are_not_asked_for_when_opening(world, program):
    before = stored()
    columns = {"state": "delivered", "receipt_hash": "0" * 64, "number": NUMBER, "idem": "x", "is_anonymous": False}
    spoken(program(world.clerk).post(LIST, {**REGISTRATION, **columns}), 400)
    spoken(program().post(FILE, {**COMPLAINT, **columns}), 400)
    assert stored() == before


@pytest.mark.parametrize(
    "address",
    [
        "1",
        "0101202511060000१",
        "0101202511060000%00",
        "x" * 300,
        "01012025110600001/fly",
        "..%2f..",
        "01012025110600001'--",
    ],
)
def test_an_address_that_is_none(world, program, address):
    for answer in (program(world.clerk).get(f"{LIST}{address}/"), program(world.clerk).post(f"{LIST}{address}/", {})):
        assert spoken(answer, answer.status_code)["code"] == "not-found"
        assert answer.status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_method_that_is_not_offered(world, program, method):
    number = number_of(BROUGHT_TO[states.SUBMITTED](world))
    before = stored()
    for address in (
        LIST,
        application(number),
        application(number, "accept"),
        f"/api/v1/cases/{number}/history/",
        "/api/v1/items/",
    ):
        spoken(getattr(program(world.clerk), method)(address, {}), 405)
    assert stored() == before


def test_reading_an_act_is_not_offered(world, program):
    number = number_of(BROUGHT_TO[states.SUBMITTED](world))
    for verb in APPLICATION_ACTS:
        answer = program(world.clerk).get(application(number, verb))
        assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")


def test_a_caller_that_accepts_something_else_gets_json(world, program):
    assert program().get("/api/v1/items/", HTTP_ACCEPT="text/html").headers["Content-Type"] == "application/json"
    assert program().get("/api/v1/items/?format=xml").status_code == 200
