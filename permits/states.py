"""
The life of an application, as one table (rules.md §11). Pure.

An arrow is one line: the act, its name on the button, where it starts, where it leads, the rule that gives it.
"""

from cases.flow import Arrow, Flow

ENQUIRED = "enquired"
SUBMITTED = "submitted"
CORRECTION_REQUESTED = "correction_requested"
NOT_ACCEPTED = "not_accepted"
NOT_REQUIRED = "not_required"
CLOSED_NOT_CORRECTED = "closed_not_corrected"
ACCEPTED = "accepted"
SUSPENDED = "suspended"
GRANTED = "decided_granted"
REFUSED = "decided_refused"
DELIVERED = "delivered"
ARCHIVED = "archived"
WITHDRAWN = "withdrawn"
TERMINATED = "terminated"
VOID = "void"

STATES = {
    ENQUIRED: "咨询（还没有提交）",
    SUBMITTED: "收件",
    CORRECTION_REQUESTED: "补正告知",
    NOT_ACCEPTED: "不予受理",
    NOT_REQUIRED: "无需许可",
    CLOSED_NOT_CORRECTED: "逾期未补正",
    ACCEPTED: "受理（审查中）",
    SUSPENDED: "特别程序（暂停计时）",
    GRANTED: "准予（待领取）",
    REFUSED: "不予许可（待领取）",
    DELIVERED: "已送达（待归档）",
    ARCHIVED: "已归档",
    WITHDRAWN: "申请人撤回",
    TERMINATED: "终止（异常办结）",
    VOID: "作废（登记有误）",
}

DEEM_ACCEPTED = "deem_accepted"

NEVER_ACCEPTED = (NOT_ACCEPTED, NOT_REQUIRED, CLOSED_NOT_CORRECTED)  # ended in writing before the acceptance

UNDECIDED = (ENQUIRED, SUBMITTED, CORRECTION_REQUESTED, ACCEPTED, SUSPENDED)
WITH_THE_HALL = (SUBMITTED, ACCEPTED)

FLOW = Flow(
    STATES,
    [
        Arrow(
            "notify",
            "一次性告知补正",
            (ENQUIRED, SUBMITTED, CORRECTION_REQUESTED),
            CORRECTION_REQUESTED,
            "《行政许可法》第三十二条第一款第四项",
        ),
        Arrow(
            "receive",
            "收下补正材料",
            (ENQUIRED, SUBMITTED, CORRECTION_REQUESTED),
            SUBMITTED,
            "《行政许可法》第三十二条第一款第五项",
        ),
        Arrow(DEEM_ACCEPTED, "视为受理", (SUBMITTED,), ACCEPTED, "《行政许可法》第三十二条第一款第四项", by_law=True),
        Arrow("correct", "当场更正", (SUBMITTED,), None, "《行政许可法》第三十二条第一款第三项"),
        Arrow("accept", "受理", (SUBMITTED,), ACCEPTED, "《行政许可法》第三十二条第一款第五项"),
        Arrow("accept_with_gaps", "容缺受理", (SUBMITTED,), ACCEPTED, "《优化营商环境条例》第四十条"),
        Arrow("accept_on_commitment", "告知承诺受理", (SUBMITTED,), ACCEPTED, "《优化营商环境条例》第四十条"),
        Arrow("supplement", "收下后补的材料", (ACCEPTED, SUSPENDED, GRANTED), None, "容缺受理（rules.md A12）"),
        Arrow("tell_overdue", "告知容缺逾期", (ACCEPTED, SUSPENDED, GRANTED), None, "容缺受理（rules.md A12）"),
        Arrow("verify", "核查承诺", (GRANTED, DELIVERED), None, "《优化营商环境条例》第四十条"),
        Arrow(
            "decline",
            "不予受理",
            (ENQUIRED, SUBMITTED, CORRECTION_REQUESTED),
            NOT_ACCEPTED,
            "《行政许可法》第三十二条第一款第二项",
        ),
        Arrow(
            "not_required",
            "告知无需许可",
            (ENQUIRED, SUBMITTED, CORRECTION_REQUESTED),
            NOT_REQUIRED,
            "《行政许可法》第三十二条第一款第一项",
        ),
        Arrow(
            "close_not_corrected",
            "逾期未补正结案",
            (CORRECTION_REQUESTED,),
            CLOSED_NOT_CORRECTED,
            "补正期限（rules.md A7）",
        ),
        Arrow("suspend", "暂停计时", (ACCEPTED,), SUSPENDED, "《行政许可法》第四十五条"),
        Arrow("resume", "恢复计时", (SUSPENDED,), ACCEPTED, "《行政许可法》第四十五条"),
        Arrow("tell_hearing", "告知听证权利", (ACCEPTED,), None, "《行政许可法》第四十七条第一款"),
        Arrow("ask_hearing", "登记听证要求", (ACCEPTED, SUSPENDED), None, "《行政许可法》第四十七条第一款"),
        Arrow(
            "announce_hearing", "通知听证", (ACCEPTED,), SUSPENDED, "《行政许可法》第四十八条第一款第一项、第四十五条"
        ),
        Arrow("hold_hearing", "登记听证笔录", (SUSPENDED,), ACCEPTED, "《行政许可法》第四十八条第一款第五项"),
        Arrow("give_up_hearing", "放弃听证", (ACCEPTED, SUSPENDED), None, "《行政许可法》第四十七条第一款"),
        Arrow("cancel_hearing", "取消听证", (SUSPENDED,), ACCEPTED, "《行政许可法》第四十七条第一款"),
        Arrow("extend", "延长法定时限", (ACCEPTED,), None, "《行政许可法》第四十二条"),
        Arrow("grant", "准予", (ACCEPTED,), GRANTED, "《行政许可法》第三十八条第一款"),
        Arrow("refuse", "不予许可", (ACCEPTED,), REFUSED, "《行政许可法》第三十八条第二款"),
        Arrow("undo", "撤回办结", (GRANTED, REFUSED), ACCEPTED, "大厅规定：同一半天内、文书发出之前"),
        Arrow("deliver", "送达", (GRANTED, REFUSED), DELIVERED, "《行政许可法》第四十四条"),
        Arrow("archive", "归档", (DELIVERED,), ARCHIVED, "《档案法》第十四条"),
        Arrow("withdraw", "申请人撤回", UNDECIDED, WITHDRAWN, "申请人自愿撤回"),
        Arrow("terminate", "终止办理", UNDECIDED, TERMINATED, "行政许可程序规定：终止实施行政许可的情形"),
        Arrow("void", "作废", UNDECIDED, VOID, "登记有误，还没有作出决定"),
        Arrow("visit", "登记到访", (*UNDECIDED, GRANTED, REFUSED), None, "两次终结制"),
    ],
)
