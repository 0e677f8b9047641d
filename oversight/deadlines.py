"""
The limits of the soft-environment office's own acts. Pure: what happened and the calendar in, the moment out.

No act starts them yet: supervision orders come with the office's room. How long a card may be appealed against: cases.deadlines.
"""

from datetime import datetime

from hall.worktime import Due, Limit, Unit, WorkCalendar, due

ANSWER_WITHIN = 1  # working day: a supervision notice unanswered for longer is a red card (rules §10)


def supervision_answer(*, served_at: datetime, calendar: WorkCalendar) -> Due:
    """Answer a supervision notice within a working day of its being served."""
    return due(Limit(Unit.WORKING_DAY, ANSWER_WITHIN), served_at, calendar)
