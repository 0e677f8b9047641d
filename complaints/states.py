"""The life of a complaint or report, as one table (rules.md §7). Pure."""

from complaints.deadlines import ACCEPT_WITHIN, FOLLOW_UP_WITHIN, PASS_WITHIN, PETITION_OBJECTION
from hall.flow import Arrow, Flow, States
from hall.permissions import Permission

FILED = "filed"
ACCEPTED = "complaint_accepted"
NOT_ACCEPTED = "complaint_not_accepted"
CLOSED = "complaint_closed"
LEAD_ENDED = "lead_ended"
IN_REVIEW = "complaint_in_review"
JOINED = "complaint_joined"

STATES = States(
    {
        FILED: "已收到，待受理",
        ACCEPTED: "已受理，办理中",
        NOT_ACCEPTED: "不予受理",
        CLOSED: "已办结",
        LEAD_ENDED: "线索已撤销",
        IN_REVIEW: "复查、复核中",
        JOINED: "已并入另一件",
    }
)

HANDLE = Permission.COMPLAINT_HANDLE
LEVELS = "统一受理、归口管理、分级落办、定期反馈（Da-15）"
ACCEPTANCE = f"软环境投诉举报办法：{ACCEPT_WITHIN} 个工作日内决定是否受理"

FLOW = Flow(
    STATES,
    [
        Arrow("accept", "受理", (FILED,), ACCEPTED, ACCEPTANCE, HANDLE),
        Arrow("decline", "不予受理", (FILED,), NOT_ACCEPTED, "软环境投诉举报办法：不予受理要说明理由和去处", HANDLE),
        Arrow("find", "记录核查结论", (ACCEPTED,), None, "件件有结果", HANDLE),
        Arrow("reply", "答复", (ACCEPTED,), None, "件件有回复", HANDLE),
        Arrow("change_owner", "接办、转办", (ACCEPTED,), None, "首办负责（rules.md W8）", HANDLE),
        Arrow("conclude", "办结", (ACCEPTED,), CLOSED, "件件有结果、件件有回复", HANDLE),
        Arrow(
            "follow_up",
            "记录回访",
            (ACCEPTED,),
            None,
            f"回访：反馈后 {FOLLOW_UP_WITHIN} 个工作日内（rules.md C5）",
            HANDLE,
        ),
        Arrow("log_step", "记核查日志", (ACCEPTED,), None, "有受必查（rules.md §7）", HANDLE),
        Arrow("instruct", "记录领导批示", (FILED, ACCEPTED), None, "第一责任人亲自批示（B-25）", HANDLE),
        Arrow("tell_petitioner", "告知信访人", (ACCEPTED,), None, "信访工作条例第二十二条、第二十三条", HANDLE),
        Arrow("extend_petition", "延长信访期限", (ACCEPTED,), None, "信访工作条例第三十四条", HANDLE),
        Arrow(
            "pass_to_inspector",
            "移交纪检监察",
            (FILED, ACCEPTED),
            None,
            f"反映违纪违法的 {PASS_WITHIN} 个工作日内移交",
            HANDLE,
        ),
        Arrow("transfer_out", "转送", (FILED,), NOT_ACCEPTED, "不归这里办的，转有权处理的机关（rules.md C6）", HANDLE),
        Arrow("assign", "交办、转办", (ACCEPTED,), None, LEVELS, HANDLE),
        Arrow("report_back", "报告交办结果", (ACCEPTED,), None, LEVELS, Permission.COMPLAINT_REPORT),
        Arrow(
            "object_competence",
            "提出异议",
            (ACCEPTED,),
            None,
            f"信访工作条例第二十三条：{PETITION_OBJECTION} 个工作日内",
            Permission.COMPLAINT_REPORT,
        ),
        Arrow("accept_report", "认可报告", (ACCEPTED,), None, LEVELS, HANDLE),
        Arrow("return_report", "退回报告", (ACCEPTED,), None, LEVELS, HANDLE),
        Arrow("rule_objection", "裁定异议", (ACCEPTED,), None, "信访工作条例第二十三条", HANDLE),
        Arrow("reopen", "重新办理", (CLOSED,), ACCEPTED, "没有解决的重新办理", HANDLE),
        Arrow("ask_review", "登记复查、复核请求", (CLOSED,), IN_REVIEW, "信访工作条例第三十五条、第三十六条", HANDLE),
        Arrow("uphold", "复查、复核维持", (IN_REVIEW,), CLOSED, "信访工作条例第三十五条、第三十六条", HANDLE),
        Arrow("send_back", "复查、复核要求重办", (IN_REVIEW,), ACCEPTED, "信访工作条例第三十五条、第三十六条", HANDLE),
        Arrow("say_unsolved", "投诉人说没有解决", (ACCEPTED, CLOSED), ACCEPTED, "没有解决的重新办理", None),
        Arrow(
            "end_lead", "线索撤销", (FILED, ACCEPTED), LEAD_ENDED, "红黄牌已撤销，线索没有了依据（rules.md §10）", None
        ),
    ],
)

# What opens a case: it starts from nothing, and whoever comes from the street may do it
OPENING = Flow(
    STATES,
    [
        Arrow("file", "收到", (), FILED, "软环境投诉举报办法：投诉举报人人可以提出", None),
        Arrow("take_in", "登记来件", (), FILED, "24 小时受理，各种渠道来的都登记（B-26、B-34）", HANDLE),
    ],
)

# What happens with whoever complained, or to who handles it: no state changes (decision 154)
RUNNING, EVER = (FILED, ACCEPTED), (FILED, ACCEPTED, NOT_ACCEPTED, CLOSED)
BESIDES = Flow(
    STATES,
    [
        Arrow("ask_reporter", "向投诉人提问", RUNNING, None, "软环境投诉举报办法：凭凭证码双向联系", HANDLE),
        Arrow("call_reporter", "记录联系投诉人", RUNNING, None, "软环境投诉举报办法：实名的可以电话核实", HANDLE),
        Arrow("ask_identity", "申请打开投诉人身份", EVER, None, "信访工作条例第二十八条：不得泄露信访人信息", HANDLE),
        Arrow(
            "decide_identity", "答复打开身份的申请", EVER, None, "信访工作条例第二十八条：两人同意才打开",
            Permission.IDENTITY_CONSENT,
        ),
        Arrow("recuse", "回避", RUNNING, None, "信访工作条例第三十条：有利害关系的应当回避", Permission.COMPLAINT_VIEW),
        Arrow("decide_reward", "决定举报奖励", (CLOSED,), None, "有奖举报：按奖励标准（rules C13）", Permission.REWARD_DECIDE),
    ],
)  # fmt: skip

# What a matter turned out to be: another kind, or the same as another case (decision 153)
CHANGING = Flow(
    STATES,
    [
        Arrow("reclassify", "改类型", (FILED, ACCEPTED), None, "改类型要说明理由（field.md a-7）", HANDLE),
        Arrow(
            "decide_kind",
            "复核改类型",
            (FILED, ACCEPTED),
            None,
            "改类型由第二个人复核（field.md a-7）",
            Permission.COMPLAINT_VIEW,
        ),
        Arrow("join", "并入另一件", (FILED, ACCEPTED), JOINED, "同一件事并案，件件有回复（B-34）", HANDLE),
    ],
)

# Whoever brought it has withdrawn it: the handler closes it, with the reason (decision 159)
WITHDRAWING = Flow(
    STATES,
    [Arrow("close_withdrawn", "按撤回办结", RUNNING, CLOSED, "来件人撤回的，核实以后写明理由办结（rules C8）", HANDLE)],
)
