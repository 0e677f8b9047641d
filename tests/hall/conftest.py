"""`HYPOTHESIS_PROFILE=thorough` runs the properties of the kernel on 100,000 examples each. `order`: who changes posts, and why."""

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.world import at

settings.register_profile("usual", deadline=None)  # a busy machine is no failure
settings.register_profile("thorough", max_examples=100_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))

NOW = at("2026-03-16 10:00")


@pytest.fixture
def order(world):
    """Who, when and why, as every verb about people takes them."""
    return {"reason": "云政任〔2026〕3号", "by": world.administrator, "at": NOW}
