"""The clocks of a complaint: the hall's figures out of published practice (rules C5)."""

from cases.rules import Rule
from complaints import deadlines
from hall.worktime import Limit, Unit


def test_three_working_days_to_accept():
    clock = deadlines.acceptance()
    assert (clock.rule, clock.limit) == (Rule.COMPLAINT_ACCEPTANCE, Limit(Unit.WORKING_DAY, 3))


def test_fifteen_natural_days_to_handle():
    clock = deadlines.handling()
    assert (clock.rule, clock.limit) == (Rule.COMPLAINT_HANDLING, Limit(Unit.NATURAL_DAY, 15))
