"""The limits of sanctions and corrections. Pure."""

from datetime import date, datetime

from hall.worktime import Due, Limit, Unit, WorkCalendar, days_later, due, month_later

COUNTED_MONTHS = 24  # rolling: how long an upheld finding counts (seed C-09, the hall's own length)
IN_FORCE_MONTHS = 24  # from its serving a sanction is in force so long, and then is none any more
APPEAL_WITHIN = 30  # natural days, 《公务员法》第九十五条：自知道该人事处理之日起三十日内申请复核
RULE_WITHIN = 30  # natural days, 同法第九十六条：自接到复核申请书后的三十日内作出复核决定
CORRECT_WITHIN = 10  # working days, what stands in the form of an order
LONGEST_CORRECTION = 60  # working days


def counted_since(until: date) -> date:
    """The first day whose findings count beside one of the day `until`: that of exactly 24 months before counts no more."""
    return days_later(month_later(until, -COUNTED_MONTHS), 1)


def out_of_force_on(served_on: date) -> date:
    """The first day on which a sanction is not in force any more."""
    return month_later(served_on, IN_FORCE_MONTHS)


def appeal_limit() -> Limit:
    return Limit(Unit.NATURAL_DAY, APPEAL_WITHIN)


def ruling_limit() -> Limit:
    return Limit(Unit.NATURAL_DAY, RULE_WITHIN)


def correction_limit(days: int) -> Limit:
    return Limit(Unit.WORKING_DAY, days)


def appeal_until(*, served_at: datetime, calendar: WorkCalendar) -> Due:
    """Until when the person may appeal: 30 natural days from the serving (公务员法 95)."""
    return due(appeal_limit(), served_at, calendar)


def ruling_by(*, contested_at: datetime, calendar: WorkCalendar) -> Due:
    """By when an appeal is ruled on: 30 natural days from it (公务员法 96)."""
    return due(ruling_limit(), contested_at, calendar)


def correction_due(*, ordered_at: datetime, days: int, calendar: WorkCalendar) -> Due:
    """By when the evidence of a correction is handed in: so many working days from its order."""
    return due(correction_limit(days), ordered_at, calendar)
