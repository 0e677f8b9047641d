"""Ending without a decision: what each way asks for, and how it is told."""

from hall.doors.acts import Act, Facts, Field, Kind, Telling
from permits.actions import ending
from permits.acts.declining import REMEDIES_FIELD
from permits.acts.telling import reason_for
from permits.models import Ending
from permits.states import FLOW


def _ended(facts: Facts) -> str:
    parts = [facts.get("ground", ""), facts.get("basis", ""), f"原因：{facts['reason']}"]
    document = f"（{facts['document']}）" if facts.get("document") else ""
    return "；".join(each for each in parts if each) + document


WITHDRAW = Act(
    FLOW,
    ending.withdraw,
    "Withdraw",
    "End the case because the applicant asks for it, before a decision.",
    asks=(reason_for("申请人撤回的原因", "撤回的原因", most=300, focus=True),),
    button="记录撤回",
    note="办件随之结束，以后可以重新申请。",
    foreseen=True,
    done=lambda _occasion, application, _fields: (
        f"已按申请人的要求撤回，办件结束。文书编号 {application.ending.document}"
    ),
    telling=Telling(staff=_ended, applicant=lambda _facts: ("申请人撤回", "")),
    synonyms=("撤回",),
)

TERMINATE = Act(
    FLOW,
    ending.terminate,
    "Terminate",
    "End the procedure without a decision, in writing, on a ground of the closed list, with reasons and remedies (终止).",
    asks=(
        Field(
            "ground",
            "终止的情形",
            Kind.ONE_OF,
            "选择终止的情形",
            choices=Ending.Ground,
            api="The closed list.",
        ),
        Field(
            "basis",
            "依据条款",
            most=200,
            hint="选最后一种情形时必填：哪一部法律、法规、规章的哪一条",
            api="The law and its article; due with other_law.",
        ),
        reason_for("终止的理由", "理由"),
        REMEDIES_FIELD,
    ),
    note="办件随之结束，不作准予或不予许可的决定。终止通知书要写明理由和救济途径，送达申请人。",
    foreseen=True,
    done=lambda _occasion, ended, _fields: f"已终止办理，办件结束。文书编号 {ended.document}，把通知书送达申请人",
    telling=Telling(staff=_ended, applicant=lambda facts: ("终止办理", facts["ground"]), by_department=True),
    synonyms=("终止", "终止办理", "abnormal_end"),
)

VOID = Act(
    FLOW,
    ending.void,
    "Declare void",
    "Declare a mistaken registration void, before anything was decided (作废). What was broken stays broken.",
    asks=(
        Field(
            "ground",
            "登记错在哪里",
            Kind.ONE_OF,
            "选择登记错在哪里",
            choices=Ending.Mistake,
            in_ledger=Ending.Mistake.DUPLICATE,
        ),
        reason_for("作废的理由", "理由", hint="写明正确的办件编号，或者怎样错的"),
    ),
    note="只有登记有误的办件可以作废。编号不再使用，记录和已经发出的红黄牌都保留。",
    foreseen=True,
    done=lambda _occasion, ended, _fields: f"已作废，编号保留不再使用。文书编号 {ended.document}",
    telling=Telling(staff=_ended, applicant=lambda facts: ("作废", facts["ground"]), by_department=True),
    synonyms=("作废", "cancel"),
)
