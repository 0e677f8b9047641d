"""The limits of sanctions and corrections. Pure."""

from datetime import date, datetime

from cases.rules import Clock, Rule
from complaints.deadlines import exposure_limit
from hall.worktime import Due, Limit, Unit, WorkCalendar, days_apart, days_later, due, month_later

COUNTED_MONTHS = 24  # rolling: how long an upheld finding counts (seed C-09, the hall's own length)
IN_FORCE_MONTHS = 24  # from its serving a sanction is in force so long, and then is none any more
APPEAL_WITHIN = 30  # natural days, 《公务员法》第九十五条：自知道该人事处理之日起三十日内申请复核
RULE_WITHIN = 30  # natural days, 同法第九十六条：自接到复核申请书后的三十日内作出复核决定
CORRECT_WITHIN = 10  # working days, what stands in the form of an order
LONGEST_CORRECTION = 60  # working days
CORRECT_AGAIN_WITHIN = 5  # working days from the return, or as many as the order had, if fewer
REPLY_WITHIN = 1  # working day: unanswered for one it is a red card (rules §10)
LONGEST_REPLY = 30  # working days
LONGEST_COMMITMENT = 180  # natural days from its approval


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


def correction(*, days: int) -> Clock:
    """What a unit puts right it hands in within the working days of its order."""
    return Clock(Rule.CORRECTION, correction_limit(days), f"限期整改：{days} 个工作日内报送")


def correction_again(*, days: int) -> Clock:
    """What was returned is handed in anew within five working days of the return, or as many as the order had."""
    again = min(days, CORRECT_AGAIN_WITHIN)
    return Clock(Rule.CORRECTION, correction_limit(again), f"退回的，{again} 个工作日内重新报送", start="退回整改")


def supervision(*, days: int) -> Clock:
    """A supervision order is answered within the working days that it names (rules §10)."""
    return Clock(Rule.SUPERVISION, correction_limit(days), f"督办单：{days} 个工作日内答复")


def supervision_again(*, days: int) -> Clock:
    """What was returned is answered anew within as many."""
    return Clock(Rule.SUPERVISION, correction_limit(days), f"退回的，{days} 个工作日内重新答复", start="退回答复")


def exposure_answer() -> Clock:
    """Opinion and public commitment within three days of the broadcast (rules C14)."""
    return Clock(Rule.EXPOSURE_ANSWER, exposure_limit(), "曝光后 3 日内报处理意见和公开承诺")


def exposure_answer_again() -> Clock:
    """The same of what was sent back, from then on."""
    return Clock(Rule.EXPOSURE_ANSWER, exposure_limit(), "退回的，3 日内重报", start="退回处理意见")


def days_until(keep_by: date, *, since: datetime, calendar: WorkCalendar) -> int:
    """
    How many natural days a clock that starts at an instant needs to end on a day: from the working day that the instant counts for,
    which after closing time is the next one (rules T5). 0 once that day has come.
    """
    counted_from = calendar.received_on(since)
    return days_apart(counted_from, keep_by) if counted_from < keep_by else 0


def commitment(*, days: int) -> Clock:
    """A public commitment is kept by the day that the unit named in it."""
    return Clock(Rule.COMMITMENT, Limit(Unit.NATURAL_DAY, days), "公开承诺里写的完成日期")


def commitment_again(*, days: int) -> Clock:
    """
    A report that was returned is made anew by the day that the commitment names, or within five working days of the return if that
    day has come.

    :param days: from the return to that day; 0 if it has come.
    """
    limit = Limit(Unit.NATURAL_DAY, days) if days > 0 else correction_limit(CORRECT_AGAIN_WITHIN)
    words = "公开承诺里写的完成日期" if days > 0 else f"退回的，{CORRECT_AGAIN_WITHIN} 个工作日内重新报告"
    return Clock(Rule.COMMITMENT, limit, words, start="退回兑现情况")
