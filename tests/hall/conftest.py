"""`HYPOTHESIS_PROFILE=thorough` runs the properties of the kernel on 100,000 examples each."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("usual", deadline=None)  # a busy machine is no failure
settings.register_profile("thorough", max_examples=100_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))
