"""
Run tests as if it were another time, on demand: what depends on the minute, the weekday or the year shows itself.

    make test ARGS="-p tests.clock --at 2027-01-01T00:03 --at 2026-10-04T23:59 tests/desk/test_queue.py"
    make test ARGS="-p tests.clock --at odd tests/config tests/oversight tests/enquiries"

Each test runs once at each instant (in the hall's time; it ticks on from there); `odd` are the ODD ones below. A test that sets
its own clock keeps it. The clock of PostgreSQL, Redis, a browser and of started processes stays the machine's own: leave out
tests/timers, tests/launch and tests/journeys.
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

ODD = [
    "2025-12-31T23:59", "2026-01-01T00:00", "2026-01-01T00:03", "2026-01-04T10:00",  # New Year, and a Sunday that is worked
    "2026-02-13T17:00", "2026-02-14T10:00", "2026-02-15T12:00", "2026-02-24T08:29",  # around the Spring Festival
    "2026-02-28T23:59", "2026-03-01T00:00", "2026-04-05T09:41", "2026-05-09T16:59",
    "2026-09-30T17:01", "2026-10-01T00:00", "2026-10-04T23:59", "2026-10-07T12:00", "2026-10-10T09:41",  # National Day
    "2026-11-16T00:00", "2026-11-16T00:03", "2026-11-16T07:59", "2026-11-16T08:00", "2026-11-16T08:29", "2026-11-16T08:30",
    "2026-11-16T08:31", "2026-11-17T09:41", "2026-11-17T09:56", "2026-11-18T11:59", "2026-11-18T12:00", "2026-11-18T13:30",
    "2026-11-19T16:59", "2026-11-19T17:00", "2026-11-20T23:59", "2026-11-21T12:00", "2026-11-22T23:59",  # a week
    "2026-12-31T16:45", "2026-12-31T23:59", "2027-01-01T00:03", "2027-02-08T10:00",  # the last year that is announced, and after
    "2028-02-29T10:00", "2031-06-30T09:41",
]  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--at", action="append", default=[], help="run each test at this instant, or at the `odd` ones")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    instants = [
        each for instant in metafunc.config.getoption("--at") for each in (ODD if instant == "odd" else [instant])
    ]
    if instants:
        metafunc.parametrize("_another_time", instants, indirect=True)


@pytest.fixture(autouse=True)
def _another_time(request: pytest.FixtureRequest) -> Iterator[None]:
    if not hasattr(request, "param"):
        yield
        return
    with time_machine.travel(datetime.fromisoformat(request.param).replace(tzinfo=ZoneInfo("Asia/Shanghai"))):
        yield
