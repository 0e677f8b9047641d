"""What the tests of ratings share."""

from contextlib import ExitStack

import pytest
import time_machine
from django.test import Client

from permits.models import Visit
from ratings import actions
from ratings.codes import VISIT, Source, code_of
from tests.world import at

SERVED = at("2026-09-30 16:30")
RATED = at("2026-09-30 16:50")


@pytest.fixture
def visit(world) -> Visit:
    world.register(when=SERVED)
    return Visit.objects.get()


def path_of(visit: Visit) -> str:
    return f"/r/{code_of(VISIT, visit.pk)}/"


def rated(visit: Visit, level: int = 1, *, when=RATED, **more):
    return actions.rate(source=Source(VISIT, visit.pk), level=level, by=None, at=when, **more)


@pytest.fixture
def signed_in():
    """``signed_in(world.clerk)``: a browser of that person."""

    def open_browser(person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return open_browser


@pytest.fixture
def clock():
    """``clock(instant)`` sets the time of the doors."""
    with ExitStack() as stack:
        yield lambda when: stack.enter_context(time_machine.travel(when, tick=False))
