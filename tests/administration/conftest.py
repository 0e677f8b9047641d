"""A signed-in person on Monday 16 March 2026."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from hall.models import User
from tests.world import at

NOW = at("2026-03-16 10:00")


@pytest.fixture
def signed_in() -> Iterator[Callable[[User], Client]]:
    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    with time_machine.travel(NOW, tick=False):
        yield enter


@pytest.fixture
def admin(world, signed_in) -> Client:
    return signed_in(world.administrator)
