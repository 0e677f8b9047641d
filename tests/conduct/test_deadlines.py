"""The limits, at their last moment and one step beyond."""

from datetime import date

import pytest

from conduct.deadlines import appeal_until, correction_due, counted_since, out_of_force_on, ruling_by
from tests.world import at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("case", "until", "since"),
    [
        ("exactly 24 months before counts no more", date(2026, 3, 10), date(2024, 3, 11)),
        ("at the end of February", date(2026, 2, 28), date(2024, 2, 29)),
        ("from a leap day", date(2028, 2, 29), date(2026, 3, 1)),
    ],
)
def test_findings_count_for_24_months(case, until, since):
    assert counted_since(until) == since


def test_a_sanction_is_in_force_for_24_months():
    assert out_of_force_on(date(2025, 10, 16)) == date(2027, 10, 16)


@pytest.mark.parametrize(
    ("case", "moment", "due"),
    [
        ("30 natural days", "2025-10-16 10:00", "2025-11-17 17:00"),  # the 15th is a Saturday: rolled forward
        ("after closing time it counts from the next day", "2025-10-16 17:30", "2025-11-17 17:00"),
    ],
)
def test_appeal_until(world, case, moment, due):
    from hall import calendar

    assert appeal_until(served_at=at(moment), calendar=calendar.current()).due_at == at(due)
    assert ruling_by(contested_at=at(moment), calendar=calendar.current()).due_at == at(due)


@pytest.mark.parametrize(("days", "due"), [(1, "2025-09-30 17:00"), (2, "2025-10-09 17:00"), (5, "2025-10-13 17:00")])
def test_a_correction_counts_working_days(world, days, due):
    """Ordered the day before the last working day before the National Day; 10-11 is worked."""
    from hall import calendar

    ends = correction_due(ordered_at=at("2025-09-29 10:00"), days=days, calendar=calendar.current())
    assert ends.due_at == at(due)
