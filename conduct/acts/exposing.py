"""Exposures."""

from conduct import actions
from conduct.actions import Broadcast
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

ANSWER_EXPOSURE = Act(
    EXPOSURE_FLOW,
    actions.answer_exposure,
    "Answer an exposure",
    "The department's handling opinion and its public commitment, for approval.",
    asks=(
        Field("opinion", "处理意见", Kind.TEXT, "写明处理意见", most=1_000),
        Field("commitment", "公开承诺", Kind.TEXT, "写明公开承诺", most=1_000, hint="审定以后可以公布。"),
    ),
    button="报送",
    done=lambda _occasion, _row, _fields: "已报送，等审定",
)


def _judgement(label: str) -> tuple[Field, ...]:
    return (Field("reason", label, Kind.TEXT, f"写明{label}", most=1_000, hint="部门看到这段话。"),)


APPROVE_EXPOSURE = Act(
    EXPOSURE_FLOW,
    actions.approve_exposure,
    "Approve the answer to an exposure",
    "The opinion is good, and the commitment may be published.",
    asks=_judgement("审定的意见"),
    done=lambda _occasion, _row, _fields: "已审定",
)

SEND_EXPOSURE_BACK = Act(
    EXPOSURE_FLOW,
    actions.send_exposure_back,
    "Send the answer to an exposure back",
    "It will not do, with the reason. The three days stay.",
    asks=_judgement("要重报的理由"),
    done=lambda _occasion, _row, _fields: "已退回重报",
)
