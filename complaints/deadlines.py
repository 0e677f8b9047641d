"""
The limits of complaints and reports. Pure. Unless an article stands beside it, a figure is the hall's default out of
published practice (rules C5).

The first part gives a `Clock` to complaints/actions.py. The second part is for acts that no room has yet: follow-up
calls, petitions, exposure; it takes what happened and the calendar and gives the moment.
"""

from datetime import datetime

from cases.rules import Clock, Rule
from hall.worktime import Due, Limit, Unit, WorkCalendar, due

ACCEPT_WITHIN = 3  # working days from receipt
GENERAL, COMPLEX, MAJOR = "general", "complex", "major"
# natural days from acceptance, by the grade of the matter; rolled forward over rest days (民法典第二百零三条)
HANDLE_WITHIN = {GENERAL: 15, COMPLEX: 30, MAJOR: 60}
GRADE_WORDS = {GENERAL: "一般", COMPLEX: "复杂", MAJOR: "重大"}
FEED_BACK_WITHIN = 5  # working days from the finding


def acceptance() -> Clock:
    """Decide whether to accept within 3 working days of receipt."""
    article = f"投诉举报 {ACCEPT_WITHIN} 个工作日内决定是否受理"
    return Clock(Rule.COMPLAINT_ACCEPTANCE, Limit(Unit.WORKING_DAY, ACCEPT_WITHIN), article)


def handling(*, grade: str = GENERAL) -> Clock:
    """
    Come to a finding within 15 natural days of acceptance; 30 for a complex matter, 60 for a major one.

    :raises KeyError: for a grade that is none.
    """
    days = HANDLE_WITHIN[grade]
    article = f"{GRADE_WORDS[grade]}投诉举报受理后 {days} 日内形成结果"
    return Clock(Rule.COMPLAINT_HANDLING, Limit(Unit.NATURAL_DAY, days), article)


def feedback() -> Clock:
    """Tell the complainant within 5 working days of the finding, or record why nobody can be told."""
    article = f"投诉举报形成结果后 {FEED_BACK_WITHIN} 个工作日内反馈"
    return Clock(Rule.COMPLAINT_FEEDBACK, Limit(Unit.WORKING_DAY, FEED_BACK_WITHIN), article)


# What no act starts yet

FOLLOW_UP_WITHIN = 5  # working days from the feedback
PETITION_TOLD = 15  # natural days, 《信访工作条例》第二十二条、第二十三条：自收到之日起十五日内转送、交办或者告知
PETITION_OBJECTION = 5  # working days, 同条例第二十三条：不属于本机关的，五个工作日内提出异议
PETITION_HANDLE = 60  # natural days, 同条例第三十四条：自受理之日起六十日内办结
PETITION_EXTENSION = 30  # natural days, 同条：情况复杂的，经本机关负责人批准，延长不超过三十日
PETITION_REVIEW_REQUEST = 30  # natural days, 同条例第三十五条（复查）、第三十六条（复核）：三十日内请求
PETITION_REVIEW_ANSWER = 30  # natural days, 同两条：三十日内提出意见
EXPOSURE_WITHIN = 3  # natural days: what was broadcast has a handling opinion (rules C14, open question Q13)


def follow_up(*, answered_at: datetime, calendar: WorkCalendar) -> Due:
    """Call the complainant back within 5 working days of the feedback."""
    return due(Limit(Unit.WORKING_DAY, FOLLOW_UP_WITHIN), answered_at, calendar)


def petition_told(*, received_at: datetime, calendar: WorkCalendar) -> Due:
    """Pass a petition on, or tell the petitioner what becomes of it, within 15 days (art. 22, 23)."""
    return due(Limit(Unit.NATURAL_DAY, PETITION_TOLD), received_at, calendar)


def petition_objection(*, assigned_at: datetime, calendar: WorkCalendar) -> Due:
    """Object within 5 working days that the petition is not this unit's (art. 23)."""
    return due(Limit(Unit.WORKING_DAY, PETITION_OBJECTION), assigned_at, calendar)


def petition_handling(*, accepted_at: datetime, calendar: WorkCalendar, extended_by: int = 0) -> Due:
    """
    Conclude a petition within 60 days of acceptance (art. 34).

    :param extended_by: natural days of the approved extension, at most 30, counted on from the same acceptance.
    :raises ValueError: for a longer extension.
    """
    if extended_by > PETITION_EXTENSION:
        raise ValueError(f"信访事项最多延长 {PETITION_EXTENSION} 日，不是 {extended_by} 日")
    return due(Limit(Unit.NATURAL_DAY, PETITION_HANDLE + extended_by), accepted_at, calendar)


def petition_review_request(*, answered_at: datetime, calendar: WorkCalendar) -> Due:
    """Ask for a review (复查) of the answer, or a re-review (复核) of the review, within 30 days of getting it (art. 35, 36)."""
    return due(Limit(Unit.NATURAL_DAY, PETITION_REVIEW_REQUEST), answered_at, calendar)


def petition_review_answer(*, requested_at: datetime, calendar: WorkCalendar) -> Due:
    """Give the opinion of the review or re-review within 30 days of the request (art. 35, 36)."""
    return due(Limit(Unit.NATURAL_DAY, PETITION_REVIEW_ANSWER), requested_at, calendar)


def exposure_opinion(*, broadcast_at: datetime, calendar: WorkCalendar) -> Due:
    """Have a handling opinion and a public commitment on what was broadcast within 3 natural days (rules C14)."""
    return due(exposure_limit(), broadcast_at, calendar)


def exposure_limit() -> Limit:
    return Limit(Unit.NATURAL_DAY, EXPOSURE_WITHIN)
