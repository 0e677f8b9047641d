"""A hall that is connected to a platform."""

import pytest

from complaints import flood
from exchange.signing import key_of
from tests.exchange.platform import PUSH_SECRET, SECRET, running


@pytest.fixture(autouse=True)
def _connected(settings):
    settings.EXCHANGE_KEYS = [key_of(SECRET)]
    settings.EXCHANGE_KEY = key_of(PUSH_SECRET)
    settings.EXCHANGE_URL = ""
    settings.EXCHANGE_DISTRICTS = ["330199"]
    settings.EXCHANGE_TIMEOUT, settings.EXCHANGE_PATIENCE = 0.3, 0.6
    flood.forget()


@pytest.fixture
def platform(settings):
    with running() as at_work:
        settings.EXCHANGE_URL = at_work.url
        yield at_work
