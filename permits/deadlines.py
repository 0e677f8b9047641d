"""
The clocks of an application, one function per rule. Pure: the item's published terms in, a clock out.

When a clock starts and ends stands in permits/actions/; how it is counted in hall/worktime.
"""

from cases.rules import Clock, Rule
from hall.worktime import Limit, Unit

NOTIFY_WITHIN = (
    5  # working days, 《行政许可法》第三十二条第一款第四项：在五日内一次告知，逾期不告知的自收到之日起即为受理
)
DELIVER_WITHIN = 10  # working days, 同法第四十四条：自作出决定之日起十日内送达
AGENCY_TARGET = 5  # working days, soft: 市级事项代办“争取不超过一周” (rules S-2)
HALF_DAY = 210  # working minutes: half of 08:30–12:00 and 13:30–17:00 (rules T11)

# Who may approve an extension, from low to high: an item names one of them, whoever stands higher may approve it too.
EXTENSION_RANKS = {
    "本机关负责人": 1,  # 《行政许可法》第四十二条第一款：经本行政机关负责人批准
    "登记机关负责人": 1,  # 《市场主体登记管理条例》第十九条
    "本机关主要负责人": 2,  # 《企业投资项目核准和备案管理条例》第十条
    "本级人民政府负责人": 3,  # 《行政许可法》第四十二条第二款：联合办理
}


def acceptance_notice() -> Clock:
    """Accept, decline or tell all that is missing within 5 working days of receipt (art. 32)."""
    return Clock(Rule.ACCEPTANCE_NOTICE, Limit(Unit.WORKING_DAY, NOTIFY_WITHIN), "《行政许可法》第三十二条第一款第四项")


def promise(*, limit: Limit) -> Clock:
    """
    The promise published for a district item, from acceptance on (优化营商环境条例 art. 36; Q1).

    A promise in working minutes is the half-day clock of the two-visit rule (rules S-3).
    """
    if limit.unit is Unit.WORKING_MINUTE:
        return Clock(Rule.HALF_DAY, limit, "两次终结制：材料齐全的半个工作日内办结")
    return Clock(Rule.PROMISE, limit, f"本大厅公开承诺：受理后 {limit.quantity} 个工作日内办结")


def statutory(*, limit: Limit, basis: str, extended_by: int = 0) -> Clock:
    """
    The limit that the law sets, from acceptance on, with the one extension once it is approved (art. 42).

    :param extended_by: days of the approved extension, in the limit's own unit. The promise never moves with it (Q2).
    """
    article = basis if not extended_by else f"{basis}，经批准延长 {extended_by} 日"
    return Clock(Rule.STATUTORY, Limit(limit.unit, limit.quantity + extended_by), article)


def may_approve_extension(*, rank: str, required: str) -> bool:
    """
    Whether this rank may approve an extension for which the item's law names `required` (art. 42, rules D4).

    Of two offices on the same step neither stands in for the other; words that the table does not know equal only themselves.
    """
    if rank == required:
        return True
    return 0 < EXTENSION_RANKS.get(required, 0) < EXTENSION_RANKS.get(rank, 0)


def extension_within(*, days: int, allowed: int) -> bool:
    """Whether an extension of so many days is one that the item's law allows: at least a day, at most `allowed`; 0 is none."""
    return 1 <= days <= allowed


def agency_target() -> Clock:
    """Filing with the city for the applicant: a target, never a breach (rules S-2)."""
    return Clock(
        Rule.AGENCY_TARGET, Limit(Unit.WORKING_DAY, AGENCY_TARGET), "市级事项代办：争取不超过一周（5 个工作日）"
    )


def delivery() -> Clock:
    """Hand over what was granted within 10 working days of the decision (art. 44)."""
    return Clock(Rule.DELIVERY, Limit(Unit.WORKING_DAY, DELIVER_WITHIN), "《行政许可法》第四十四条")
