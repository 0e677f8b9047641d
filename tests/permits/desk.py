"""What the tests of the desk's pages share."""

import re

import pytest
import time_machine
from django.http import QueryDict
from django.template import engines
from django.urls import reverse

from cases.models import Case, Event
from desk.selection import Selection, selection_of
from hall.models import User
from tests.world import PERSON, at

NOW = at("2025-09-30 10:00")
IDEM = "0123456789abcdef0123456789abcdef"


class Undefined(str):
    """What a template gets for a name that the view did not give: an error that says which."""

    def __contains__(self, item):
        return item == "%s"

    def __mod__(self, name):
        raise AssertionError(f"undefined template variable: {name}")


@pytest.fixture
def desk(world, client, monkeypatch):
    """The small hall on a Tuesday at ten, the health clerk signed in; an undefined template variable fails."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Undefined("%s"))
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.clerk)
        yield world


def searched(address: str, user: User) -> Selection:
    """What an address of the desk asks for, as it opens for this person."""
    return selection_of(QueryDict(address.partition("?")[2]), by=user.pk)


def filled(world, **changes):
    """What the register form sends for a person who brought everything."""
    form = {
        "idem": IDEM,
        "applicant_kind": "person",
        "applicant_id": PERSON.number,
        "applicant_name": PERSON.name,
        "phone": PERSON.phone,
        "materials": ["1", "2", "3"],
        "channel": "window",
        "note": "",
    }
    return {**form, **changes}


def url(page: str, case: Case) -> str:
    return reverse(f"desk-{page}", args=[case.number])


def act(client, case: Case, name: str, *, version: int | None = None, **form):
    """Send an act's form as the page would, with the version that the case has now unless another is given."""
    case.refresh_from_db()
    sent = {"version": case.version if version is None else version, **form}
    response = client.post(url(name, case), sent)
    if response.status_code == 200 and response.context and "seen" in response.context:
        # its effect on the clocks is shown first: confirm what was seen
        response = client.post(url(name, case), {**sent, "seen": response.context["seen"], "step": "confirm"})
    return response


def snapshot(case: Case) -> tuple:
    """What must be the same after a refusal."""
    case.refresh_from_db()
    return case.state, case.version, case.closed_at, Event.objects.filter(case=case).count()


def text_of(response) -> str:
    """What the page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def shows_nothing_personal(response) -> bool:
    body = response.content.decode()
    return PERSON.number not in body and PERSON.phone not in body and PERSON.name not in body
