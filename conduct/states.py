"""The lives of an attribution, a sanction, a correction, an exposure and a supervision order, each as one table (rules §7 C9–C14, §13). Pure."""

from conduct.deadlines import APPEAL_WITHIN, RULE_WITHIN
from hall.flow import Arrow, Flow, States
from hall.permissions import Permission

ATTRIBUTE, DECIDE, ANSWER = Permission.CONDUCT_ATTRIBUTE, Permission.SANCTION_DECIDE, Permission.CORRECTION_ANSWER
JUDGE = Permission.CORRECTION_JUDGE

STANDS, WITHDRAWN = "stands", "attribution_withdrawn"
ATTRIBUTIONS = States({STANDS: "已认定", WITHDRAWN: "已撤回"})
ATTRIBUTION_FLOW = Flow(
    ATTRIBUTIONS,
    [Arrow("take_attribution_back", "撤回认定", (STANDS,), WITHDRAWN, "认定有误的撤回，不计入查实次数", ATTRIBUTE)],
)

PROPOSED, DECIDED, SERVED, CONTESTED, CONFIRMED, REVOKED, DROPPED, CALLED_OFF = (
    "proposed",
    "sanction_decided",
    "served",
    "contested",
    "confirmed",
    "sanction_revoked",
    "dropped",
    "called_off",
)
SANCTIONS = States(
    {
        PROPOSED: "系统建议，待决定",
        DECIDED: "已决定，待送达",
        SERVED: "已送达",
        CONTESTED: "已申诉，待裁定",
        CONFIRMED: "申诉不成立，维持",
        REVOKED: "申诉成立，已撤销",
        DROPPED: "不予处理",
        CALLED_OFF: "决定已取消",
    }
)
SANCTION_FLOW = Flow(
    SANCTIONS,
    [
        # to 待送达 or 不予处理, as it is decided
        Arrow("settle", "决定处理", (PROPOSED,), None, "系统只建议，由纪检监察决定（rules.md C11）", DECIDE),
        Arrow("serve_sanction", "送达本人", (DECIDED,), SERVED, "送达以后才生效，本人才看到", DECIDE),
        Arrow(
            "contest",
            "对处理申诉",
            (SERVED,),
            CONTESTED,
            f"《公务员法》第九十五条：{APPEAL_WITHIN} 日内",
            Permission.SANCTION_APPEAL,
        ),
        # to 维持 or to 已撤销, as it is ruled
        Arrow(
            "adjudicate",
            "裁定对处理的申诉",
            (CONTESTED,),
            None,
            f"《公务员法》第九十六条：{RULE_WITHIN} 日内，由另一个人裁定",
            DECIDE,
        ),
        Arrow(
            "call_off",
            "取消决定",
            (DECIDED, SERVED, CONFIRMED),
            CALLED_OFF,
            "结论改变的，原来的处理没有了依据（rules.md C9）",
            DECIDE,
        ),
    ],
)

ORDERED, HANDED_IN, RETURNED, ACCEPTED = "ordered", "correction_handed_in", "returned", "correction_accepted"
CORRECTION_CALLED_OFF = "correction_called_off"
CORRECTIONS = States(
    {
        ORDERED: "整改中",
        HANDED_IN: "已报送，待验收",
        RETURNED: "退回，继续整改",
        ACCEPTED: "验收通过",
        CORRECTION_CALLED_OFF: "整改已取消",
    }
)
CORRECTIONS_OVER = (ACCEPTED, CORRECTION_CALLED_OFF)
TO_CORRECT = (ORDERED, RETURNED)
CORRECTION_FLOW = Flow(
    CORRECTIONS,
    [
        Arrow("hand_in_correction", "报送整改结果", TO_CORRECT, HANDED_IN, "限期整改（rules.md V4）", ANSWER),
        Arrow("pass_correction", "验收通过", (HANDED_IN,), ACCEPTED, "整改要验收", JUDGE),
        Arrow("return_correction", "退回整改", (HANDED_IN,), RETURNED, "没有改到位的退回，写明理由", JUDGE),
        Arrow(
            "call_off_correction",
            "取消整改",
            (*TO_CORRECT, HANDED_IN),
            CORRECTION_CALLED_OFF,
            "下达有误、结论改变的，由另一个人取消",
            DECIDE,
        ),
    ],
)

RECORDED, ANSWERED, SENT_BACK, APPROVED = (
    "exposure_recorded",
    "exposure_answered",
    "exposure_sent_back",
    "exposure_approved",
)
REPORTED = "commitment_reported"
KEPT, NOT_KEPT, TAKEN_DOWN = "commitment_kept", "commitment_not_kept", "commitment_taken_down"
EXPOSURE_WITHDRAWN = "exposure_withdrawn"
EXPOSURES = States(
    {
        RECORDED: "待报处理意见",
        ANSWERED: "已报处理意见，待审定",
        SENT_BACK: "退回，重报处理意见",
        APPROVED: "已审定，承诺公开，待兑现",
        REPORTED: "已报告兑现，待核对",
        KEPT: "承诺已兑现",
        NOT_KEPT: "承诺没有兑现",
        TAKEN_DOWN: "承诺已撤回",
        EXPOSURE_WITHDRAWN: "登记有误，已撤销",
    }
)
ENDED = (KEPT, NOT_KEPT, TAKEN_DOWN)
PROMISED = (APPROVED, REPORTED)
PUBLIC = (*PROMISED, *ENDED)  # what the public reads
TO_ANSWER = (RECORDED, SENT_BACK)
EXPOSURE_FLOW = Flow(
    EXPOSURES,
    [
        Arrow("answer_exposure", "报处理意见和公开承诺", TO_ANSWER, ANSWERED, "曝光后三天内（rules.md C14）", ANSWER),
        Arrow("approve_exposure", "审定处理意见", (ANSWERED,), APPROVED, "公开承诺要审定（seed A-62）", DECIDE),
        Arrow("send_exposure_back", "退回处理意见", (ANSWERED,), SENT_BACK, "不合要求的退回，写明理由", DECIDE),
        Arrow("report_commitment", "报告承诺兑现", (APPROVED,), REPORTED, "承诺的日子以前报告（seed A-62）", ANSWER),
        Arrow("return_commitment", "退回兑现情况", (REPORTED,), APPROVED, "没有兑现到位的退回，写明理由", JUDGE),
        # to 已兑现 or 没有兑现, as it is found
        Arrow("check_commitment", "核对公开承诺", PROMISED, None, "承诺兑现没有，向社会公布（seed A-62）", JUDGE),
        Arrow(
            "take_down_commitment",
            "撤回公开承诺",
            PROMISED,
            TAKEN_DOWN,
            "情况变了的，写明理由后撤回，公布撤回",
            DECIDE,
        ),
        Arrow(
            "withdraw_exposure",
            "撤销曝光登记",
            (*TO_ANSWER, ANSWERED, *PROMISED),
            EXPOSURE_WITHDRAWN,
            "登记有误的，由另一个人撤销",
            DECIDE,
        ),
    ],
)

DEMANDED, REPLIED = "supervision_issued", "supervision_answered"
REPLY_RETURNED, SETTLED, RECALLED = "supervision_returned", "supervision_settled", "supervision_recalled"
SUPERVISIONS = States(
    {
        DEMANDED: "待答复",
        REPLIED: "已答复，待核办",
        REPLY_RETURNED: "退回，重新答复",
        SETTLED: "督办办结",
        RECALLED: "督办已撤回",
    }
)
TO_REPLY = (DEMANDED, REPLY_RETURNED)
SUPERVISE = Permission.SUPERVISION_ISSUE
SUPERVISION_FLOW = Flow(
    SUPERVISIONS,
    [
        Arrow("answer_supervision", "答复督办", TO_REPLY, REPLIED, "督办单要在期限内答复（rules.md §10）", ANSWER),
        Arrow("settle_supervision", "办结督办", (REPLIED,), SETTLED, "督办件件有着落：答复要核办", SUPERVISE),
        Arrow("return_supervision", "退回答复", (REPLIED,), REPLY_RETURNED, "没有办到位的退回，写明理由", SUPERVISE),
        Arrow(
            "recall_supervision",
            "撤回督办",
            (*TO_REPLY, REPLIED),
            RECALLED,
            "发出有误的，由另一个人撤回",
            DECIDE,
        ),
    ],
)

# What begins one of them, from nothing
OPENING = Flow(
    States({**ATTRIBUTIONS, **CORRECTIONS, **EXPOSURES, **SUPERVISIONS}),
    [
        Arrow("attribute", "认定责任人", (), STANDS, "查实的落实到人（rules.md C9、C10）", ATTRIBUTE),
        Arrow("order_correction", "下达整改", (), ORDERED, "限期整改（rules.md V4）", ATTRIBUTE),
        Arrow("record_exposure", "登记曝光", (), RECORDED, "曝光的要报处理意见（rules.md C14）", ATTRIBUTE),
        Arrow("issue_supervision", "发出督办单", (), DEMANDED, "督办、追查到底（rules.md §10）", SUPERVISE),
        Arrow("adopt_policy", "更换处理标准", (), None, "处理标准从一个日子起执行（rules.md §14）", DECIDE),
    ],
)
