"""The clocks of a correction, with the dates of field.md b-6."""

import pytest

from cases.rules import Rule
from hall import calendar
from hall.worktime import due
from ratings import deadlines
from tests.world import at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("rated", "contact", "fix", "longest"),
    [
        ("2026-09-30 16:50", "2026-10-08 17:00", "2026-10-13 17:00", "2026-10-27 17:00"),
        ("2026-11-30 10:00", "2026-12-01 17:00", "2026-12-07 17:00", "2026-12-21 17:00"),
    ],
)
def test_when_a_bad_rating_is_answered(world, rated, contact, fix, longest):
    clocks = deadlines.contact(), deadlines.fix(), deadlines.fix(prolonged=True)
    days = calendar.current()
    assert [due(clock.limit, at(rated), days).due_at for clock in clocks] == [at(contact), at(fix), at(longest)]
    assert [clock.rule for clock in clocks] == [Rule.RATING_CONTACT, Rule.RATING_FIX, Rule.RATING_FIX]
