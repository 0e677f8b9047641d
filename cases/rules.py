"""
The clocks and cards that the engine knows, as one table. Pure: no Django, no clock.

A clock is a rule, a limit and the article that gives it. What happens when it is broken stands in RULES (rules.md §10).
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from hall.worktime import Limit


class Rule(StrEnum):
    """Which clock, or which rule that is not about time."""

    ACCEPTANCE_NOTICE = "acceptance_notice"
    PROMISE = "promise"
    HALF_DAY = "half_day"
    WINDOW_ACCEPTANCE = "window_acceptance"
    STATUTORY = "statutory"
    AGENCY_TARGET = "agency_target"
    DELIVERY = "delivery"
    REFUSAL_DELIVERY = "refusal_delivery"
    COMPLAINT_ACCEPTANCE = "complaint_acceptance"
    COMPLAINT_HANDLING = "complaint_handling"
    COMPLAINT_FEEDBACK = "complaint_feedback"
    COMPLAINT_FOLLOW_UP = "complaint_follow_up"
    CORRUPTION_PASSED = "corruption_passed"
    PETITION_TOLD = "petition_told"
    PETITION_HANDLING = "petition_handling"
    REVIEW_ANSWER = "review_answer"
    ASSIGNED_REPORT = "assigned_report"
    TWO_VISIT = "two_visit"
    NOTICE_SUPPLEMENTED = "notice_supplemented"
    TOLERANCE = "tolerance"
    SUPPLEMENT_NOTICE = "supplement_notice"
    SPECIAL_PROCEDURE = "special_procedure"
    HEARING = "hearing"
    FALSE_PROMISE = "false_promise"
    VERIFICATION = "verification"
    ENQUIRY_ANSWER = "enquiry_answer"
    ENQUIRY_HAND_OVER = "enquiry_hand_over"
    RATING_CONTACT = "rating_contact"
    RATING_FIX = "rating_fix"
    CORRECTION = "correction"
    EXPOSURE_ANSWER = "exposure_answer"
    COMMITMENT = "commitment"
    SUPERVISION = "supervision"


class Lamp(IntEnum):
    """The colour of a running clock; the largest number is the worst, so a case shows the largest of its clocks."""

    GREY = 0
    GREEN = 1
    YELLOW = 2
    RED = 3
    DEEP_RED = 4


class CardLevel(StrEnum):
    YELLOW = "yellow"
    RED = "red"


class Verdict(StrEnum):
    """How a clock ended. Frozen: never computed again."""

    ON_TIME = "on_time"
    LATE = "late"
    VOID = "void"


LAMP_WORDS: dict[int, str] = {
    Lamp.GREY: "暂停",
    Lamp.GREEN: "正常",
    Lamp.YELLOW: "预警",
    Lamp.RED: "超承诺",
    Lamp.DEEP_RED: "超法定",
}
CARD_WORDS: dict[str, str] = {CardLevel.YELLOW: "黄牌", CardLevel.RED: "红牌"}
SERVICE_COMPANY = "公共服务企业的超时只作提示，不发红黄牌"  # Q8: said where another department would have a card
TO_THE_HALF_DAY = frozenset(
    {Rule.COMPLAINT_ACCEPTANCE, Rule.CORRUPTION_PASSED, Rule.PETITION_TOLD}
)  # of their start nobody may know more (decision 8)
# ends the cause of such a card (rules §10): the second of a case, and each further one
SECOND_YELLOW = "；同一案件此前发过黄牌，按红牌发出"
SECOND_YELLOW_OF_BEFORE = "；同一案件的第二张黄牌，按红牌发出"  # as cards say it that were issued by earlier releases
VERDICT_WORDS: dict[str, str] = {Verdict.ON_TIME: "按时", Verdict.LATE: "超时", Verdict.VOID: "不再计时"}


@dataclass(frozen=True)
class RuleTerms:
    """
    :param words: its name on a screen.
    :param as_title: its name where it stands alone, as over a date, and `words` would not say what it is.
    :param start: what starts it, for the sentence that explains a date ("受理", "作出决定").
    :param broken: the lamp of a clock past its due moment.
    :param card: the card for a breach; None for a soft target, which is never a violation.
    :param pausable: whether a special procedure (行政许可法 art. 45) stops it.
    :param no_card: why a breach of a rule without a card is no violation, for whoever reads of it.
    :param quiet: its lamp stays grey until it is broken, for it measures a pause, and a paused case shows grey; its warning is a
        line of the history and a letter.
    """

    words: str
    start: str
    broken: Lamp
    card: CardLevel | None
    pausable: bool = False
    quiet: bool = False
    no_card: str = "这是争取的目标，不算违规"
    as_title: str = ""

    @property
    def title(self) -> str:
        return self.as_title or self.words


RULES: dict[str, RuleTerms] = {
    Rule.ACCEPTANCE_NOTICE: RuleTerms("受理告知", "收到申请", Lamp.DEEP_RED, CardLevel.RED),
    Rule.PROMISE: RuleTerms("承诺时限", "受理", Lamp.RED, CardLevel.YELLOW, pausable=True),
    Rule.HALF_DAY: RuleTerms(
        "半个工作日", "材料齐全", Lamp.RED, CardLevel.YELLOW, pausable=True, as_title="承诺时限（半个工作日）"
    ),
    Rule.WINDOW_ACCEPTANCE: RuleTerms("窗口受理", "材料齐全", Lamp.RED, CardLevel.YELLOW),
    Rule.STATUTORY: RuleTerms("法定时限", "受理", Lamp.DEEP_RED, CardLevel.RED, pausable=True),
    Rule.AGENCY_TARGET: RuleTerms("代办目标", "受理", Lamp.YELLOW, None, pausable=True),
    Rule.DELIVERY: RuleTerms("送达", "作出决定", Lamp.DEEP_RED, CardLevel.RED),
    # the law's ten days are for what was granted (行政许可法 art. 44): this one is the hall's own (decision 130)
    Rule.REFUSAL_DELIVERY: RuleTerms("不予决定送达", "作出决定", Lamp.RED, CardLevel.YELLOW),
    Rule.COMPLAINT_ACCEPTANCE: RuleTerms("投诉受理", "收到投诉举报", Lamp.RED, CardLevel.YELLOW),
    Rule.COMPLAINT_HANDLING: RuleTerms("投诉办理", "受理", Lamp.RED, CardLevel.YELLOW),
    Rule.COMPLAINT_FEEDBACK: RuleTerms("投诉反馈", "形成结果", Lamp.RED, CardLevel.YELLOW),
    Rule.COMPLAINT_FOLLOW_UP: RuleTerms("投诉回访", "反馈", Lamp.RED, CardLevel.YELLOW),
    Rule.CORRUPTION_PASSED: RuleTerms("移交纪检监察", "收到举报", Lamp.RED, CardLevel.YELLOW),
    Rule.PETITION_TOLD: RuleTerms("信访告知", "收到信访事项", Lamp.DEEP_RED, CardLevel.RED),
    Rule.PETITION_HANDLING: RuleTerms("信访办理", "受理", Lamp.DEEP_RED, CardLevel.RED),
    Rule.REVIEW_ANSWER: RuleTerms("复查、复核", "收到请求", Lamp.DEEP_RED, CardLevel.RED),
    Rule.ASSIGNED_REPORT: RuleTerms(
        "交办件报告", "交办", Lamp.YELLOW, None, no_card="这是交办时给部门定的日子，由投诉受理员督办，不发红黄牌"
    ),
    Rule.TWO_VISIT: RuleTerms("两次终结", "到访", Lamp.RED, CardLevel.YELLOW),
    Rule.NOTICE_SUPPLEMENTED: RuleTerms("补充告知", "出具告知书", Lamp.RED, CardLevel.YELLOW),
    Rule.TOLERANCE: RuleTerms(
        "容缺补齐", "容缺受理", Lamp.YELLOW, None, no_card="这是申请人承诺补齐的日期，不算大厅违规"
    ),
    Rule.SUPPLEMENT_NOTICE: RuleTerms("容缺逾期告知", "容缺材料到期没有补齐", Lamp.RED, CardLevel.YELLOW),
    Rule.SPECIAL_PROCEDURE: RuleTerms(
        "特别程序所需时间", "特别程序开始前的最后一个工作日结束", Lamp.RED, CardLevel.YELLOW, quiet=True
    ),
    Rule.HEARING: RuleTerms("组织听证", "提出听证要求", Lamp.DEEP_RED, CardLevel.RED),
    Rule.FALSE_PROMISE: RuleTerms("不实承诺处理", "核查发现承诺不属实", Lamp.RED, CardLevel.YELLOW),
    Rule.VERIFICATION: RuleTerms("承诺核查", "准予", Lamp.RED, CardLevel.YELLOW),
    Rule.ENQUIRY_ANSWER: RuleTerms("咨询答复", "收到咨询", Lamp.RED, CardLevel.YELLOW),
    Rule.ENQUIRY_HAND_OVER: RuleTerms("接手咨询", "书面移交", Lamp.RED, CardLevel.YELLOW),
    Rule.RATING_CONTACT: RuleTerms("差评联系", "收到差评", Lamp.RED, CardLevel.YELLOW),
    Rule.RATING_FIX: RuleTerms("差评整改", "收到差评", Lamp.RED, CardLevel.YELLOW),
    # a limit that the office or the discipline body set a unit, and what it promised the public: a step's own limit (rules §10)
    Rule.CORRECTION: RuleTerms("报送整改", "下达整改", Lamp.RED, CardLevel.YELLOW),
    Rule.EXPOSURE_ANSWER: RuleTerms("曝光处理意见", "播出", Lamp.RED, CardLevel.YELLOW),
    Rule.COMMITMENT: RuleTerms("公开承诺兑现", "审定", Lamp.RED, CardLevel.YELLOW),
    Rule.SUPERVISION: RuleTerms("督办答复", "发出督办单", Lamp.RED, CardLevel.RED),
}


@dataclass(frozen=True)
class Clock:
    """
    One limit that starts to run: which rule, how long, and the article that says so.

    :param start: what starts it, where that is something else than the rule's own start.
    """

    rule: Rule
    limit: Limit
    article: str
    start: str = ""


def limit_name(rule: str) -> str:
    """A limit's name where it stands alone or in a sentence: ``承诺时限``, ``代办目标``, ``送达时限``; a length alone names none."""
    words = RULES[rule].title
    if words != RULES[rule].words:
        return words
    return words if words.endswith(("时限", "目标", "时间")) else f"{words}时限"
