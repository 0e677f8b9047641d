"""Corrections."""

from conduct import actions
from conduct.actions import Order
from conduct.deadlines import CORRECT_WITHIN, LONGEST_CORRECTION
from conduct.queries import answering_for, departments_of
from conduct.states import CORRECTION_FLOW, OPENING
from hall.doors.acts import Act, Facts, Field, Kind, Occasion
from hall.models import Department, User
from hall.refusals import BadInput

MOST = 2_000


def _whom(occasion: Occasion) -> list[tuple[str, str]]:
    """
    Who hands in for the units that the complaint is about, or whose people are liable; for all units where none is named.
    """
    return [
        (f"{department.code}:{person.username}", f"{department} · {person.with_account}")
        for department in departments_of(occasion.subject)
        for person in answering_for(department, on=occasion.on)
    ]


def _order(_occasion: Occasion, fields: Facts) -> Facts:
    code, _colon, name = str(fields["who"]).partition(":")
    department = Department.objects.filter(code=code).first()
    person = User.objects.filter(username=name).first()
    if department is None or person is None:
        raise BadInput("写成部门代码和用户名，例如 WJ:zhang", field="who")
    return {"order": Order(department=department, person=person, what=fields["what"], days=fields["days"])}


ORDER_CORRECTION = Act(
    OPENING,
    actions.order_correction,
    "Order a correction",
    "From an upheld finding: what a unit puts right, who sees to it, and in how many working days.",
    asks=(
        Field(
            "who",
            "整改部门和责任人",
            Kind.CHOSEN,
            "选择整改部门和责任人",
            offers=_whom,
            most=180,
            hint="部门负责人或科长：报送整改的人，不是被追究的人；超期的红黄牌写他的名字。",
            api_kind=Kind.LINE,
            api="Code of the department and user name: `WJ:zhang`.",
        ),
        Field(
            "what",
            "整改事项",
            Kind.TEXT,
            "写明整改什么",
            most=500,
            hint="部门看到这段话。不写投诉人，不抄投诉的原话，不写谁被追究。",
            api="The unit reads it. Nothing of the reporter.",
        ),
        Field(
            "days",
            "期限（工作日）",
            Kind.WHOLE,
            "填写几个工作日",
            most=LONGEST_CORRECTION,
            least=1,
            first=CORRECT_WITHIN,
            sentences={"invalid": "填写整数", "max_value": f"最多 {LONGEST_CORRECTION} 个工作日"},
            api="Working days from the order.",
        ),
    ),
    button="下达",
    arguments=_order,
    done=lambda _occasion, row, _fields: f"已向{row.department}下达整改",
)

# what a unit proves anything with
PROOF = Field(
    "files",
    "证明的照片和文件",
    Kind.FILES,
    mark="选填",
    api="Photos and PDFs; whoever may see the row opens them.",
)

HAND_IN_CORRECTION = Act(
    CORRECTION_FLOW,
    actions.hand_in_correction,
    "Hand in a correction",
    "What was put right, and what proves it. One that comes late says so.",
    asks=(
        Field("evidence", "整改情况和证明", Kind.TEXT, "写明怎样整改、有什么证明", most=MOST, look={"rows": 6}),
        PROOF,
    ),
    button="报送",
    done=lambda _occasion, _row, _fields: "已报送，等验收",
)


def _judgement(label: str) -> tuple[Field, ...]:
    return (Field("reason", label, Kind.TEXT, f"写明{label}", most=MOST, hint="部门看到这段话。"),)


PASS_CORRECTION = Act(
    CORRECTION_FLOW,
    actions.pass_correction,
    "Accept a correction",
    "What was handed in is put right.",
    asks=_judgement("验收的情况"),
    done=lambda _occasion, _row, _fields: "验收通过",
)

RETURN_CORRECTION = Act(
    CORRECTION_FLOW,
    actions.return_correction,
    "Return a correction",
    "What was handed in is not put right, with the reason. It is handed in anew within five working days.",
    asks=_judgement("退回的理由"),
    done=lambda _occasion, _row, _fields: "已退回，从现在起重新计时",
)

CALL_OFF_CORRECTION = Act(
    CORRECTION_FLOW,
    actions.call_off_correction,
    "Call a correction off",
    "The order was a mistake, or the finding is another one now. Its clock is void, its cards are withdrawn.",
    asks=_judgement("取消的理由"),
    note="取消以后各项时限都作废，不算按时也不算超时；已发的红黄牌撤销。",
    done=lambda _occasion, _row, _fields: "整改已取消",
)
