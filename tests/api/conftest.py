"""What the API's tests share: programs of one person each, with a token, and the clock of the small hall."""

import uuid

import pytest
import time_machine
from rest_framework.test import APIClient

from hall.models import User
from tests.tokens import key_of
from tests.world import at

NOW = at("2025-11-06 10:00")


@pytest.fixture
def clock():
    """The hall's clock stands at 2025-11-06 10:00, a Thursday; ``clock.move_to(...)`` moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def program(clock):
    """``program(world.clerk)``: a program with that person's token; ``program()``: a stranger. Each at its own address."""

    def of(user: User | None = None) -> APIClient:
        digits = uuid.uuid4().bytes
        client = APIClient(REMOTE_ADDR=f"10.{digits[0]}.{digits[1]}.{digits[2]}")
        client.default_format = "json"
        if user is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Token {key_of(user)}")
        return client

    return of
