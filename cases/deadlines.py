"""The clocks that the engine itself starts, one function per rule. Pure."""

from datetime import date, datetime

from cases.rules import Clock, Rule
from hall.worktime import Due, Limit, Unit, WorkCalendar, due

APPEAL_WITHIN = 3  # working days from the day of the card (rules §10)
RULE_WITHIN = 3  # working days from the appeal: as long as it may be made, for rules §10 names no time (decision 107)


def special_procedure(*, declared_days: int, notice_number: str) -> Clock:
    """The time that the written notice declares (行政许可法 art. 45): a pause that outlasts it is a breach of its own."""
    return Clock(
        Rule.SPECIAL_PROCEDURE,
        Limit(Unit.WORKING_DAY, declared_days),
        f"《行政许可法》第四十五条：告知书 {notice_number} 写明的 {declared_days} 个工作日",
    )


def special_procedure_start(*, starts_on: date, calendar: WorkCalendar) -> datetime:
    """
    Return the start of that clock: closing time of the last working day before the pause.

    A pause is inclusive at both ends (rules D9), so its own first day is the first one counted.
    """
    return calendar.closes(calendar.nth_workday_before(starts_on, 1))


def appeal_by(*, issued_at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the last instant at which an appeal against a card is in time: 3 working days (rules §10)."""
    return due(appeal_limit(), issued_at, calendar).due_at


def appeal_limit() -> Limit:
    return Limit(Unit.WORKING_DAY, APPEAL_WITHIN)


def ruling_due(*, appealed_at: datetime, calendar: WorkCalendar) -> Due:
    """Return by when the office rules on an appeal: within 3 working days of it."""
    return due(ruling_limit(), appealed_at, calendar)


def ruling_limit() -> Limit:
    return Limit(Unit.WORKING_DAY, RULE_WITHIN)
