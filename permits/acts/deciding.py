"""Deciding, and taking a conclusion back: what each asks for, and how it is told."""

from collections.abc import Callable
from typing import Any

from cases.clocks import running
from cases.wording import moment_of
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Facts, Field, Kind, Occasion, Telling
from permits.actions import deciding
from permits.acts.telling import barred
from permits.models import Decision, DocumentKind
from permits.power import standings
from permits.states import FLOW
from permits.wording import LONG, REMEDIES, clocks_words


def _holds_it_as_special(occasion: Occasion) -> bool:
    """Whether the window holds the step only as 特别处置, and has to say why it could not wait."""
    power = standings(occasion.by, occasion.subject, on=occasion.on)
    return any(power[result].special for result in Decision.Result.values)


def _without_remedies_of_a_grant(_occasion: Occasion, fields: Facts) -> Facts:
    """The form suggests the usual remedies whatever is chosen; a grant is stored without any."""
    return fields | {"remedies": "", "false_materials": False} if fields["result"] == Decision.Result.GRANT else fields


def _of_a_refusal(words: str) -> Callable[[Facts, Occasion], str]:
    """What a ledger means that leaves out what only a refusal has."""
    return lambda fields, _occasion: words if fields["result"] == Decision.Result.REFUSE else ""


def _decided(occasion: Occasion, decision: Any, _fields: Facts) -> str:
    if decision.result == Decision.Result.REFUSE:
        return "已作出不予许可决定。把决定书送达申请人"
    return "已准予。" + clocks_words(running(occasion.case))


DECIDE = Act(
    FLOW,
    deciding.decide,
    "Decide",
    "Grant, or refuse with reasons and remedies (行政许可法 art. 38). A late decision raises its card at once.",
    ways=("grant", "refuse"),
    steps=("grant", "refuse"),
    words="办结",  # one word for the button, the page and the history of a desk; 作出决定 is the law's, on papers
    key="F4",
    asks=(
        Field("result", "结果", Kind.ONE_OF, "选择准予或不予许可", choices=Decision.Result),
        Field(
            "reason",
            "理由和依据",
            Kind.TEXT,
            most=LONG,
            hint="不予许可时必填",
            api="Due with a refusal.",
            in_ledger=_of_a_refusal(NOT_IN_THE_LEDGER),
        ),
        Field(
            "remedies",
            "救济途径",
            Kind.TEXT,
            most=LONG,
            hint="不予许可时必填；准予时不记入",
            first=REMEDIES,
            api="Due with a refusal.",
            in_ledger=_of_a_refusal(REMEDIES),
        ),
        Field(
            "false_materials",
            "申请人隐瞒有关情况或者提供虚假材料（《行政许可法》第七十八条）",
            Kind.YES,
            hint="不予许可时才勾选。给予警告；事项直接关系公共安全、人身健康的，申请人一年内不能再次申请",
            usual=False,
            in_ledger=False,
            only=lambda occasion: occasion.subject.item_version.is_licence,
            api="Of a refusal, where the item is a licence: facts were hidden or materials false. An item that touches public safety or health is barred for a year.",
        ),
        Field(
            "urgent",
            "急办的理由",
            Kind.TEXT,
            most=500,
            hint="本窗口对这一步只有特别处置权：急件写明理由，先办后报；不急的上交",
            only=_holds_it_as_special,
            api="Where the window holds the step only as 特别处置: why it could not wait.",
        ),
    ),
    concludes=True,
    arguments=_without_remedies_of_a_grant,
    leaves=(DocumentKind.GRANT, DocumentKind.REFUSAL),
    done=_decided,
    events={
        "grant": Telling(
            staff=lambda facts: "。".join(filter(None, (facts.get("number", ""), facts.get("reason", "")))),
            applicant=lambda _facts: ("决定：准予", ""),
            by_department=True,
        ),
        "refuse": Telling(
            staff=lambda facts: (
                "。".join(filter(None, (facts.get("number", ""), f"理由：{facts['reason']}"))) + barred(facts)
            ),
            applicant=lambda facts: ("决定：不予许可", barred(facts).lstrip("。")),
            by_department=True,
        ),
    },
    synonyms=("decision", "决定", "办结决定"),
)

UNDO = Act(
    FLOW,
    deciding.undo,
    "Take a conclusion back",
    "Take a conclusion back (撤回办结) within its half working day, before the paper is out; the clocks that it met run again.",
    asks=(Field("reason", "撤回的原因", Kind.TEXT, "填写撤回办结的原因", most=300, focus=True),),
    done=lambda occasion, _application, _fields: "已撤回办结，回到审查。" + clocks_words(running(occasion.case)),
    telling=Telling(
        staff=lambda facts: f"撤回 {moment_of(facts['decided_at'])} 的“{facts['result']}”：{facts['reason']}",
        applicant=lambda facts: (f"撤回“{facts['result']}”的决定", "决定还没有交给您，重新审查，时限接着算"),
        by_department=True,
    ),
    synonyms=("撤回办结",),
)
