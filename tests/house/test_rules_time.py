"""The clock is read at the doors only, and days are counted in one place only."""

import ast
import re

import pytest

from tests.house.source import calls, modules

READS_THE_CLOCK = re.compile(r"(^|\.)(now|today|utcnow|time_ns)$|^time\.time$")
ITS_OWN_DAY = {"timezone.localdate", "timezone.localtime"}  # without an argument they read the clock too
# Doors: pages, endpoints, tasks, commands, and what stands on every page or request.
DOORS = re.compile(
    r"^config/|/views(/\w+)?\.py$|/management/commands/|^cases/(tasks|web)\.py$|^hall/endpoint\.py$|/api\.py$"
)
# Where a step from a day to the next, a day of the week or a stretch of time is no counting of a limit.
COUNTS_NO_LIMIT = {
    "cases/attempts.py": "how long a wrong code is remembered, in hours of the clock",
    "cases/reconcile/derive.py": "one second after the due moment; two minutes for the sweep to speak",
    "cases/clocks.py": "one second: the first instant after the due moment",
    "hall/queries.py": "the name of a weekday on a page",
    "hall/importing/days.py": "checks the notice that is loaded, day by day",
    "complaints/queries.py": "midnight: what ends today",
    "complaints/views/public.py": "how long a receipt page opens, in seconds",
    "permits/views/queue.py": "midnight: what ends today",
    "oversight/queries.py": "midnight: what ends today",
    "oversight/lists.py": "stretches of days to choose from in a filter",
    "oversight/wording.py": "asks worktime for the working days of a stretch",
    "config/front.py": "how long a phone may look at a case, in minutes",
    "config/demo/story.py": "the story's own calendar",
}
COUNTING = re.compile(
    r"(^|\.)(timedelta|weekday|isoweekday|isocalendar|relativedelta|toordinal|fromordinal|is_workday)$"
)


def test_the_clock_is_read_at_the_doors_only():
    inside = [
        f"{name}:{line} {called}"
        for name, called, line in calls()
        if READS_THE_CLOCK.search(called) and not DOORS.search(name)
    ]
    assert inside == []


def test_the_hall_s_own_day_is_asked_of_an_instant_except_at_the_doors():
    inside = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ITS_OWN_DAY
        and not node.args
        and not DOORS.search(name)
    ]
    assert inside == []


@pytest.mark.parametrize("called", ["datetime.datetime.now", "datetime.now", "date.today", "timezone.now", "time.time"])
def test_the_search_knows_a_reading_of_the_clock(called):
    assert READS_THE_CLOCK.search(called)


def test_nobody_but_the_doors_asks_the_machine_for_a_naive_time():
    assert [
        row for row in calls() if row[1] in {"datetime.now", "date.today", "datetime.utcnow", "datetime.datetime.now"}
    ] == []


def test_days_are_counted_in_worktime_only():
    """Two functions that count days is how two screens come to show two dates."""
    found = {
        name
        for name, called, _line in calls()
        if COUNTING.search(called) and not name.startswith("hall/worktime/") and not called.startswith("calendar.")
    }
    found = {name for name in found if name not in COUNTS_NO_LIMIT}
    assert found == set()


def test_the_list_of_exceptions_names_no_file_that_needs_none():
    counting = {name for name, called, _line in calls() if COUNTING.search(called)}
    assert {name for name in COUNTS_NO_LIMIT if name not in counting} == set()


def test_a_limit_s_figure_stands_in_deadlines_only():
    """A `Limit(...)` with a number in it is a figure of the law: it belongs to a deadlines.py, with its article."""
    elsewhere = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("Limit")
        and any(isinstance(part, ast.Constant) and isinstance(part.value, int) for part in node.args)
        and not name.endswith("/deadlines.py")
    ]
    assert elsewhere == []
