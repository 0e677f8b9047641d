"""Exposures."""

from conduct import actions
from conduct.actions import Broadcast, Statement
from conduct.acts.correcting import MOST, PROOF
from conduct.states import EXPOSURE_FLOW, OPENING
from hall.doors.acts import Act, Facts, Field, Kind, Occasion
from hall.models import Department
from hall.refusals import BadInput


def _departments(_occasion: Occasion) -> list[tuple[str, str]]:
    return [(department.code, str(department)) for department in Department.objects.order_by("code")]


def _broadcast(_occasion: Occasion, fields: Facts) -> Facts:
    department = Department.objects.filter(code=fields["department"]).first()
    if department is None:
        raise BadInput("没有这个部门", field="department")
    terms = {name: fields[name] for name in ("title", "medium", "broadcast_at")}
    return {"broadcast": Broadcast(department=department, **terms)}


RECORD_EXPOSURE = Act(
    OPENING,
    actions.record_exposure,
    "Record an exposure",
    "What was broadcast of a department: within 3 days it hands in a handling opinion and a public commitment.",
    asks=(
        Field(
            "department",
            "被曝光的部门",
            Kind.CHOSEN,
            "选择部门",
            offers=_departments,
            most=40,
            api_kind=Kind.LINE,
            api="Code of the department.",
        ),
        Field("title", "曝光了什么", needed="写明曝光了什么", most=200),
        Field("medium", "媒体", needed="填写媒体", most=60),
        Field(
            "broadcast_at",
            "播出、刊登的时间",
            Kind.MOMENT,
            "填写播出的时间",
            sentences={"required": "填写播出的时间", "invalid": "填写日期和时间"},
        ),
    ),
    button="登记",
    arguments=_broadcast,
    done=lambda _occasion, row, _fields: f"已登记，等{row.department}报处理意见",
)

STATED = ("opinion", "commitment", "keep_by")

ANSWER_EXPOSURE = Act(
    EXPOSURE_FLOW,
    actions.answer_exposure,
    "Answer an exposure",
    "The department's handling opinion and its public commitment, for approval.",
    asks=(
        Field("opinion", "处理意见", Kind.TEXT, "写明处理意见", most=1_000),
        Field(
            "commitment",
            "公开承诺",
            Kind.TEXT,
            "写明公开承诺",
            most=1_000,
            hint="审定以后向社会公布。不写个人的姓名、电话，不写反映问题的人。",
            api="Published once it is approved: no names, no telephone numbers.",
        ),
        Field("keep_by", "承诺的完成日期", Kind.DAY, "填写承诺的完成日期", hint="一个工作日，到这一天要兑现。"),
    ),
    button="报送",
    arguments=lambda _occasion, fields: {
        **{name: value for name, value in fields.items() if name not in STATED},
        "statement": Statement(**{name: fields[name] for name in STATED}),
    },
    done=lambda _occasion, _row, _fields: "已报送，等审定",
)


def _judgement(label: str) -> tuple[Field, ...]:
    return (Field("reason", label, Kind.TEXT, f"写明{label}", most=1_000, hint="部门看到这段话。"),)


APPROVE_EXPOSURE = Act(
    EXPOSURE_FLOW,
    actions.approve_exposure,
    "Approve the answer to an exposure",
    "The opinion is good: the commitment is public from now on, and is to be kept by its day.",
    asks=_judgement("审定的意见"),
    note="审定以后，公开承诺和完成日期登在“公开承诺”页，谁都能看到。先看清楚里面没有个人信息。",
    done=lambda _occasion, _row, _fields: "已审定，公开承诺已经公布",
)

SEND_EXPOSURE_BACK = Act(
    EXPOSURE_FLOW,
    actions.send_exposure_back,
    "Send the answer to an exposure back",
    "It will not do, with the reason. From then on it has three days again.",
    asks=_judgement("要重报的理由"),
    done=lambda _occasion, _row, _fields: "已退回重报",
)

REPORT_COMMITMENT = Act(
    EXPOSURE_FLOW,
    actions.report_commitment,
    "Report a commitment as kept",
    "What the unit did, and what proves it. The day of the report counts, whenever it is checked.",
    asks=(
        Field("evidence", "兑现的情况和证明", Kind.TEXT, "写明怎样兑现、有什么证明", most=MOST, look={"rows": 6}),
        PROOF,
    ),
    button="报送",
    done=lambda _occasion, _row, _fields: "已报告，等核对",
)

RETURN_COMMITMENT = Act(
    EXPOSURE_FLOW,
    actions.return_commitment,
    "Return a report that a commitment was kept",
    "It is not kept yet, with the reason. It is reported anew by the day promised, or within five working days if that has come.",
    asks=_judgement("退回的理由"),
    done=lambda _occasion, _row, _fields: "已退回，从现在起重新计时",
)

CHECK_COMMITMENT = Act(
    EXPOSURE_FLOW,
    actions.check_commitment,
    "Check a commitment",
    "Say whether the unit kept what it promised the public. The public page says so from then on. Not kept is late, whatever was reported.",
    asks=(
        Field(
            "kept",
            "兑现没有",
            Kind.ONE_OF,
            "选择兑现没有",
            choices=[("yes", "已兑现"), ("no", "没有兑现")],
            api_kind=Kind.YES,
            api="True: it was kept.",
        ),
        *_judgement("核对的情况"),
    ),
    note="没有兑现的算超时，部门报告过已兑现的也一样。",
    button="记下",
    arguments=lambda _occasion, fields: fields | {"kept": fields["kept"] in (True, "yes")},
    done=lambda _occasion, row, _fields: f"已公布：{row.get_state_display()}",
)

TAKE_DOWN_COMMITMENT = Act(
    EXPOSURE_FLOW,
    actions.take_down_commitment,
    "Take a commitment back",
    "It cannot stand any more, with the reason. The public page says that it was taken back.",
    asks=_judgement("撤回的理由"),
    note="公开页上留着这条承诺，写明已经撤回。",
    done=lambda _occasion, _row, _fields: "已撤回，公开页已经写明",
)

WITHDRAW_EXPOSURE = Act(
    EXPOSURE_FLOW,
    actions.withdraw_exposure,
    "Withdraw an exposure",
    "It was recorded by mistake: its clocks are void, its cards are withdrawn, the public page has it no more. By another person.",
    asks=_judgement("撤销的理由"),
    note="撤销以后各项时限都作废，不算按时也不算超时；已发的红黄牌撤销，公开页上不再有这一条。",
    done=lambda _occasion, _row, _fields: "曝光登记已撤销",
)
