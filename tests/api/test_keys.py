"""A key is good for one content: sent again with other content it opens nothing, and tells nothing of the first."""

import pytest

from cases.models import Case
from permits.models import Application
from tests.api.requests import COMPLAINT, KEY, REGISTRATION
from tests.cases.broken_rows import triggers_off
from tests.snapshot import stored
from tests.world import at
from worklists.models import BulkRun

QUESTION = {"text": "要带什么材料？", "channel": "counter", "name": "王小明", "number": "11010519491231002X"}
OTHER = {"applicant_name": "乙二二", "applicant_id": "440524188001010014", "phone": "13912348001"}
OPENINGS = {
    "applications": ("clerk", REGISTRATION, [OTHER, {"materials": [1, 2]}, {"note": "加急"}, {"phone": "13912348001"}]),
    "enquiries": ("clerk", QUESTION, [{"text": "什么时候开门？"}, {"name": "乙二二"}, {"number": ""}]),
    "complaints": (
        None,
        COMPLAINT,
        [{"kind": "report"}, {"text": "另一件事，说的是别的窗口。"}, {"category": "attitude"}],
    ),
}


def caller(world, program, who):
    return program(getattr(world, who) if who else None)


@pytest.mark.parametrize("where", OPENINGS)
def test_a_key_with_other_content_opens_nothing(world, program, where):
    who, content, changes = OPENINGS[where]
    client = caller(world, program, who)
    first = client.post(f"/api/v1/{where}/", content, **KEY)
    assert first.status_code == 201, first.json()
    before = stored()
    for change in changes:
        answer = client.post(f"/api/v1/{where}/", content | change, **KEY)
        assert (answer.status_code, answer.json()["code"]) == (409, "key-used"), change
        assert set(answer.json()) == {"code", "message", "field"}
        assert Case.objects.get().number not in answer.content.decode()
    assert stored() == before
    again = client.post(f"/api/v1/{where}/", content, **KEY)
    assert (again.status_code, again.json()) == (200, first.json() | {"created": False})


@pytest.mark.parametrize("where", OPENINGS)
def test_a_case_of_before_contents_were_compared(world, program, where):
    who, content, changes = OPENINGS[where]
    client = caller(world, program, who)
    client.post(f"/api/v1/{where}/", content, **KEY)
    with triggers_off():
        Case.objects.update(content_hash="")
    answer = client.post(f"/api/v1/{where}/", content | changes[0], **KEY)
    assert (answer.status_code, answer.json()["created"]) == (200, False)


def test_the_same_content_in_another_order_is_the_same(world, program):
    clerk = program(world.clerk)
    clerk.post("/api/v1/applications/", REGISTRATION, **KEY)
    again = clerk.post("/api/v1/applications/", dict(reversed(REGISTRATION.items())), **KEY)
    assert (again.status_code, Application.objects.count()) == (200, 1)


def test_no_hash_of_a_content_can_be_tried_out(world, program):
    clerk = program(world.clerk)
    for n in range(2):
        clerk.post("/api/v1/applications/", REGISTRATION, HTTP_IDEMPOTENCY_KEY=f"0123456789abcdef-{n}")
    hashes = list(Case.objects.values_list("content_hash", flat=True))
    assert len(set(hashes)) == 2
    assert all(len(each) == 64 for each in hashes)


def test_a_bulk_key_with_other_cases_does_nothing(world, program):
    early = at("2025-11-05 10:00")
    numbers = [world.accepted(when=early, idem=f"k{n}").case.number for n in range(2)]
    chief = program(world.chief)
    order = {"act": "grant", "numbers": numbers[:1]}
    first = chief.post("/api/v1/desk/bulk/", order, **KEY)
    assert first.status_code == 200, first.json()
    before = stored()
    for change in (
        {"numbers": numbers},
        {"numbers": numbers[1:]},
        {"act": "change_owner", "reason": "x", "to": "zhang"},
    ):
        answer = chief.post("/api/v1/desk/bulk/", order | change, **KEY)
        assert (answer.status_code, answer.json()["code"]) == (409, "key-used"), change
        assert numbers[0] not in answer.content.decode()
    assert stored() == before
    assert chief.post("/api/v1/desk/bulk/", order, **KEY).json()["id"] == first.json()["id"]
    assert BulkRun.objects.count() == 1
