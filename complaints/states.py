"""The life of a complaint or report, as one table (rules.md §7). Pure."""

from complaints.deadlines import ACCEPT_WITHIN
from hall.flow import Arrow, Flow, States
from hall.permissions import Permission

FILED = "filed"
ACCEPTED = "complaint_accepted"
NOT_ACCEPTED = "complaint_not_accepted"
CLOSED = "complaint_closed"
LEAD_ENDED = "lead_ended"
JOINED = "complaint_joined"

STATES = States(
    {
        FILED: "已收到，待受理",
        ACCEPTED: "已受理，办理中",
        NOT_ACCEPTED: "不予受理",
        CLOSED: "已办结",
        LEAD_ENDED: "线索已撤销",
        JOINED: "已并入另一件",
    }
)

HANDLE = Permission.COMPLAINT_HANDLE
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
