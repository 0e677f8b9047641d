"""What the complaint room's tests share: a form's answers, and signed-in people."""

import pytest
from django.test import Client

from complaints import actions, flood
from tests.world import World

TEXT = "2025年9月30日上午，我在 22 号窗口等了两个小时，没有人告诉我还缺什么材料。"


def form(**changes) -> dict[str, str]:
    """What the public form sends: an anonymous complaint, unless told otherwise."""
    fields = {
        "kind": "complaint",
        "category": "efficiency",
        "about_department": "",
        "text": TEXT,
        "signed": "anonymous",
        "name": "",
        "phone": "",
        "idem": f"{1:032x}",
    }
    return fields | changes


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
