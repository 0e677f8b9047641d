"""The limits, at their last moment and one step beyond."""

from datetime import date

import pytest

from conduct.deadlines import (
    appeal_until,
    commitment,
    correction,
    correction_again,
    counted_since,
    exposure_answer,
    out_of_force_on,
    ruling_by,
)
from hall.worktime import due as due_of
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


ORDERED, BROADCAST = "2025-09-29 10:00", "2025-10-13 20:00"  # before the National Day; 10-11 is worked
CLOCKS = [
    ("the next working day", correction(days=1), ORDERED, "2025-09-30 17:00"),
    ("the holiday is not counted", correction(days=2), ORDERED, "2025-10-09 17:00"),
    ("the make-up Saturday is", correction(days=5), ORDERED, "2025-10-13 17:00"),
    ("returned: five days again", correction_again(days=10), ORDERED, "2025-10-13 17:00"),
    ("returned: no more than the order had", correction_again(days=1), ORDERED, "2025-09-30 17:00"),
    ("three natural days; in the evening it counts as the next day", exposure_answer(), BROADCAST, "2025-10-17 17:00"),
    ("a commitment ends on its day", commitment(days=18), "2025-10-13 10:00", "2025-10-31 17:00"),
]


def test_clocks_of_corrections_and_exposures(world):
    from hall import calendar

    for case, clock, since, until in CLOCKS:
        assert due_of(clock.limit, at(since), calendar.current()).due_at == at(until), case
