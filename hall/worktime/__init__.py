"""
The one place that counts time: working days, working minutes, natural days, months, forwards and backwards.

Pure functions over an immutable `WorkCalendar`. Nothing here imports Django, reads a clock, a setting or a database.
"""

# ruff: noqa: F401 - imported from here by the whole house

from hall.worktime.backward import BackwardExplanation, explain_before
from hall.worktime.calendar import SHANGHAI, CalendarRangeError, Day, DayKind, WorkCalendar
from hall.worktime.counting import (
    Due,
    Limit,
    Unit,
    days_apart,
    days_later,
    due,
    due_before,
    elapsed_share,
    is_provisional_between,
    month_later,
)
from hall.worktime.explanation import Explanation, Line, LineKind, explain
from hall.worktime.hours import DEFAULT_HOURS, HALF_DAY_MINUTES, Hours, Session
from hall.worktime.spans import Span
