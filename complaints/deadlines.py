"""The clocks of a complaint. Pure. The figures are the hall's defaults out of published practice (rules C5)."""

from cases.rules import Clock, Rule
from hall.worktime import Limit, Unit

ACCEPT_WITHIN = 3  # working days from receipt
HANDLE_WITHIN = 15  # natural days from acceptance, general matters; rolled forward over rest days (民法典第二百零三条)


def acceptance() -> Clock:
    """Decide whether to accept within 3 working days of receipt."""
    return Clock(Rule.COMPLAINT_ACCEPTANCE, Limit(Unit.WORKING_DAY, ACCEPT_WITHIN), "投诉举报 3 个工作日内决定是否受理")


def handling() -> Clock:
    """Find out, reply and close within 15 natural days of acceptance."""
    return Clock(Rule.COMPLAINT_HANDLING, Limit(Unit.NATURAL_DAY, HANDLE_WITHIN), "一般投诉举报受理后 15 日内办结")
