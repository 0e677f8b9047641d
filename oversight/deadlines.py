"""
The limits of the soft-environment office's own acts. Pure: what happened and the calendar in, the moment out.

No act starts them yet: supervision orders and appeals come with the office's room.
"""

from datetime import datetime

from hall.worktime import Due, Limit, Unit, WorkCalendar, due

ANSWER_WITHIN = 1  # working day: a supervision notice unanswered for longer is a red card (rules §10)
APPEAL_WITHIN = 3  # working days: a card can be appealed (rules §10)


def supervision_answer(*, served_at: datetime, calendar: WorkCalendar) -> Due:
    """Answer a supervision notice within a working day of its being served."""
    return due(Limit(Unit.WORKING_DAY, ANSWER_WITHIN), served_at, calendar)


def card_appeal(*, served_at: datetime, calendar: WorkCalendar) -> Due:
    """Appeal a card within 3 working days of its being served."""
    return due(Limit(Unit.WORKING_DAY, APPEAL_WITHIN), served_at, calendar)
