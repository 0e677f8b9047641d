"""
The life of an application, as one table (rules.md §11). Pure.

An arrow is one line: the act, its name on the button, where it starts, where it leads, the rule that gives it, and who may do it.
"""

from hall.flow import Arrow, Flow, States
from hall.permissions import Permission

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
REVOKED = "revoked"
WITHDRAWN = "withdrawn"
TERMINATED = "terminated"
VOID = "void"

STATES = States(
    {
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
        REVOKED: "已撤销",
        WITHDRAWN: "申请人撤回",
        TERMINATED: "终止（异常办结）",
        VOID: "作废（登记有误）",
    }
)

DEEM_ACCEPTED = "deem_accepted"
PAUSE_RAN_OUT = "pause_ran_out"

INTAKE = (ENQUIRED, SUBMITTED, CORRECTION_REQUESTED)  # neither accepted nor ended
UNDECIDED = (*INTAKE, ACCEPTED, SUSPENDED)
DECIDED = (GRANTED, REFUSED, DELIVERED, ARCHIVED, REVOKED)
NEVER_ACCEPTED = (NOT_ACCEPTED, NOT_REQUIRED, CLOSED_NOT_CORRECTED)  # ended in writing before the acceptance
ENDED_EARLY = (*NEVER_ACCEPTED, WITHDRAWN, TERMINATED, VOID)  # without a decision

HANDLE, APPROVE = Permission.APPLICATION_HANDLE, Permission.APPLICATION_APPROVE
DECIDE, BY_THE_HEAD = Permission.APPLICATION_DECIDE, Permission.APPLICATION_EXTEND

FLOW = Flow(
    STATES,
    [
        Arrow("notify", "一次性告知补正", INTAKE, CORRECTION_REQUESTED, "《行政许可法》第三十二条第一款第四项", HANDLE),
        Arrow("receive", "收下补正材料", INTAKE, SUBMITTED, "《行政许可法》第三十二条第一款第五项", HANDLE),
        Arrow(DEEM_ACCEPTED, "视为受理", (SUBMITTED,), ACCEPTED, "《行政许可法》第三十二条第一款第四项", None),
        Arrow("correct", "当场更正", (SUBMITTED,), None, "《行政许可法》第三十二条第一款第三项", HANDLE),
        Arrow("accept", "受理", (SUBMITTED,), ACCEPTED, "《行政许可法》第三十二条第一款第五项", HANDLE),
        Arrow("accept_with_gaps", "容缺受理", (SUBMITTED,), ACCEPTED, "《优化营商环境条例》第四十条", HANDLE),
        Arrow("accept_on_commitment", "告知承诺受理", (SUBMITTED,), ACCEPTED, "《优化营商环境条例》第四十条", HANDLE),
        Arrow("supplement", "收下后补的材料", (ACCEPTED, SUSPENDED, GRANTED), None, "容缺受理（rules.md A12）", HANDLE),
        Arrow("tell_overdue", "告知容缺逾期", (ACCEPTED, SUSPENDED, GRANTED), None, "容缺受理（rules.md A12）", HANDLE),
        Arrow("verify", "核查承诺", (GRANTED, DELIVERED), None, "《优化营商环境条例》第四十条", HANDLE),
        Arrow("decline", "不予受理", INTAKE, NOT_ACCEPTED, "《行政许可法》第三十二条第一款第二项", HANDLE),
        Arrow("not_required", "告知无需许可", INTAKE, NOT_REQUIRED, "《行政许可法》第三十二条第一款第一项", HANDLE),
        Arrow(
            "close_not_corrected",
            "逾期未补正结案",
            (CORRECTION_REQUESTED,),
            CLOSED_NOT_CORRECTED,
            "补正期限（rules.md A7）",
            HANDLE,
        ),
        Arrow("suspend", "暂停计时", (ACCEPTED,), SUSPENDED, "《行政许可法》第四十五条", APPROVE),
        Arrow("prolong", "延长特别程序", (SUSPENDED,), None, "《行政许可法》第四十五条", APPROVE),
        Arrow("resume", "恢复计时", (SUSPENDED,), ACCEPTED, "《行政许可法》第四十五条", APPROVE),
        Arrow(PAUSE_RAN_OUT, "特别程序期满", (SUSPENDED,), ACCEPTED, "《行政许可法》第四十五条", None),
        Arrow("tell_hearing", "告知听证权利", (ACCEPTED,), None, "《行政许可法》第四十七条第一款", HANDLE),
        Arrow("ask_hearing", "登记听证要求", (ACCEPTED, SUSPENDED), None, "《行政许可法》第四十七条第一款", HANDLE),
        Arrow(
            "announce_hearing",
            "通知听证",
            (ACCEPTED,),
            SUSPENDED,
            "《行政许可法》第四十八条第一款第一项、第四十五条",
            APPROVE,
        ),
        # the day that was announced will not do: the hall is closed on it, for one
        Arrow("move_hearing", "听证改期", (SUSPENDED,), None, "《行政许可法》第四十八条第一款第一项", APPROVE),
        # also when the day of the hearing has passed without a record, and the clocks have gone on by themselves
        Arrow(
            "hold_hearing",
            "登记听证笔录",
            (ACCEPTED, SUSPENDED),
            ACCEPTED,
            "《行政许可法》第四十八条第一款第五项",
            APPROVE,
        ),
        Arrow("give_up_hearing", "放弃听证", (ACCEPTED, SUSPENDED), None, "《行政许可法》第四十七条第一款", HANDLE),
        Arrow("cancel_hearing", "取消听证", (ACCEPTED, SUSPENDED), ACCEPTED, "《行政许可法》第四十七条第一款", APPROVE),
        Arrow("extend", "延长法定时限", (ACCEPTED,), None, "《行政许可法》第四十二条", BY_THE_HEAD),
        Arrow("grant", "准予", (ACCEPTED,), GRANTED, "《行政许可法》第三十八条第一款", DECIDE),
        Arrow("refuse", "不予许可", (ACCEPTED,), REFUSED, "《行政许可法》第三十八条第二款", DECIDE),
        Arrow("undo", "撤回办结", (GRANTED, REFUSED), ACCEPTED, "大厅规定：同一半天内、文书发出之前", DECIDE),
        Arrow("deliver", "送达", (GRANTED, REFUSED), DELIVERED, "《行政许可法》第四十四条", HANDLE),
        Arrow(
            "revoke",
            "撤销许可决定",
            (GRANTED, DELIVERED, ARCHIVED),
            REVOKED,
            "《行政许可法》第六十九条第二款；告知承诺（rules.md A12、D15）",
            APPROVE,
        ),
        Arrow("archive", "归档", (DELIVERED, REVOKED), ARCHIVED, "《档案法》第十四条", HANDLE),
        Arrow("withdraw", "申请人撤回", UNDECIDED, WITHDRAWN, "申请人自愿撤回", HANDLE),
        Arrow("terminate", "终止办理", UNDECIDED, TERMINATED, "行政许可程序规定：终止实施行政许可的情形", APPROVE),
        Arrow("void", "作废", UNDECIDED, VOID, "登记有误，还没有作出决定", APPROVE),
        Arrow("visit", "登记到访", (*UNDECIDED, GRANTED, REFUSED), None, "两次终结制", HANDLE),
    ],
)

# What opens a case: it starts from no state
OPENING = Flow(STATES, [Arrow("register", "登记收件", (), SUBMITTED, "《行政许可法》第二十九条第一款", HANDLE)])

# What a window puts before whoever approves it (decision 126)
TO_APPROVE = ("suspend", "prolong", "resume", "announce_hearing", "cancel_hearing", "extend", "terminate", "void")

# Approvals that stop, lengthen or end the clocks of a case. Whoever has answered for it gives none of them alone (decision 132).
BY_ANOTHER = ("suspend", "prolong", "announce_hearing", "move_hearing", "extend", "terminate", "void", "revoke")

# Acts that leave every state as it is, and that the law's own table does not name
BESIDES = Flow(
    STATES,
    [
        Arrow("hand_up", "上交", (*INTAKE, ACCEPTED), None, "授权书以外的上交（rules.md W4）", HANDLE),
        Arrow("propose", "报批", (*INTAKE, ACCEPTED, SUSPENDED), None, "审批权限（rules.md W4、D7）", HANDLE),
        Arrow(
            "take_back_request",
            "撤回报批",
            (*INTAKE, ACCEPTED, SUSPENDED),
            None,
            "审批权限（rules.md W4、D7）",
            HANDLE,
        ),
        Arrow("answer_hand_up", "答复上交", tuple(STATES), None, "授权书以外的上交（rules.md W4）", APPROVE),
        Arrow("record_check", "记录实质核查", (ACCEPTED, SUSPENDED), None, "《行政许可法》第三十四条第三款", DECIDE),
        Arrow("state_amount", "登记金额", UNDECIDED, None, "授权书的金额上限（rules.md W4）", HANDLE),
        # not when the case is closed, whatever its state is called: permits.possible asks that
        Arrow("change_owner", "变更首办责任人", tuple(STATES), None, "首办负责（rules.md W8）", HANDLE),
        # the slip names nobody in full; what does is a paper that was printed, and permits.possible asks for those
        Arrow(
            "amend",
            "更正登记",
            (*INTAKE, ACCEPTED),
            None,
            "《个人信息保护法》第四十六条；大厅规定：收件的同一半天内、写明姓名的文书打印之前",
            HANDLE,
        ),
        Arrow(
            "take_back_visit",
            "撤回到访",
            (*UNDECIDED, GRANTED, REFUSED),
            None,
            "两次终结制；大厅规定：本人登记的、同一半天内",
            HANDLE,
        ),
        Arrow("change_contact", "更正联系方式", tuple(STATES), None, "《个人信息保护法》第四十六条", HANDLE),
        Arrow(
            "name_agent", "登记代理人", (*UNDECIDED, GRANTED, REFUSED), None, "《行政许可法》第二十九条第二款", HANDLE
        ),
        Arrow("end_agency", "终止委托", (*UNDECIDED, GRANTED, REFUSED), None, "《行政许可法》第二十九条第二款", HANDLE),
        Arrow(
            "serve",
            "登记文书送达",
            (*NEVER_ACCEPTED, TERMINATED, REVOKED),
            None,
            "《行政许可法》第三十八条第二款",
            HANDLE,
        ),
        Arrow(
            "lift_bar",
            "解除再次申请的限制",
            tuple(STATES),
            None,
            "《行政许可法》第七条、第七十八条、第七十九条",
            APPROVE,
        ),
    ],
)
