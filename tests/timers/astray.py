"""The quick timers of tests.timers.fast in a process whose clock is another one: `ASTRAY` seconds ahead of the machine's."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

from tests.timers.fast import app

time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(os.environ["ASTRAY"]))).start()

__all__ = ["app"]
