"""Opening who complained: two people, a short time, a row for each opening; asking teaches nothing."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from cases.models import Event
from complaints.models import Look, Opening, ReporterIdentity
from hall.models import Post, User
from hall.refusals import Refused
from hall.roles import Role
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.world import at

MORNING = at("2025-09-30 10:00")
NAME, PHONE = "欧阳春晓", "13912348765"
SIGNED = {"name": NAME, "phone": PHONE}
WHY = "要当面核对那张收据的原件。"


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(MORNING, tick=False):
        yield


def number_of(world, **signed) -> str:
    return filed(world, when=MORNING, **signed).complaint.case.number


def ask(world, number, **more) -> Opening:
    return actions.ask_identity(
        **{"number": number, "by": world.complaint_officer, "at": MORNING, "reason": WHY} | more
    )


def decide(world, number, is_allowed="yes", **more) -> Opening:
    fields = {"number": number, "by": world.inspector, "at": MORNING, "because": "案情需要，同意。"} | more
    return actions.decide_identity(is_allowed=is_allowed, **fields)


def look(world, number, **more):
    return actions.look_at_identity(**{"number": number, "by": world.complaint_officer, "at": MORNING} | more)


def test_two_people_open_a_protected_name(world):
    number = number_of(world, protected=True, **SIGNED)
    ask(world, number)
    decide(world, number)
    identity = look(world, number)
    assert (identity.name, identity.phone) == (NAME, PHONE)
    row = Look.objects.get()
    assert (row.by, row.opening.decided_by) == (world.complaint_officer, world.inspector)
    assert [event.verb for event in Event.objects.order_by("seq")] == [
        "file", "ask_identity", "decide_identity", "look_at_identity",
    ]  # fmt: skip


WAYS_IN = [
    ("nobody has asked", []),
    ("it was asked, and nobody has answered", ["ask"]),
    ("the inspector did not consent", ["ask", "no"]),
    ("half an hour is over", ["ask", "yes", "late"]),
    ("somebody else has asked", ["ask", "yes", "another"]),
]


@pytest.mark.parametrize(("case", "steps"), WAYS_IN, ids=[row[0] for row in WAYS_IN])
def test_one_alone_opens_nothing(world, case, steps):
    number = number_of(world, protected=True, **SIGNED)
    if "ask" in steps:
        ask(world, number)
    for answer in {"yes", "no"} & set(steps):
        decide(world, number, answer)
    late = MORNING + timedelta(minutes=30, seconds=1) if "late" in steps else MORNING
    with pytest.raises(actions.CannotOpen):
        look(world, number, at=late, by=world.inspector if "another" in steps else world.complaint_officer)
    assert not Look.objects.exists()
    assert not Event.objects.filter(verb="look_at_identity").exists()


def test_nobody_consents_to_their_own_request(world):
    number = number_of(world, about_centre=True, protected=True, **SIGNED)
    ask(world, number, by=world.inspector)
    with pytest.raises(Refused, match="另一名"):
        decide(world, number)


def seen(client, number) -> list[str]:
    """What a person reads of a case on its pages, but for what every case has of its own."""
    pages = [
        client.get(reverse(name, args=[number])).content.decode()
        for name in ("centre-case", "centre-identity", "centre-ask_identity")
    ]
    answer = client.post(reverse("centre-ask_identity", args=[number]), {"reason": WHY, "version": ""})
    assert answer.status_code == 302
    return [
        *pages,
        client.get(reverse("centre-case", args=[number])).content.decode(),
        client.get("/centre/").content.decode(),
    ]


def plain(pages: list[str], number: str) -> list[str]:
    grouped = re.compile(
        rf"{number}|{number[:4]} {number[4:12]} {number[12:]}|csrfmiddlewaretoken\" value=\"\w+|value=\"\d+\""
    )
    return [grouped.sub("", page) for page in pages]


def test_asking_shows_no_difference_between_anonymous_and_protected(world, signed_in):
    """The officer's pages of two cases, one with a sealed name and one without, are the same to the letter."""
    pages = {}
    for kind, signed in {"protected": {"protected": True, **SIGNED}, "anonymous": {}}.items():
        with transaction.atomic():
            number = number_of(world, **signed)
            pages[kind] = plain(seen(signed_in(world.complaint_officer), number), number)
            transaction.set_rollback(True)
    assert pages["protected"] == pages["anonymous"]


def test_only_an_opening_tells_that_nobody_left_a_name(world):
    number = number_of(world)
    ask(world, number)
    decide(world, number)
    assert look(world, number) is None
    assert Look.objects.count() == 1


def test_who_handles_a_named_complaint_opens_it_alone(world, signed_in):
    number = number_of(world, **SIGNED)
    page = signed_in(world.complaint_officer).get(reverse("centre-identity", args=[number]))
    assert NAME not in page.content.decode()
    page = signed_in(world.complaint_officer).post(reverse("centre-identity", args=[number]))
    assert NAME in page.content.decode()
    assert PHONE in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert Look.objects.get().opening is None


def test_the_page_refuses_in_words(world, signed_in):
    number = number_of(world, protected=True, **SIGNED)
    page = signed_in(world.complaint_officer).post(reverse("centre-identity", args=[number]))
    assert page.status_code == 422
    assert "要先申请，由纪检监察同意" in page.content.decode()
    assert NAME not in page.content.decode()


def test_the_inspector_lists_requests_and_openings(world, signed_in):
    number = number_of(world, protected=True, **SIGNED)
    ask(world, number)
    inspector = signed_in(world.inspector)
    assert WHY in inspector.get("/centre/openings/").content.decode()
    assert WHY in inspector.get(reverse("centre-decide_identity", args=[number])).content.decode()
    answer = inspector.post(
        reverse("centre-decide_identity", args=[number]),
        {"is_allowed": "yes", "because": "案情需要，同意。", "version": ""},
    )
    assert answer.status_code == 302
    look(world, number)
    text = inspector.get("/centre/openings/").content.decode()
    assert "已同意" in text
    assert NAME not in text
    assert PHONE not in text
    [asked], [shown] = (
        inspector.get(f"/api/v1/complaints/{name}/").json()["results"] for name in ("openings", "looks")
    )
    assert (asked["complaint"], asked["reason"], asked["is_allowed"]) == (number, WHY, True)
    assert (shown["complaint"], shown["opening"], shown["what"]) == (number, asked["key"], "identity")
    assert NAME not in str([asked, shown])


@pytest.mark.parametrize("person", ["office", "complaint_officer", "administrator", "clerk", "head"])
def test_nobody_else_reads_the_list_of_openings(world, signed_in, person):
    client = signed_in(getattr(world, person))
    assert client.get("/centre/openings/").status_code == 404
    codes = [client.get(f"/api/v1/complaints/{name}/").status_code for name in ("openings", "looks")]
    assert codes == [404, 404]


def test_a_protected_name_reads_as_none_in_the_api(world, signed_in):
    number = number_of(world, protected=True, **SIGNED)
    answer = signed_in(world.complaint_officer).get(f"/api/v1/complaints/{number}/").json()
    assert (answer["is_anonymous"], answer["party"]) == (True, "")
    assert ReporterIdentity.objects.get().name == NAME


def test_a_second_inspector_consents_where_the_first_handles(world):
    second = User.objects.create_user("inspector2", display_name="纪检乙")
    Post.objects.create(user=second, role=Role.INSPECTOR, hall=world.hall, valid_from=at("2025-01-01 08:00").date())
    number = number_of(world, about_centre=True, protected=True, **SIGNED)
    ask(world, number, by=world.inspector)
    decide(world, number, by=second)
    assert look(world, number, by=world.inspector).name == NAME
