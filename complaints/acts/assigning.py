"""Assignment in levels: the officer's side and the department's; and what is transferred outside."""

from typing import Any

from complaints.actions.assigning import (
    MOST_DAYS,
    accept_report,
    assign,
    object_competence,
    report_back,
    return_report,
    rule_objection,
    transfer_out,
)
from complaints.acts.wording import matter_of
from complaints.exclusions import transferring
from complaints.models import Assignment
from complaints.queries import assigned_to, departments
from complaints.states import FLOW
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Facts, Field, Kind, Occasion, Telling
from hall.models import Department
from hall.refusals import BadInput

RULINGS = (("upheld", "异议成立，不由它办"), ("rejected", "异议不成立，按期报告"))


def _departments(occasion: Occasion) -> list[tuple[str, str]]:
    """Every department but the one that it is about."""
    others = departments().exclude(pk=occasion.case.hidden_from_id) if occasion.case.hidden_from_id else departments()
    return [(each.code, str(each)) for each in others]


def _by_its_code(_occasion: Occasion, fields: Facts) -> Facts:
    department = Department.objects.filter(code=fields["department"]).first()
    if department is None:
        raise BadInput("没有这个部门，核对部门代码", field="department")
    return fields | {"department": department}


def _assigned(facts: Facts) -> str:
    return f"{facts['person']}，{Assignment.Mode(facts['outcome']).label}，{facts['days']} 个工作日内"


def _transferred(facts: Facts) -> str:
    words = f"{facts['person']}，{facts['document']}，{facts['days']} 个工作日内答复"
    return "，".join(filter(None, (matter_of(facts), words)))


def _to_whom(facts: Facts) -> str:
    return str(facts["person"])


def _reach(grant: Any, _person: int) -> Any:
    return assigned_to(grant)


DAYS = Field(
    "days", "几个工作日内报告", Kind.WHOLE, f"填写几个工作日内报告，最多 {MOST_DAYS} 个", least=1, most=MOST_DAYS
)

ASSIGN = Act(
    FLOW,
    assign,
    "Assign to a department",
    (
        "Have a department look into it and report within its working days. It reads the text that is released here, and nothing"
        " else; never the department that it is about."
    ),
    asks=(
        Field(
            "department",
            "交给哪个部门",
            Kind.CHOSEN,
            "选择部门",
            choices=(),
            offers=_departments,
            api_kind=Kind.LINE,
            most=8,
            api="Department code.",
        ),
        Field("mode", "方式", Kind.ONE_OF, "选择交办或转办督办", choices=Assignment.Mode),
        DAYS,
        Field(
            "text",
            "交给部门看的内容",
            Kind.TEXT,
            "写下交给部门看的内容",
            most=5_000,
            hint="部门只看到这段话。不要照抄投诉人的话，不要写能认出投诉人的内容。",
            look={"rows": 6},
        ),
    ),
    arguments=_by_its_code,
    done=lambda _occasion, step, _fields: f"已交给{step.person}，{step.days} 个工作日内报告",
    telling=Telling(staff=_assigned),
    synonyms=("交办",),
)

REPORT = Act(
    FLOW,
    report_back,
    "Report on what was assigned",
    "The department that it was assigned to reports what it has found and done.",
    reach=_reach,
    asks=(Field("text", "核查和办理的结果", Kind.TEXT, "写下核查和办理的结果", most=5_000, look={"rows": 8}),),
    button="报告",
    done=lambda _occasion, _step, _fields: "已报告，等投诉受理员认可",
    telling=Telling(staff=_to_whom),
)

OBJECT_COMPETENCE = Act(
    FLOW,
    object_competence,
    "Object to an assignment",
    "The department objects within 5 working days that the matter is not its own.",
    reach=_reach,
    asks=(
        Field(
            "text",
            "为什么不归本部门办",
            Kind.TEXT,
            "写下为什么不归本部门办",
            most=2_000,
            hint="写明应当归哪个部门、依据是什么。",
        ),
    ),
    button="提出异议",
    done=lambda _occasion, _step, _fields: "已提出异议，等投诉受理员裁定",
    telling=Telling(staff=_to_whom),
)

ACCEPT_REPORT = Act(
    FLOW,
    accept_report,
    "Accept a department's report",
    "Accept the report. What it means for the matter, the finding says.",
    done=lambda _occasion, _step, _fields: "已认可报告，可以记录核查结论",
    telling=Telling(staff=_to_whom),
)

RETURN_REPORT = Act(
    FLOW,
    return_report,
    "Return a department's report",
    "Return a report that does not do, with the reason and days for another one.",
    asks=(
        DAYS,
        Field("text", "报告哪里不行", Kind.TEXT, "写下报告哪里不行", most=2_000, hint="部门看到这段话。"),
    ),
    done=lambda _occasion, _step, _fields: "已退回，部门重新报告",
    telling=Telling(staff=_to_whom),
)

RULE_OBJECTION = Act(
    FLOW,
    rule_objection,
    "Rule on an objection",
    "Rule on a department's objection that the matter is not its own.",
    asks=(
        Field("ruling", "裁定", Kind.ONE_OF, "选择异议成立或不成立", choices=RULINGS, list_name="ObjectionRuling"),
        Field("text", "裁定的理由", Kind.TEXT, "写下裁定的理由", most=1_000, hint="部门看到这段话。"),
    ),
    done=lambda _occasion, _step, _fields: "已裁定异议",
    telling=Telling(staff=lambda facts: f"{facts['person']}，{dict(RULINGS)[facts['outcome']]}"),
)

TRANSFER_OUT = Act(
    FLOW,
    transfer_out,
    "Transfer outside",
    "Transfer what is not ours to whoever is competent; the complainant reads where it went with the receipt code.",
    asks=(
        Field(
            "exclusion",
            "是哪一类",
            Kind.CHOSEN,
            choices=transferring(),
            hint="选了，就有去处和理由，下面可以不填；要改的再填。都要在受理时限内转出。",
            list_name="Transferred",
            api="What others handle: says why, to whom, and where the law says it within how many days.",
        ),
        Field(
            "person", "转给哪个机关", most=60, mark="选了上面一类的可以不填", hint="例如：区市场监督管理局12315中心。"
        ),
        Field("document", "转送函文号", needed="填写转送函的文号", most=60, hint="例如：云软环转〔2026〕1号。"),
        Field("days", "那里几个工作日内答复", Kind.WHOLE, least=1, most=60, mark="上面写明了几个工作日的可以不填"),
        Field(
            "reason",
            "为什么不归这里办",
            Kind.TEXT,
            most=1_000,
            mark="选了上面一类的可以不写",
            in_ledger=NOT_IN_THE_LEDGER,
            hint="投诉人凭凭证码看到这段话。",
        ),
    ),
    button="转送",
    done=lambda _occasion, step, _fields: f"已转{step.person}。投诉人凭凭证码看到去处",
    telling=Telling(staff=_transferred),
)
