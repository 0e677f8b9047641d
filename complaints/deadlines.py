"""
The limits of complaints and reports. Pure. Unless an article stands beside it, a figure is the hall's default out of
published practice (rules C5). Each function gives the `Clock` that an act starts.
"""

from datetime import datetime

from cases.rules import Clock, Rule
from hall.worktime import Due, Limit, Unit, WorkCalendar, due

ACCEPT_WITHIN = 3  # working days from receipt
GENERAL, COMPLEX, MAJOR = "general", "complex", "major"
FAST, PETITION, EXPOSURE, ENQUIRY = "fast", "petition", "exposure", "enquiry"
PETITION_HANDLE = 60  # natural days, 《信访工作条例》第三十四条：自受理之日起六十日内办结
EXPOSURE_WITHIN = 3  # natural days: what was broadcast has a handling opinion (rules C14, open question Q13)
# how long a matter has from its acceptance, by the track on which it was accepted; natural days roll forward over rest days
# (民法典第二百零三条)
HANDLE_WITHIN = {
    GENERAL: 15,
    COMPLEX: 30,
    MAJOR: 60,
    FAST: 5,  # 四乱 and inaction (Dc-21): the shortest that a comparable centre publishes for the whole handling (涪陵区, rules C4)
    PETITION: PETITION_HANDLE,
    EXPOSURE: EXPOSURE_WITHIN,  # from the broadcast
    ENQUIRY: 1,  # as 12345 has it for a consultation (rules C7)
}
IN_WORKING_DAYS = frozenset({FAST, ENQUIRY})
GRADE_WORDS = {
    GENERAL: "一般",
    COMPLEX: "复杂",
    MAJOR: "重大",
    FAST: "快查快结",
    PETITION: "信访",
    EXPOSURE: "曝光",
    ENQUIRY: "咨询",
}
FEED_BACK_WITHIN = 5  # working days from the finding
FOLLOW_UP_WITHIN = 5  # working days from the feedback
PASS_WITHIN = 1  # working days from receipt: a report of corruption is the inspector's (open question Q14)
PETITION_TOLD = 15  # natural days, 《信访工作条例》第二十二条、第二十三条：自收到之日起十五日内转送、交办或者告知
PETITION_OBJECTION = 5  # working days, 同条例第二十三条：不属于本机关的，五个工作日内提出异议
PETITION_EXTENSION = 30  # natural days, 同条例第三十四条：情况复杂的，经本机关负责人批准，延长不超过三十日
PETITION_REVIEW_REQUEST = 30  # natural days, 同条例第三十五条（复查）、第三十六条（复核）：三十日内请求
PETITION_REVIEW_ANSWER = 30  # natural days, 同两条：三十日内提出意见
# Working days without any act, after which a case is flagged as held back (压案): as many as the general track has at all, so one
# that is flagged has been left alone for the whole of it.
SILENT_FOR = 10


def length(grade: str) -> str:
    """``15 日``, ``5 个工作日``: how long a track gives."""
    return f"{HANDLE_WITHIN[grade]} {'个工作日' if grade in IN_WORKING_DAYS else '日'}"


def limit_of(grade: str) -> Limit:
    """:raises KeyError: for a track that is none."""
    days = HANDLE_WITHIN[grade]
    return Limit(Unit.WORKING_DAY if grade in IN_WORKING_DAYS else Unit.NATURAL_DAY, days)


def acceptance() -> Clock:
    """Decide whether to accept within 3 working days of receipt."""
    article = f"投诉举报 {ACCEPT_WITHIN} 个工作日内决定是否受理"
    return Clock(Rule.COMPLAINT_ACCEPTANCE, Limit(Unit.WORKING_DAY, ACCEPT_WITHIN), article)


def handling(*, grade: str = GENERAL) -> Clock:
    """
    Come to a finding: within 15 natural days of acceptance, or as long as the track gives. A petition's is the law's.

    :raises KeyError: for a track that is none.
    """
    limit = limit_of(grade)
    if grade == PETITION:
        article = f"《信访工作条例》第三十四条：自受理之日起 {PETITION_HANDLE} 日内办结"
        return Clock(Rule.PETITION_HANDLING, limit, article)
    if grade == EXPOSURE:
        article = f"曝光的问题 {EXPOSURE_WITHIN} 日内提出处理意见并公开承诺"
        return Clock(Rule.COMPLAINT_HANDLING, limit, article, start="曝光")
    return Clock(Rule.COMPLAINT_HANDLING, limit, f"{GRADE_WORDS[grade]}投诉举报受理后 {length(grade)}内形成结果")


def again(*, grade: str = GENERAL) -> Clock:
    """Not solved: the matter is handled once more, as long as its track gives, from the day on which that was said."""
    limit = limit_of(grade)
    article = f"没有解决的重新办理，{length(grade)}内形成结果"
    return Clock(Rule.COMPLAINT_HANDLING, limit, article, start="重新办理")


def feedback() -> Clock:
    """Tell the complainant within 5 working days of the finding, or record why nobody can be told."""
    article = f"投诉举报形成结果后 {FEED_BACK_WITHIN} 个工作日内反馈"
    return Clock(Rule.COMPLAINT_FEEDBACK, Limit(Unit.WORKING_DAY, FEED_BACK_WITHIN), article)


def call_back() -> Clock:
    """Call the complainant back within 5 working days of the feedback."""
    article = f"投诉举报反馈后 {FOLLOW_UP_WITHIN} 个工作日内回访"
    return Clock(Rule.COMPLAINT_FOLLOW_UP, Limit(Unit.WORKING_DAY, FOLLOW_UP_WITHIN), article)


def passed_on() -> Clock:
    """Pass a report of corruption to the inspector within 1 working day of receipt."""
    article = f"反映违纪违法的 {PASS_WITHIN} 个工作日内移交纪检监察"
    return Clock(Rule.CORRUPTION_PASSED, Limit(Unit.WORKING_DAY, PASS_WITHIN), article)


def petition_told() -> Clock:
    """Pass a petition on, or tell the petitioner what becomes of it, within 15 days of receipt (art. 22, 23)."""
    article = f"《信访工作条例》第二十二条、第二十三条：自收到之日起 {PETITION_TOLD} 日内转送、交办或者告知"
    return Clock(Rule.PETITION_TOLD, Limit(Unit.NATURAL_DAY, PETITION_TOLD), article)


def objection() -> Limit:
    """Object within 5 working days of the assignment that the matter is not this unit's (art. 23)."""
    return Limit(Unit.WORKING_DAY, PETITION_OBJECTION)


def extended_petition(*, days: int) -> Clock:
    """
    Conclude a petition within 60 days of acceptance and the days of the approved extension (art. 34), counted from the same acceptance.

    :raises ValueError: for more than 30: the outer ceiling is 90 days.
    """
    if not 1 <= days <= PETITION_EXTENSION:
        raise ValueError(f"信访事项最多延长 {PETITION_EXTENSION} 日，不是 {days} 日")
    article = f"《信访工作条例》第三十四条：经本机关负责人批准，延长 {days} 日"
    return Clock(Rule.PETITION_HANDLING, Limit(Unit.NATURAL_DAY, PETITION_HANDLE + days), article)


def review_request() -> Limit:
    """Ask for a review (复查) of the answer, or a re-review (复核) of the review, within 30 days of getting it (art. 35, 36)."""
    return Limit(Unit.NATURAL_DAY, PETITION_REVIEW_REQUEST)


def review_answer() -> Clock:
    """Give the opinion of the review or re-review within 30 days of the request (art. 35, 36)."""
    article = f"《信访工作条例》第三十五条、第三十六条：收到请求 {PETITION_REVIEW_ANSWER} 日内提出意见"
    return Clock(Rule.REVIEW_ANSWER, Limit(Unit.NATURAL_DAY, PETITION_REVIEW_ANSWER), article)


def exposure_limit() -> Limit:
    """What was broadcast has a handling opinion and a public commitment within 3 natural days (rules C14)."""
    return limit_of(EXPOSURE)


def exposure_opinion(*, broadcast_at: datetime, calendar: WorkCalendar) -> Due:
    """By when the opinion and the commitment have to be there."""
    return due(exposure_limit(), broadcast_at, calendar)


def report_due(*, days: int) -> Clock:
    """A department that a matter was assigned to reports within the days that it was given (分级落办、定期反馈)."""
    return Clock(Rule.ASSIGNED_REPORT, Limit(Unit.WORKING_DAY, days), f"交办时定的期限：{days} 个工作日内报告办理结果")
