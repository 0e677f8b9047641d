"""docs/operations.md, First day: its commands, run as they stand there in an empty hall, and what the list says of it afterwards."""

import io
import shlex
import sys

import pytest
from django.core.management import call_command
from django.test import Client

from hall import clock
from hall.models import PostProposal, ServiceItem, User
from hall.organising.confirming import unwatched
from tests.house.source import ROOT

PASSWORD = "mountain-river-2026"
OWN_PASSWORD = "zi-ji-de-mi-ma-2026"


def commands() -> list[list[str]]:
    """The lines of the block, without their remarks."""
    day = (ROOT / "docs/operations.md").read_text(encoding="utf-8").partition("## First day")[2].partition("\n## ")[0]
    lines = day.partition("```\n")[2].partition("```")[0].splitlines()
    return [shlex.split(line, comments=True)[1:] for line in lines]


@pytest.fixture
def opened(db, monkeypatch) -> str:
    """An empty hall after the block; what the commands said."""
    monkeypatch.chdir(ROOT)
    said = io.StringIO()
    for name, *words in commands():
        typed = ["--password-stdin"] if name == "add_person" else []
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
        call_command(name, *words, *typed, stdout=said, stderr=said)
    return said.getvalue()


def test_the_first_day_as_it_is_written(opened):
    assert ServiceItem.objects.count() == 258
    assert "设定依据待核对" in opened, "what the list says the import prints"
    assert "不在部门一栏里" in opened
    waiting = set(PostProposal.objects.values_list("user__username", flat=True))
    assert waiting == {"wu", "zhou", "sun", "zhao", "qian"}
    administrator = Client()
    signed_in = administrator.post("/login/", {"username": "zheng", "password": PASSWORD}, follow=True)
    assert signed_in.redirect_chain[-1][0] == "/password/", "the operator knows the one that was typed"
    own = {"current": PASSWORD, "password": OWN_PASSWORD, "again": OWN_PASSWORD}
    chosen = administrator.post("/password/", own, follow=True)
    assert chosen.redirect_chain[-1][0] == "/administration/"
    for proposal in PostProposal.objects.all():
        assert administrator.post(f"/administration/proposals/{proposal.pk}/confirm/").status_code == 302
    assert not list(unwatched(on=clock.now().date()))
    for username, home in (("zhang", "/desk/"), ("zhou", "/oversight/"), ("sun", "/centre/"), ("zhao", "/desk/")):
        person = Client()
        User.objects.filter(username=username).update(must_change_password=False)  # as zheng has done on the page
        person.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        assert person.get(home).status_code == 200, username
