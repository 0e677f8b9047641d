"""Supervision orders."""

import re

from cases.models import Case
from conduct import actions
from conduct.actions import Demand
from conduct.acts.correcting import MOST, PROOF
from conduct.deadlines import LONGEST_REPLY, REPLY_WITHIN
from conduct.models import Supervision
from conduct.states import OPENING, SUPERVISION_FLOW
from hall.doors.acts import Act, Facts, Field, Kind, Occasion
from hall.models import Department
from hall.permissions import Permission
from hall.refusals import BadInput

NUMBERS = re.compile(r"[,，、;；\n]+")  # between two case numbers; blanks stand in one, too


def _departments(_occasion: Occasion) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in Department.objects.order_by("code")]


def _demand(occasion: Occasion, fields: Facts) -> Facts:
    code = str(fields.get("department") or "")
    department = Department.objects.filter(code=code).first() if code else None
    if code and department is None:
        raise BadInput("没有这个部门，从名单里选择", field="department")
    demand = Demand(
        level=fields["level"], what=fields["what"], days=fields["days"], department=department,
        cases=_cases(occasion, str(fields.get("cases") or "")),
    )  # fmt: skip
    return {"demand": demand}


def _cases(occasion: Occasion, text: str) -> list[Case]:
    """:raises BadInput: a number that is none, or of a case that whoever demands does not see."""
    numbers = list(dict.fromkeys("".join(each.split()) for each in NUMBERS.split(text) if each.strip()))
    reach = Case.objects.reached_by(occasion.access.grant(Permission.BOARD_VIEW))
    rows = {case.number: case for case in reach.filter(number__in=numbers).select_related("department")}
    if missing := [each for each in numbers if each not in rows]:
        raise BadInput(f"没有这些办件，核对编号：{'、'.join(missing[:5])}", field="cases")
    return [rows[each] for each in numbers]


ISSUE_SUPERVISION = Act(
    OPENING,
    actions.issue_supervision,
    "Issue supervision orders",
    "One order for each department whose cases are named; without cases to one department. All of them or none.",
    asks=(
        Field(
            "level",
            "级别",
            Kind.ONE_OF,
            "选择督办的级别",
            choices=Supervision.Level,
            first=Supervision.Level.SUPERVISE,
            api="How strongly.",
        ),
        Field(
            "cases",
            "督办的件",
            Kind.TEXT,
            mark="选填",
            most=6_000,
            hint="办件编号，一行一个。几个部门的件，每个部门一份督办单。",
            api="Case numbers, one a line, or divided by commas.",
        ),
        Field(
            "department",
            "部门",
            Kind.CHOSEN,
            mark="没有写办件编号时选",
            offers=_departments,
            most=20,
            api_kind=Kind.LINE,
            api="Code of the department, where no case is named.",
        ),
        Field(
            "what",
            "督办事项",
            Kind.TEXT,
            "写明要办什么、答复什么",
            most=500,
            hint="部门看到这段话，印在督办单上。不写投诉人。",
            api="The unit reads it.",
        ),
        Field(
            "days",
            "几个工作日内答复",
            Kind.WHOLE,
            "填写几个工作日",
            most=LONGEST_REPLY,
            least=1,
            first=REPLY_WITHIN,
            sentences={"invalid": "填写整数", "max_value": f"最多 {LONGEST_REPLY} 个工作日"},
            hint="到期没有答复的，当天发红牌。",
            api="Working days from the order.",
        ),
    ),
    button="发出督办单",
    arguments=_demand,
    done=lambda _occasion, rows, _fields: "已发出 " + "、".join(f"{row.number}（{row.department}）" for row in rows),
)

ANSWER_SUPERVISION = Act(
    SUPERVISION_FLOW,
    actions.answer_supervision,
    "Answer a supervision order",
    "How it was seen to, and what proves it. One that comes late says so.",
    asks=(
        Field("evidence", "办理情况", Kind.TEXT, "写明怎样办的、有什么证明", most=MOST, look={"rows": 6}),
        PROOF,
    ),
    button="答复",
    done=lambda _occasion, _row, _fields: "已答复，等核办",
)


def _judgement(label: str) -> tuple[Field, ...]:
    return (Field("reason", label, Kind.TEXT, f"写明{label}", most=MOST, hint="部门看到这段话。"),)


SETTLE_SUPERVISION = Act(
    SUPERVISION_FLOW,
    actions.settle_supervision,
    "Settle a supervision order",
    "What was answered is seen to.",
    asks=_judgement("核办的情况"),
    done=lambda _occasion, _row, _fields: "督办办结",
)

RETURN_SUPERVISION = Act(
    SUPERVISION_FLOW,
    actions.return_supervision,
    "Return an answer",
    "What was answered is not seen to, with the reason. The same term runs once more.",
    asks=_judgement("退回的理由"),
    done=lambda _occasion, _row, _fields: "已退回，从现在起重新计时",
)

RECALL_SUPERVISION = Act(
    SUPERVISION_FLOW,
    actions.recall_supervision,
    "Recall a supervision order",
    "The order was a mistake. Its clock is void, its cards are withdrawn.",
    asks=_judgement("撤回的理由"),
    note="撤回以后时限作废，不算按时也不算超时；已发的红黄牌撤销。",
    done=lambda _occasion, _row, _fields: "督办已撤回",
)
