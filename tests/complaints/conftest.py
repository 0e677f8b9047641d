"""What the complaint room's tests share: a complaint, and signed-in people."""

import pytest
from django.test import Client

from cases.models import Card
from complaints import flood
from permits.visits import Why
from tests.complaints import verbs as actions
from tests.permits import verbs as permits
from tests.world import World, at

TEXT = "2025年9月30日上午，我在 22 号窗口等了两个小时，没有人告诉我还缺什么材料。"


def filed(world: World, *, when, n: int = 1, **changes):
    """A complaint filed through the verb; returns what the verb returns."""
    fields = {"kind": "complaint", "category": "efficiency", "text": TEXT, **changes}
    return actions.file(filing=actions.Filing(**fields), hall=world.hall, idem=f"{n:032x}", at=when)


@pytest.fixture
def signed_in(world):
    """``signed_in(world.clerk)``: a browser of that person."""

    def open_browser(person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return open_browser


@pytest.fixture(autouse=True)
def _uncounted():
    """Each test begins with a fresh hour of the public form."""
    flood.forget()


def third_trip(world: World) -> Card:
    """Scenario 18: the third trip, by the window's fault."""
    case = world.register(when=at("2025-11-03 09:00"), purpose="consult", materials=[]).application.case
    permits.notify(number=case.number, missing={1: "", 2: "", 3: ""}, by=world.clerk, at=at("2025-11-03 09:10"))
    permits.receive(
        number=case.number, materials=[1, 2, 3], by=world.clerk, at=at("2025-11-06 09:00"), window=world.health_window
    )
    permits.visit(
        number=case.number, window=world.health_window, purpose="correct", why=Why("window"), by=world.clerk,
        at=at("2025-11-10 10:00"),
    )  # fmt: skip
    return Card.objects.get(rule="two_visit")
