"""Revoking what was granted, and lifting a bar to applying again: what each asks for, and how it is told."""

from typing import Any

from hall.doors.acts import Act, Facts, Field, Kind, Occasion, Telling
from permits import barring
from permits.actions import revoking
from permits.acts.ending import REMEDIES_FIELD
from permits.acts.telling import barred, reason_for
from permits.models import Bar, DocumentKind, Revocation
from permits.queries import false_grant
from permits.states import BESIDES, FLOW


def _usual_ground(_fields: Facts, occasion: Occasion) -> str:
    return Revocation.Ground.FALSE_COMMITMENT if false_grant(occasion.subject) else Revocation.Ground.DECEIT


def _revoking(occasion: Occasion) -> Facts:
    """The finding that it rests on, and what it bars."""
    return {"commitment": false_grant(occasion.subject), "barred": barring.bars(occasion.subject)}


def _revoked(_occasion: Occasion, revocation: Any, _fields: Facts) -> str:
    return f"已撤销，文书编号 {revocation.document}。把决定书送达申请人，再登记送达"


REVOKE = Act(
    FLOW,
    revoking.revoke,
    "Revoke what was granted",
    (
        "Revoke what was granted, delivered or not (行政许可法 art. 69): a commitment that was found false, or deceit. An item that"
        " touches public safety or health is barred to the applicant for three years (art. 79)."
    ),
    leaves=(DocumentKind.REVOCATION,),
    asks=(
        Field(
            "ground",
            "撤销的情形",
            Kind.ONE_OF,
            "选择撤销的情形",
            choices=Revocation.Ground,
            in_ledger=_usual_ground,
        ),
        reason_for("撤销的理由和依据", "理由和依据"),
        REMEDIES_FIELD,
    ),
    note="撤销以前听取申请人的陈述和申辩。已经交付的证照收回或者公告作废；办件不再送达。",
    foreseen=True,
    template="desk/revoke.html",
    shows=_revoking,
    done=_revoked,
    telling=Telling(
        staff=lambda facts: f"{facts['ground']}。理由：{facts['reason']}（{facts['document']}）{barred(facts)}",
        applicant=lambda facts: (
            "许可决定已经撤销",
            f"{facts['document']}：{facts['ground']}。理由和救济途径见决定书{barred(facts)}",
        ),
        by_department=True,
    ),
    synonyms=("revocation", "撤销", "撤销许可"),
)

LIFT_BAR = Act(
    BESIDES,
    revoking.lift_bar,
    "Lift a bar to applying again",
    "Lift the bar that a decision on this application has set, because that decision fell; with the document that says so.",
    asks=(
        Field(
            "ground",
            "解除的情形",
            Kind.ONE_OF,
            "选择解除的情形",
            choices=[(code, Bar.LiftedBy(code).label) for code in revoking.LIFTED_BY_PEOPLE],
            list_name="BarLiftedByPeople",
            in_ledger=Bar.LiftedBy.CORRECTED,
        ),
        Field("document", "文号", needed="填写复议决定书、判决书或者纠正决定的文号", most=120),
        reason_for("解除的理由", "理由", most=300),
    ),
    button="解除",
    done=lambda _occasion, _bar, _fields: "已解除，申请人可以再次申请这个事项",
    telling=Telling(
        staff=lambda facts: f"{facts['ground']}（{facts['document']}）：{facts['reason']}",
        applicant=lambda facts: ("可以再次申请这个事项", f"{facts['ground']}（{facts['document']}）"),
        by_department=True,
    ),
    synonyms=("解除再次申请的限制",),
)
