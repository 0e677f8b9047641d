"""
The limits of the soft-environment office's own acts, and from what on its reports name a case. Pure: what happened and the calendar
in, the moment out.

No act starts the first yet: supervision orders come with the office's room. How long a card may be appealed against: cases.deadlines.
"""

from datetime import datetime

from hall.worktime import Due, Limit, Unit, WorkCalendar, due
from hall.worktime.hours import HALF_DAY_MINUTES

ANSWER_WITHIN = 1  # working day: a supervision notice unanswered for longer is a red card (rules §10)
IDLE_HALF_DAYS = (
    6  # three working days, the hall's own limit for a whole case: nobody has acted on it for so long
)
SLOW_TIMES = 3  # so many times the middle of the same item
SLOW_MINUTES = 2 * HALF_DAY_MINUTES  # and a working day longer at least: minutes beside minutes are no difference


def supervision_answer(*, served_at: datetime, calendar: WorkCalendar) -> Due:
    """Answer a supervision notice within a working day of its being served."""
    return due(Limit(Unit.WORKING_DAY, ANSWER_WITHIN), served_at, calendar)


def idle_since(*, at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the instant since which somebody should have acted on a case: three working days before this one."""
    return calendar.moment_after(calendar.seconds_at(at) - IDLE_HALF_DAYS * HALF_DAY_MINUTES * 60)


def took_long(*, minutes: float, middle: float) -> bool:
    """Whether a case took so much longer than the middle one of its item that the office asks why (working minutes)."""
    return minutes >= SLOW_TIMES * middle and minutes - middle >= SLOW_MINUTES
