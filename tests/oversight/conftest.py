"""A hall with one running case of every lamp, made by the verbs and the sweep with the clock passed in."""

from datetime import datetime

import pytest
import time_machine
from django.test import Client

from cases.models import Case
from cases.sweep import sweep
from tests.complaints import verbs as complaints
from tests.kept import scene
from tests.permits import verbs as permits
from tests.world import World, at

NOW = at("2026-03-16 10:00")  # a Monday
SECRET_WORDS = "窗口的人要我请他吃饭才肯收材料"
REPORTER = "欧阳建国"


@pytest.fixture
def lamps(world) -> dict[str, Case]:
    return every_lamp(world)


@scene
def every_lamp(world: World) -> dict[str, Case]:
    """Nine running cases and a closed one, swept at NOW. Running: 1 green, 2 yellow, 3 red, 1 deep red, 2 grey."""
    cases = {
        "green": world.accepted(when=at("2026-03-13 10:00"), idem="green").case,
        "yellow": world.accepted(when=at("2026-03-11 10:00"), idem="yellow").case,
        "red": world.accepted(when=at("2026-03-02 10:00"), idem="red").case,
        "deep_red": world.accepted(when=at("2026-02-02 10:00"), idem="deep").case,
        "target_missed": world.accepted(when=at("2026-03-02 10:00"), item=world.city, idem="city").case,
        "paused": world.accepted(when=at("2026-03-12 10:00"), idem="paused").case,
        "correcting": world.register(when=at("2026-03-12 10:00"), idem="correct", materials=[1]).application.case,
        "market_red": in_market(world, when=at("2026-03-02 10:00"), idem="market"),
        "closed": world.accepted(when=at("2026-03-02 10:00"), idem="closed").case,
        "complaint": complain(world, when=at("2026-03-02 10:00")),
    }
    permits.suspend(
        number=cases["paused"].number, ground="hearing", notice_number="听证〔2026〕1 号", declared_days=10, by=world.head,
        at=at("2026-03-13 09:00"),
    )  # fmt: skip
    permits.notify(number=cases["correcting"].number, missing={2: "", 3: ""}, by=world.clerk, at=at("2026-03-12 11:00"))
    number = cases["closed"].number
    permits.decide(number=number, result="grant", by=world.clerk, at=at("2026-03-10 10:00"))
    permits.deliver(number=number, method="collected", proof="本人签收", by=world.clerk, at=at("2026-03-11 10:00"))
    sweep(at=NOW)
    return {name: Case.objects.get(pk=case.pk) for name, case in cases.items()}


def in_market(world: World, *, when: datetime, idem: str) -> Case:
    registered = world.register(
        when=when, item=world.market_item, window=world.market_window, by=world.market_clerk, idem=idem
    )
    return permits.accept(number=registered.application.case.number, by=world.market_clerk, at=when).case


def complain(world: World, *, when: datetime, idem: str = "complain") -> Case:
    filed = complaints.file(
        filing=complaints.Filing(
            kind="complaint",
            category="attitude",
            text=SECRET_WORDS,
            about_department=world.health,
            name=REPORTER,
            phone="13812348000",
        ),
        hall=world.hall,
        idem=idem,
        at=when,
    )
    return filed.complaint.case


@pytest.fixture
def now():
    """The doors read NOW."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def visit(client: Client, now):
    """``visit(user, url)``: the answer that this person gets at NOW; None is nobody signed in."""

    def get(user, url):
        client.logout()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(url)

    return get


@pytest.fixture
def office_client(world, client: Client, now) -> Client:
    """The office, signed in and past its first request: for counting queries."""
    client.force_login(world.office, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/oversight/cards/")
    return client
