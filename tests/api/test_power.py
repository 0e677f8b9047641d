"""Power over the API: the same verbs, the same refusals."""

import pytest

from hall.models import Delegation
from hall.roles import Power
from tests.api.requests import application
from tests.permits.stages import accepted, number_of
from tests.snapshot import stored


@pytest.fixture
def outside(world) -> str:
    """An accepted case, of an item with an amount and a check by two officers, that the window may not decide."""
    world.promised.two_officers = world.promised.has_amount = True
    world.promised.save()
    number = number_of(accepted(world))
    Delegation.objects.filter(window=world.health_window).update(powers=[Power.PRELIMINARY_HANDLING])
    return number


def test_from_the_refusal_to_the_holders_answer(world, program, outside):
    clerk, chief = program(world.clerk), program(world.chief)
    refused = clerk.post(application(outside, "decide"), {"result": "grant"})
    assert (refused.status_code, refused.json()["code"]) == (409, "outside-power")
    assert clerk.post(application(outside, "hand_up"), {"step": "grant", "note": "建议准予"}).status_code == 200
    assert clerk.get("/api/v1/hand-ups/").status_code == 404, "a clerk decides for nobody"
    (waiting,) = chief.get("/api/v1/hand-ups/").json()["results"]
    assert (waiting["case"], waiting["step"], waiting["lack"], waiting["note"]) == (
        outside,
        "grant",
        "power",
        "建议准予",
    )
    assert program(world.market_clerk).post(application(outside, "hand_up"), {"step": "grant"}).status_code == 404
    assert chief.post(application(outside, "answer_hand_up"), {"answer": "补签授权书"}).status_code == 200
    assert chief.get("/api/v1/hand-ups/").json()["results"] == []
    power = program(world.office).get(application(outside, "power")).json()
    assert [step["step"] for step in power["steps_taken"]] == ["accept"]
    assert (power["steps_taken"][0]["seal"], power["hand_ups"][0]["answer"]) == ("云审专22", "补签授权书")


def test_the_first_handler_the_check_and_the_amount(world, program, outside):
    clerk = program(world.clerk)
    answer = clerk.post(application(outside, "change_owner"), {"to": "zhao", "reason": "调岗"})
    assert (answer.status_code, answer.json()["owner"]) == (200, "赵科")
    assert clerk.post(application(outside, "state_amount"), {"amount": "500000.00"}).status_code == 200
    assert clerk.post(application(outside, "record_check"), {"finding": "相符"}).status_code == 200
    assert program(world.head).post(application(outside, "record_check"), {"finding": "属实"}).status_code == 200
    power = clerk.get(application(outside, "power")).json()
    assert [check["officer"] for check in power["checks"]] == ["张敏", "钱局"]


@pytest.mark.parametrize(
    ("verb", "body", "status", "field"),
    [
        ("hand_up", {"step": "deliver"}, 400, "step"),
        ("hand_up", {}, 400, "step"),
        ("hand_up", {"step": "accept"}, 409, ""),
        ("change_owner", {"to": "li", "reason": "调岗"}, 400, "to"),
        ("change_owner", {"to": "zhao"}, 400, "reason"),
        ("record_check", {"finding": ""}, 400, "finding"),
        ("state_amount", {"amount": 0.5}, 400, "amount"),
        ("state_amount", {"amount": "0"}, 400, "amount"),
        ("state_amount", {"amount": "1.001"}, 400, "amount"),
        ("state_amount", {"amount": "9" * 400}, 400, "amount"),
        ("answer_hand_up", {"answer": "x"}, 404, ""),
    ],
)
def test_refusals(world, program, outside, verb, body, status, field):
    before = stored()
    answer = program(world.clerk).post(application(outside, verb), body)
    assert answer.status_code == status, answer.json()
    if status == 400:
        assert set(answer.json()["fields"]) == {field}
    assert stored() == before
