"""
Each test runs as if it were an odd time, a minute before the year ends or on a leap day: what depends on the minute, the weekday
or the year shows itself.

A test takes one of the ODD instants below, always the same one; a failure says which. `--turn 1` gives each the next one, so that
after turns 0 to 39 every test has run at all of them. To choose:

    make test ARGS="--at 2027-01-01T00:03 --at 2026-10-04T23:59 tests/desk/test_queue.py"
    make test ARGS="--at odd tests/config tests/oversight tests/enquiries"

Then it runs once at each instant (in the hall's time; it ticks on from there), or with `--at now` at the machine's own time. A test
that sets its own clock keeps it. The clock of PostgreSQL, Redis, a browser and of started processes stays the machine's own, so the
tests of AS_IT_IS, which look at those, do too.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from zlib import crc32
from zoneinfo import ZoneInfo

import pytest
import time_machine

HALL = ZoneInfo("Asia/Shanghai")
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
LATER = "2031-12-31T12:00"  # than all of them, and than any time that a test sets
AS_IT_IS = ("tests/timers/", "tests/launch/", "tests/journeys/", "tests/bench/", "tests/hall/test_clock.py")
_odd: list[time_machine.Traveller] = []  # the travel that a test runs in, if it is ours


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--at", action="append", default=[], help="run each test at this instant, at all `odd` ones, or as it is `now`"
    )
    parser.addoption("--turn", type=int, default=0, help="which of the odd instants a test takes: so many further on")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    instants = [
        each for instant in metafunc.config.getoption("--at") for each in (ODD if instant == "odd" else [instant])
    ]
    if instants:
        metafunc.parametrize("_another_time", instants, indirect=True)


@pytest.fixture(autouse=True)
def _another_time(request: pytest.FixtureRequest) -> Iterator[None]:
    instant = getattr(request, "param", None) or instant_of(request.node.nodeid, request.config.getoption("--turn"))
    if instant == "now":
        yield
        return
    request.node.add_report_section("setup", "clock", f"as if it were {instant}; once more: --at {instant}")
    with travel(instant):
        _odd[:] = time_machine.traveller_stack
        yield
        _odd.clear()


def instant_of(test: str, turn: int) -> str:
    if test.startswith(AS_IT_IS):
        return "now"
    return ODD[(crc32(test.encode()) + turn) % len(ODD)]


def travel(instant: str) -> time_machine.travel:
    return time_machine.travel(datetime.fromisoformat(instant).replace(tzinfo=HALL))


def later() -> AbstractContextManager[object]:
    """
    Signing in for a test: where it has no clock of its own yet, later than any request that may follow.

    So the session has not ended when the test sets its clock after it.
    """
    return travel(LATER) if _odd and time_machine.traveller_stack == _odd else nullcontext()
