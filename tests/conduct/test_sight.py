"""Who learns what: roles × objects. Before a decision is served the person it is about learns nothing, nor does their unit."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from conduct import actions
from conduct.models import Exposure
from tests.conduct.conftest import ATTRIBUTED, SERVED, attributed, own, post_of, second_inspector, served, upheld
from tests.house.test_access_matrix import routes
from tests.snapshot import stored
from tests.world import at

NAMES = ("clerk", "market_clerk", "chief", "head", "complaint_officer", "office", "inspector", "administrator")
CENTRE = {"complaint_officer", "inspector"}
UNIT = {"chief", "head"}


def answers(client: Client, when) -> dict[str, tuple[int, str]]:
    """What everything of this room that needs no key answers, pages and API, without what changes by itself."""
    with time_machine.travel(when, tick=False):
        read = {}
        for route in routes():
            if "/conduct/" in route.address and "<" not in route.address and route.method == "get":
                answer = client.get(route.address)
                text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
                read[route.address] = (answer.status_code, text)
        for address in ("/letters/", "/landing/"):
            answer = client.get(address)
            read[address] = (
                answer.status_code,
                re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()),
            )
    return read


@pytest.mark.parametrize("who", ["clerk", "chief", "head"])
def test_the_liable_learn_nothing_before_serving(world, signed_in, who):
    """Not a line, not a count, not a changed byte: with the chain above them, decided and all."""
    person = getattr(world, who)
    client = signed_in(person)
    complaint = upheld(world)
    before = answers(client, SERVED)
    row = attributed(world, complaint)
    for sanction in row.sanctions.exclude(person=None):
        terms = {
            "result": "as_proposed",
            "number": "云纪软〔2025〕1号",
            "authority": "区纪委监委",
            "reason": "未按规定告知",
        }
        actions.settle(key=sanction.key, ruling=actions.Ruling(**terms), by=world.inspector, at=ATTRIBUTED)
    assert answers(client, SERVED) == before
    for sanction in row.sanctions.all():
        for route in ("conduct-mine-one", "conduct-sanctions-one", "conduct-mine-contest"):
            assert client.get(reverse(route, args=[sanction.key])).status_code == 404
    with time_machine.travel(SERVED, tick=False):
        mine = row.sanctions.get(person=person)
        actions.serve_sanction(key=mine.key, how="当面送达，本人签收", by=world.inspector, at=SERVED)
        assert client.get(reverse("conduct-mine-one", args=[mine.key])).status_code == 200
    assert answers(client, SERVED) != before


@pytest.mark.parametrize("who", ["complaint_officer", "inspector"])
def test_the_centre_s_own_people_learn_nothing_of_theirs(world, signed_in, who):
    """What they see of everybody else does not change by what is about them: the complaint neither vanishes nor is attributed."""
    liable = getattr(world, who)
    client, other = signed_in(liable), second_inspector(world)
    complaint = upheld(world)
    finding = reverse("api-conduct-finding", args=[complaint.case.number])
    before, of_it = answers(client, SERVED), client.get(finding).json()
    liability = actions.Liability(post=post_of(liable), reason="当班的是本人，有值班表", concealed=True)
    row = actions.attribute(complaint=complaint, liability=liability, by=other, at=ATTRIBUTED)
    assert answers(client, SERVED) == before
    assert client.get(finding).json() == of_it
    own_rows = [("conduct-attributions-one", row.key), ("conduct-sanctions-one", own(row).key)]
    assert {client.get(reverse(route, args=[key])).status_code for route, key in own_rows} == {404}
    assert {signed_in(other).get(reverse(route, args=[key])).status_code for route, key in own_rows} == {200}


OBJECTS = {
    "conduct-finding": CENTRE,
    "conduct-attribute": CENTRE,
    "conduct-order_correction": CENTRE,
    "conduct-attributions-one": CENTRE,
    "conduct-attributions-take_attribution_back": CENTRE,
    "conduct-sanctions-one": {"inspector"},
    "conduct-sanctions-settle": {"inspector"},
    "conduct-sanctions-serve_sanction": {"inspector"},
    "conduct-sanctions-adjudicate": {"inspector"},
    "conduct-sanctions-call_off": {"inspector"},
    "conduct-mine-one": {"clerk"},
    "conduct-mine-contest": {"clerk"},
    "conduct-corrections-one": CENTRE | UNIT | {"office"},
    "conduct-corrections-hand_in_correction": UNIT,
    "conduct-corrections-pass_correction": CENTRE | {"office"},
    "conduct-corrections-return_correction": CENTRE | {"office"},
    "conduct-exposures-one": CENTRE | UNIT | {"office"},
    "conduct-exposures-answer_exposure": UNIT,
    "conduct-exposures-approve_exposure": {"inspector"},
    "conduct-exposures-send_exposure_back": {"inspector"},
    "conduct-exposures-report_commitment": UNIT,
    "conduct-exposures-return_commitment": CENTRE | {"office"},
    "conduct-exposures-withdraw_exposure": {"inspector"},
    "conduct-corrections-call_off_correction": {"inspector"},
}


@pytest.fixture
def keys(world):
    """A served sanction of the clerk, a correction and an exposure of the health department."""
    complaint = upheld(world)
    row = attributed(world, complaint)
    order = actions.Order(department=world.health, person=world.head, what="窗口张贴一次告知清单", days=5)
    actions.order_correction(complaint=complaint, order=order, by=world.complaint_officer, at=ATTRIBUTED)
    broadcast = actions.Broadcast(
        department=world.health, title="窗口无人", medium="区电视台", broadcast_at=at("2025-10-13 20:00")
    )
    actions.record_exposure(broadcast=broadcast, by=world.complaint_officer, at=ATTRIBUTED)
    sanction = served(world, own(row))
    return {
        "attributions": row.key,
        "sanctions": sanction.key,
        "mine": sanction.key,
        "corrections": complaint.corrections.get().key,
        "exposures": Exposure.objects.get().key,
        "number": complaint.case.number,
    }


@pytest.mark.parametrize("name", NAMES)
def test_who_opens_what(world, signed_in, keys, name):
    client = signed_in(getattr(world, name))
    opened = set()
    with time_machine.travel(SERVED, tick=False):
        for route in OBJECTS:
            where = keys.get(route.split("-")[1], keys["number"])
            if client.get(reverse(route, args=[where])).status_code == 200:
                opened.add(route)
    assert opened == {route for route, people in OBJECTS.items() if name in people}


@pytest.mark.parametrize("name", NAMES)
def test_the_api_opens_the_same(world, signed_in, keys, name):
    client = signed_in(getattr(world, name))
    opened = set()
    with time_machine.travel(SERVED, tick=False):
        for route in (each for each in OBJECTS if each.endswith("-one")):
            if client.get(reverse(f"api-{route}", args=[keys[route.split("-")[1]]])).status_code == 200:
                opened.add(route)
    assert opened == {route for route, people in OBJECTS.items() if route.endswith("-one") and name in people}


def test_another_department_s_head_sees_none_of_it(world, signed_in, keys):
    from hall.roles import Role
    from tests.world import person

    other = signed_in(person(world.hall, "head2", "他局", Role.DEPARTMENT_HEAD, department=world.market))
    with time_machine.travel(SERVED, tick=False):
        for room in ("corrections", "exposures"):
            assert other.get(reverse(f"conduct-{room}-one", args=[keys[room]])).status_code == 404
            assert other.get(reverse(f"api-conduct-{room}")).json()["results"] == []


def test_nothing_of_the_reporter_stands_in_the_room(world, signed_in, keys):
    """What the complainant wrote, and the finding's inner words, appear on no page and in no answer."""
    complaint = upheld(world, n=2, name="金丝雀", phone="13912345679", text="金丝雀的原话：等了两个小时")
    attributed(world, complaint, user=world.chief)
    for name in ("complaint_officer", "inspector", "head", "clerk"):
        texts = "".join(text for _status, text in answers(signed_in(getattr(world, name)), SERVED).values())
        assert "金丝雀" not in texts
        assert "13912345679" not in texts
        assert "窗口有记录" not in texts


def test_looking_changes_nothing(world, signed_in, keys):
    before = stored()
    for name in NAMES:
        answers(signed_in(getattr(world, name)), SERVED)
    assert stored() == before
