"""Deciding anew how long a special procedure takes: what it asks for, and how it is told."""

from cases.clocks import running
from cases.rules import Rule
from cases.wording import limit_panels, moment, moment_of
from hall.doors.acts import Act, Facts, Field, Kind, Occasion, Telling
from permits.actions import prolonging
from permits.actions.pausing import MOST_DAYS, TOO_LONG
from permits.acts.pausing import NOTICE_FIELD
from permits.acts.telling import due, reason_for
from permits.models import DocumentKind
from permits.states import FLOW


def _declared(occasion: Occasion) -> Facts:
    clocks = list(running(occasion.case, Rule.SPECIAL_PROCEDURE))
    return {"limits": limit_panels(clocks, at=occasion.at)}


def _until(occasion: Occasion) -> str:
    [clock] = running(occasion.case, Rule.SPECIAL_PROCEDURE)
    return moment(clock.due_at)


PROLONG = Act(
    FLOW,
    prolonging.prolong,
    "Prolong the special procedure",
    (
        "Tell in a further written notice that the special procedure takes longer (行政许可法 art. 45). Only before the time that "
        "was declared is over: then the clocks run again by themselves."
    ),
    asks=(
        NOTICE_FIELD,
        Field(
            "days",
            "再需要的天数（工作日）",
            Kind.WHOLE,
            "填写再需要的天数",
            most=MOST_DAYS,
            least=1,
            sentences={"invalid": "天数填整数，例如 10", "max_value": TOO_LONG},
            api_label="再需要的天数",
            ledger_names=("days", "declared_days"),
            api="Working days, beside those that were declared before.",
        ),
        reason_for("延长特别程序的理由", "延长的理由", hint="理由要告知申请人"),
    ),
    foreseen=True,
    template="desk/prolong.html",
    shows=_declared,
    leaves=(DocumentKind.SPECIAL_PROCEDURE,),
    done=lambda occasion, pause, _fields: (
        f"已延长特别程序，共 {pause.declared_days} 个工作日，到 {_until(occasion)}。到时还没有结束的，计时自动继续。"
        f"告知书编号 {pause.later_notices[-1]}，打印后送申请人"
    ),
    telling=Telling(
        staff=lambda facts: (
            f"{facts['ground']}再延长 {facts['days']} 个工作日，共 {facts['declared_days']} 个（告知书 {facts['notice_number']}）："
            f"{facts['reason']}。最迟由 {moment_of(facts['due_before'])} 变为 {due(facts, 'due_after')}"
        ),
        applicant=lambda facts: (
            f"特别程序延长 {facts['days']} 个工作日",
            f"告知书 {facts['notice_number']}。理由：{facts['reason']}。到 {due(facts, 'due_after')} 没有结束的，计时自动继续",
        ),
        by_department=True,
    ),
    synonyms=("prolong_pause", "延长特别程序", "延长暂停"),
)
