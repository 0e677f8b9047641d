"""
From what on the office's reports name a case. Pure: what happened and the calendar in, the moment out.

How long a supervision order may be answered: conduct.deadlines; how long a card may be appealed against: cases.deadlines.
"""

from datetime import datetime

from hall.worktime import WorkCalendar
from hall.worktime.hours import HALF_DAY_MINUTES

IDLE_HALF_DAYS = (
    6  # three working days, the hall's own limit for a whole case: nobody has acted on it for so long
)
SLOW_TIMES = 3  # so many times the middle of the same item
SLOW_MINUTES = 2 * HALF_DAY_MINUTES  # and a working day longer at least: minutes beside minutes are no difference


def idle_since(*, at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the instant since which somebody should have acted on a case: three working days before this one."""
    return calendar.moment_after(calendar.seconds_at(at) - IDLE_HALF_DAYS * HALF_DAY_MINUTES * 60)


def took_long(*, minutes: float, middle: float) -> bool:
    """Whether a case took so much longer than the middle one of its item that the office asks why (working minutes)."""
    return minutes >= SLOW_TIMES * middle and minutes - middle >= SLOW_MINUTES
