"""Ending without a decision, in writing before the acceptance or later: what each way asks for, and how it is told."""

from hall.doors.acts import Act, Facts, Field, Kind, Occasion, Telling
from hall.sentences import clause
from permits.actions import declining, ending
from permits.acts.telling import barred, reason, reason_for
from permits.acts.trips import TRIPS_OF_BOTH, trips_of_both, with_why
from permits.deadlines import CORRECT_WITHIN
from permits.models import DocumentKind, Ending, NonAcceptance
from permits.states import FLOW
from permits.wording import LONG, REMEDIES

REMEDIES_FIELD = Field(
    "remedies",
    "救济途径",
    Kind.TEXT,
    declining.REMEDIES_NEEDED,
    most=LONG,
    first=REMEDIES,
    api_label="救济途径：向谁、在多少日内申请复议或提起诉讼",
    in_ledger=REMEDIES,
)


def _ended(facts: Facts) -> str:
    parts = [clause(facts.get("ground", "")), clause(facts.get("basis", "")), f"原因：{facts['reason']}"]
    document = f"（{facts['document']}）" if facts.get("document") else ""
    return "；".join(each for each in parts if each) + document


WITHDRAW = Act(
    FLOW,
    ending.withdraw,
    "Withdraw",
    "End the case because the applicant asks for it, before a decision.",
    asks=(reason_for("申请人撤回的原因", "撤回的原因", most=300, focus=True), *TRIPS_OF_BOTH),
    adds=trips_of_both,
    arguments=with_why,
    button="记录撤回",
    note="办件随之结束，以后可以重新申请。",
    foreseen=True,
    leaves=(DocumentKind.WITHDRAWAL,),
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
        *TRIPS_OF_BOTH,
    ),
    adds=trips_of_both,
    arguments=with_why,
    note="办件随之结束，不作准予或不予许可的决定。终止通知书要写明理由和救济途径，送达申请人。",
    foreseen=True,
    leaves=(DocumentKind.TERMINATION,),
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
    leaves=(DocumentKind.VOIDING,),
    done=lambda _occasion, ended, _fields: f"已作废，编号保留不再使用。文书编号 {ended.document}",
    telling=Telling(staff=_ended, applicant=lambda facts: ("作废", facts["ground"]), by_department=True),
    synonyms=("作废", "cancel"),
)


def _elsewhere_if_named(fields: Facts, _occasion: Occasion) -> str:
    """A ledger that names another agency, and no ground, means that the matter is not this one's."""
    elsewhere = fields.get("competent_agency", "").strip()
    return NonAcceptance.Ground.NOT_OUR_POWER if elsewhere else NonAcceptance.Ground.OTHER_LAW


def _declined(facts: Facts) -> str:
    ground = f"{NonAcceptance.Ground(facts['ground']).label}。" if facts.get("ground") else ""
    agency = f"。有权办理的机关：{facts['competent_agency']}" if facts.get("competent_agency") else ""
    return f"{ground}理由：{facts['reason']}{agency}{barred(facts)}"


DECLINE = Act(
    FLOW,
    declining.decline,
    "Decline",
    "Decide in writing not to accept, with the reason and the remedies (行政许可法 art. 32, 38).",
    steps=("decline",),
    asks=(
        Field(
            "ground",
            "情形",
            Kind.ONE_OF,
            "选择不予受理的情形",
            choices=NonAcceptance.Ground,
            hint="虚假材料：事项是行政许可的，给予警告；直接关系公共安全、人身健康的，申请人一年内不能再次申请",
            api_label="不予受理的情形",
            api_needed=False,
            usual=NonAcceptance.Ground.OTHER_LAW,
            in_ledger=_elsewhere_if_named,
        ),
        Field(
            "competent_agency",
            "有权办理的机关",
            most=120,
            hint="不属于本机关职权时必填：申请人应当向哪个机关申请",
            api="Due with the ground not_our_power.",
            ledger_names=("agency",),
        ),
        reason_for("不予受理的理由和依据", "理由和依据"),
        REMEDIES_FIELD,
        *TRIPS_OF_BOTH,
    ),
    adds=trips_of_both,
    arguments=with_why,
    leaves=(DocumentKind.NON_ACCEPTANCE,),
    done=lambda _occasion, _application, _fields: "已作出不予受理决定，办件结束。把决定书交给申请人",
    telling=Telling(staff=_declined, applicant=lambda facts: ("不予受理", barred(facts).lstrip("。"))),
    synonyms=("not_accept", "不予受理"),
)

NOT_REQUIRED = Act(
    FLOW,
    declining.not_required,
    "Tell that no licence is needed",
    "Tell the applicant at once that the matter needs no licence (行政许可法 art. 32). It is not accepted; it ends.",
    steps=("decline",),
    asks=(reason_for("为什么不需要取得许可、依据是什么", "为什么不需要许可", focus=True),),
    button="告知并结束",
    leaves=(DocumentKind.NON_ACCEPTANCE,),
    done=lambda _occasion, _application, _fields: "已告知申请人不需要取得许可，办件结束",
    telling=Telling(staff=reason, applicant=lambda _facts: ("告知无需许可", "")),
    synonyms=("no_licence_needed", "无需许可", "告知无需许可"),
)

CLOSE_NOT_CORRECTED = Act(
    FLOW,
    declining.close_not_corrected,
    "Close as not corrected in time",
    (
        f"Close an application whose corrections have not come within {CORRECT_WITHIN} natural days of the notice."
        " Refused before that."
    ),
    steps=("decline",),
    asks=(
        Field(
            "reason",
            "理由",
            Kind.TEXT,
            most=LONG,
            hint="不填＝到期没有收齐告知书要求补正的材料，写明还缺哪些",
            api="Left out: which papers of the notice have not come in time.",
        ),
        REMEDIES_FIELD,
        *TRIPS_OF_BOTH,
    ),
    adds=trips_of_both,
    arguments=with_why,
    button="结案",
    shown=True,
    leaves=(DocumentKind.NON_ACCEPTANCE,),
    done=lambda _occasion, _application, _fields: "已按逾期未补正结案。把决定书送给申请人；材料备齐以后可以重新申请",
    telling=Telling(staff=reason, applicant=lambda facts: ("逾期未补正，结案", facts["reason"])),
    synonyms=("not_corrected", "逾期未补正", "逾期未补正结案"),
)
