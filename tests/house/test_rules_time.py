"""The clock is read at the doors only, and days are counted in one place only."""

import ast
import re

import pytest

from tests.house.source import ROOMS, ROOT, TEMPLATES, calls, modules, texts

READS_THE_CLOCK = re.compile(r"(^|\.)(now|today|utcnow|time_ns)$|^time\.time$")
ITS_OWN_DAY = {"timezone.localdate", "timezone.localtime"}  # without an argument they read the clock too
# Doors: pages, endpoints, tasks, commands, and what stands on every page or request.
DOORS = re.compile(
    r"^(config|replay)/|/views(/\w+)?\.py$|/management/commands/|^\w+/tasks\.py$|^hall/clock\.py$|^hall/doors/(pages|endpoint)\.py$|^ratings/(public|counter)_page\.py$|^portal/(front|items|complain|conversation|filing_pages|leaving|published|unsolved)\.py$|/api\.py$"
)
# Where a step from a day to the next, a day of the week or a stretch of time is no counting of a limit.
COUNTS_NO_LIMIT = {
    "oversight/trend.py": "how old the kept count of a month may be, in minutes of the clock",
    "exchange/pushing.py": "how long a push is tried, in days of the clock",
    "exchange/queries.py": "how far back a page looks for what went last",
    "exchange/sending.py": "the waits between tries, in minutes of the clock",
    "exchange/signing.py": "how far a signature's instant may lie from ours",
    "config/year/plan.py": "when what happens in a made-up year: instants of a day, minutes after one another",
    "config/year/ratings.py": "the same of its ratings",
    "ratings/deadlines.py": "how long a link is good, may be amended, and stays unseen: natural time, of the rater alone",
    "ratings/unusual.py": "how close two ratings lie, in seconds",
    "administration/queries.py": "how long a new account is on the list, in days of the clock",
    "administration/grid.py": "the weeks of a month on a page, and which of its days are Saturdays and Sundays",
    "cases/numbering.py": "the days of the last year that the end of a number may be of",
    "cases/attempts.py": "how long a wrong code is remembered, in hours of the clock",
    "cases/reconcile/derive.py": "one second after the due moment; two minutes for the sweep to speak",
    "cases/reconcile/on_lines.py": "a millisecond: how closely a line of the history names an instant",
    "cases/digests.py": "one day after another: each has its digest",
    "cases/clocks.py": "one second: the first instant after the due moment",
    "cases/outgoing.py": "from when to when a telephone may ring, and how long news is news, in hours of the clock",
    "cases/post_office.py": "stretches of days to count letters in",
    "papers/store/drafts.py": "how long files of a form are kept that is not sent, in hours of the clock",
    "papers/store/scanning.py": "how long the virus scanner may be silent, in minutes of the clock",
    "oversight/tally.py": "how old a figure of the board may be, in minutes",
    "hall/clock.py": "a minute between two clocks, and how long a comparison holds, in seconds",
    "hall/tables/clock.py": "how far a clock is off, in words",
    "hall/organising/sight.py": "the day after a post ends, on which somebody else may be the last who sees",
    "cases/troubles.py": "how long to wait before another try, in minutes of the clock",
    "cases/sending.py": "how long to wait before another try, in minutes of the clock",
    "config/lockout.py": "how long a place is known to an account, in days of the clock",
    "hall/tokens.py": "how long a token is good, and how exactly its last use is known, by the clock",
    "hall/organising/confirming.py": "how long a proposal, and a password that was given out, is told of, in days of the clock; the day after a post",
    "hall/organising/signed.py": "an instrument ends on the day before its successor begins",
    "hall/rotation.py": "a post that follows another without a gap",
    "hall/horizon.py": "how far ahead a day may lie that somebody types",
    "hall/queries.py": "the name of a weekday on a page",
    "hall/importing/days.py": "checks the notice that is loaded, day by day",
    "complaints/actions/identity.py": "how long an identity may be opened after the consent, in minutes",
    "portal/complain.py": "how long a receipt page opens, in seconds",
    "permits/procedures.py": "a length that an item publishes in natural days; its working days are counted in worktime",
    "cases/queries.py": "midnight: what ends today",
    "worklists/drafts.py": "how long a draft is kept, in days of the clock",
    "worklists/open_forms.py": "how long an opened form is told of, in minutes",
    "desk/scanned.py": "how long a scanned number is kept, in minutes",
    "oversight/queries.py": "how far back the board counts, and how long a change of the calendar is news on it, in days of the clock",
    "oversight/lists.py": "stretches of days to choose from in a filter",
    "oversight/wording.py": "asks worktime for the working days of a stretch",
    "portal/front.py": "how long a phone may look at a case, in minutes",
    "config/demo/teller.py": "a quarter of an hour between registration and acceptance",
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


def test_only_doors_ask_the_halls_day_without_an_instant():
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


def test_commands_ask_the_clock_that_is_compared():
    """A command on a host whose clock is wrong does nothing (decision 95), like every other process."""
    own = [
        f"{name}:{line} {called}"
        for name, called, line in calls()
        if "/management/commands/" in name and READS_THE_CLOCK.search(called) and called != "clock.now"
    ]
    assert own == []


@pytest.mark.parametrize("called", ["datetime.datetime.now", "datetime.now", "date.today", "timezone.now", "time.time"])
def test_the_search_knows_a_reading_of_the_clock(called):
    assert READS_THE_CLOCK.search(called)


def test_nobody_asks_the_machine_for_a_naive_time():
    assert [
        row for row in calls() if row[1] in {"datetime.now", "date.today", "datetime.utcnow", "datetime.datetime.now"}
    ] == []


def test_days_are_counted_in_worktime_only():
    """Two functions that count days is how two screens come to show two dates."""
    places = {
        name
        for name, called, _line in calls()
        if COUNTING.search(called) and not name.startswith("hall/worktime/") and not called.startswith("calendar.")
    }
    places = {name for name in places if name not in COUNTS_NO_LIMIT}
    assert places == set()


FOREIGN_COUNTERS = {
    "dateutil", "numpy", "pandas", "holidays", "chinese_calendar", "workalendar", "businesstimedelta", "business_duration", "arrow",
    "pendulum", "calendar",
}  # fmt: skip
# What counts days in SQL, also inside a string: an interval in days, a date plus a number, a series of days, a day of the week.
COUNTS_IN_SQL = re.compile(
    r"interval\s*'[^']*(day|week|month|hour|minute)|::\s*interval|make_interval|generate_series\([^)]*(date|interval|day)"
    r"|(current_date|::date|_on)\s*[+-]\s*[0-9%]|extract\s*\(\s*(iso)?dow\b|date_part\s*\(\s*'(iso)?dow",
    re.IGNORECASE,
)
SQL_OF_NO_LIMIT = {
    "ratings/migrations/0003_tablets_at_the_counter.py": "how long a tablet asks about a visit, in minutes of the clock",
    "ratings/migrations/0001_initial.py": "how long a rater may amend, in hours of the clock",
    "cases/migrations/0056_corrections_of_ratings.py": "how long after its instant a line of the history is written",
    "cases/migrations/0058_what_all_rooms_are_called.py": "the same",
    "cases/nightly.py": "whether a task was begun in the last twelve hours",
    "cases/tables/case.py": "how long after its instant a line of the history is written",
    "cases/migrations/0042_lines_of_their_time.py": "the same",
    "config/figures.py": "the last day, week, minutes of the machine's clock, for operators",
    "cases/migrations/0055_handling.py": "the same",
    "cases/migrations/0046_one_breach_one_card.py": "how long after its instant a line of the history is written",
}


def test_nobody_else_imports_a_library_that_counts_days():
    """`monthrange`, `relativedelta`, `busday_offset`: what is not imported is not called under another name."""
    imports = {
        f"{name}: {module}"
        for name, tree in modules().items()
        if not name.startswith("hall/worktime/") and name not in COUNTS_NO_LIMIT
        for node in ast.walk(tree)
        for module in _imported(node)
        if module in FOREIGN_COUNTERS
    }
    assert imports == set()


def test_no_second_counting_in_sql():
    """Also in migrations, triggers and raw queries: a date that SQL moves is a date that nobody can explain."""
    places = {name for name, text, _line in texts() if COUNTS_IN_SQL.search(text)} | {
        str(file.relative_to(ROOT))
        for room in ROOMS
        for file in sorted((ROOT / room).rglob("*"))
        if (file.suffix == ".sql" or "migrations" in file.parts)
        and file.suffix in {".sql", ".py"}
        and COUNTS_IN_SQL.search(file.read_text(encoding="utf-8"))
    }
    assert places - set(SQL_OF_NO_LIMIT) == set()


def test_no_template_moves_a_date():
    """A template shows what it is given; `add` on a date, or a difference of days, would be a count of its own."""
    counts = re.compile(r"\{\{[^}]*(_at|_on|day|date)[\w.]*\|add:|timesince|timeuntil")
    assert [str(file.relative_to(ROOT)) for file in TEMPLATES if counts.search(file.read_text(encoding="utf-8"))] == []


def test_no_loop_walks_from_day_to_day():
    """``ordinal += 1``, ``day + ONE_DAY``: a step over days that hides its timedelta in a constant, or needs none."""
    step = re.compile(r"\b(ONE_DAY|A_DAY|DAY|WEEK)\b|\bordinal\b")
    loops = {
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        if not name.startswith("hall/worktime/") and name not in COUNTS_NO_LIMIT
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub)
        if step.search(ast.unparse(node))
    }
    assert loops == set()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT due_at + interval '3 days'", "update x set a = b + '1 day'::interval", "starts_on + 5", "current_date - 30",
        "generate_series(a::date, b, '1 day')", "extract(isodow from d) < 6", "make_interval(days => 3)",
    ],
)  # fmt: skip
def test_the_search_knows_counting_in_sql(sql):
    assert COUNTS_IN_SQL.search(sql)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module.split(".")[0]]
    return []


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
