"""What programs read of an explanation: of each line its kind, its days and how much of the limit it uses."""

from datetime import date

import pytest

from hall.worktime import Limit, Span, Unit, explain, explain_before
from tests.hall.calendar_days import CALENDAR
from tests.hall.test_worktime import at, minutes, months, natural_days, working_days


def summary(lines):
    """``kind from–to counted`` of each line."""
    return [f"{line.kind} {line.starts_on:%m%d}–{line.ends_on:%m%d} {line.counted:g}" for line in lines]


@pytest.mark.parametrize(
    ("limit", "start", "pauses", "expected"),
    [
        (
            working_days(2),
            "2025-10-08T10:00",
            [Span(date(2025, 10, 10), date(2025, 10, 10))],
            ["start 1008–1009 0", "start 1009–1009 0", "paused 1010–1010 0", "makeup 1011–1011 1", "skipped 1012–1012 0",
             "counted 1013–1013 1", "result 1013–1013 0"],
        ),
        (
            natural_days(5),
            "2025-11-03",
            [Span(date(2025, 11, 5), date(2025, 11, 5)), Span(date(2025, 11, 10), date(2025, 11, 11))],
            ["start 1103–1103 0", "start 1103–1103 0", "counted 1104–1104 1", "paused 1105–1105 0", "counted 1106–1109 4",
             "paused 1110–1111 0", "rolled 1109–1112 0", "result 1112–1112 0"],
        ),
        (
            months(1),
            "2025-10-15",
            [Span(date(2025, 11, 3), date(2025, 11, 4))],
            ["start 1015–1015 0", "start 1015–1015 0", "counted 1016–1115 1", "paused 1103–1104 0", "rolled 1115–1117 0",
             "result 1117–1117 0"],
        ),
        (
            minutes(420),
            "2025-10-10T15:30",
            [Span(date(2025, 10, 13), date(2025, 10, 13))],
            ["start 1010–1010 0", "counted 1010–1010 90", "makeup 1011–1011 330", "result 1011–1011 0"],
        ),
        (
            minutes(420 * 12),
            "2025-11-03T08:30",
            [],
            ["start 1103–1103 0", "counted 1103–1103 420", "counted 1104–1107 1680", "skipped 1108–1109 0",
             "counted 1110–1114 2100", "skipped 1115–1116 0", "counted 1117–1117 420", "counted 1118–1118 420",
             "result 1118–1118 0"],
        ),
        (
            working_days(1),
            "2026-12-31",
            [],
            ["start 1231–1231 0", "start 1231–1231 0", "counted 0101–0101 1", "result 0101–0101 0", "provisional 0101–1231 0"],
        ),
        (
            natural_days(3),
            "2025-11-03",
            [Span(date(2025, 11, 5))],
            ["start 1103–1103 0", "start 1103–1103 0", "counted 1104–1104 1", "paused 1105–1105 0", "result 1105–1105 0"],
        ),
        (
            months(1),
            "2025-11-03",
            [Span(date(2025, 11, 5))],
            ["start 1103–1103 0", "start 1103–1103 0", "counted 1104–1203 1", "paused 1105–1105 0", "result 1105–1105 0"],
        ),
        (
            minutes(840),
            "2025-11-03T15:00",
            [Span(date(2025, 11, 5))],
            ["start 1103–1103 0", "counted 1103–1103 120", "counted 1104–1104 420", "paused 1105–1105 0", "result 1105–1105 0"],
        ),
    ],
)  # fmt: skip
def test_the_lines_of_a_forward_count(limit, start, pauses, expected):
    assert summary(explain(limit, at(start), CALENDAR, pauses).lines) == expected


@pytest.mark.parametrize(
    ("limit", "day", "expected"),
    [
        (
            working_days(3),
            date(2025, 10, 13),
            ["start 1013–1013 0", "skipped 1012–1012 0", "makeup 1011–1011 1", "counted 1009–1010 2", "result 1009–1009 0"],
        ),
        (
            natural_days(2),
            date(2025, 10, 13),
            ["start 1013–1013 0", "counted 1011–1012 2", "result 1011–1011 0"],
        ),
        (
            natural_days(1),
            date(2025, 10, 13),
            ["start 1013–1013 0", "counted 1012–1012 1", "skipped 1012–1012 0", "result 1012–1012 0"],
        ),
        (
            months(2),
            date(2027, 1, 31),
            ["start 0131–0131 0", "counted 1130–0130 2", "result 1130–1130 0", "provisional 0101–1231 0"],
        ),
    ],
)  # fmt: skip
def test_the_lines_of_a_backward_count(limit, day, expected):
    assert summary(explain_before(limit, day, CALENDAR).lines) == expected


def test_a_pause_without_a_reason_says_that_it_is_one():
    explanation = explain(working_days(1), at("2025-11-03"), CALENDAR, [Span(date(2025, 11, 4), date(2025, 11, 4))])
    assert "11月4日 暂停计时，不计" in explanation.sentences()


@pytest.mark.parametrize(("quantity", "lines"), [(10, 10), (11, 3)])
def test_up_to_ten_days_have_a_line_each(quantity, lines):
    explanation = explain(working_days(quantity), at("2025-11-03"), CALENDAR)
    assert sum(bool(line.counted) for line in explanation.lines) == lines


@pytest.mark.parametrize(("days", "lines"), [(11, 11), (12, 5)])
def test_up_to_ten_days_of_minutes_have_a_line_each(days, lines):
    explanation = explain(minutes(420 * days), at("2025-11-03T08:30"), CALENDAR)
    assert sum(bool(line.counted) for line in explanation.lines) == lines


def test_a_limit_of_months_counts_backward_as_a_whole():
    assert sum(line.counted for line in explain_before(Limit(Unit.MONTH, 5), date(2026, 5, 4), CALENDAR).lines) == 5


def test_days_are_numbered_on_through_every_pause():
    pauses = [Span(date(2025, 11, 5), date(2025, 11, 5)), Span(date(2025, 11, 8), date(2025, 11, 9))]
    lines = explain(natural_days(5), at("2025-11-03"), CALENDAR, pauses).lines
    counted = [line.text.split("计入：")[1] for line in lines if "计入：" in line.text]
    assert counted == ["第 1 日", "第 2 至 3 日", "第 4 至 5 日"]
