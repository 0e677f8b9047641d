"""Limits of the hall about its own people. Pure: dates in, a date out."""

from datetime import date

from hall.worktime.counting import month_later

ROTATION = 60  # months in one post; 五年轮岗 (rules W6; S0, S1, S2)
ROTATION_NOTICE = 6  # months before, so that a successor can be found


def rotation_due(*, began: date) -> date:
    """Return the day from which somebody has been in a post for five years."""
    return month_later(began, ROTATION)


def rotation_near(*, on: date) -> date:
    """Return the day up to which a rotation that falls due is told beforehand."""
    return month_later(on, ROTATION_NOTICE)
