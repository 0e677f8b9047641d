"""Putting a registration right: what it asks for, and how it is told."""

from typing import Any

from cases.wording import moment_of
from hall.doors.acts import Act, Facts, Field, Occasion, Telling
from permits.actions import amending
from permits.acts.telling import reason_for
from permits.forms import AmendForm
from permits.inputs import AmendInput
from permits.models import DocumentKind
from permits.states import BESIDES, SUBMITTED


def _form(_act: Act, occasion: Occasion, **more: Any) -> AmendForm:
    """The name in full, to be held against the document; papers only as long as nobody was told what is missing."""
    application = occasion.subject
    may_take_off = occasion.case.state == SUBMITTED and not application.notices.exists()
    ticked = application.received.held().select_related("material") if may_take_off else ()
    return AmendForm(name=application.applicant_name, ticked=[receipt.material for receipt in ticked], **more)


def _amended(facts: Facts) -> str:
    before, after = facts.get("before", ""), facts.get("after", "")
    renamed = f"姓名或名称由 {before} 改为 {after}" if before != after else f"改正了姓名（{after}）"
    absent = f"没有收到 {'、'.join(facts['missing'])}" if facts.get("missing") else ""
    gone = (
        f"原来告诉申请人的 {moment_of(facts['promised'])} 不再算，材料交齐后重新起算" if facts.get("promised") else ""
    )
    return "；".join(filter(None, (renamed if after else "", absent, gone)))


AMEND = Act(
    BESIDES,
    amending.amend,
    "Put a registration right",
    (
        "Within the half working day of the registration, before a paper with the name is printed: put the applicant's name"
        " right, or take papers off that were ticked and never came. Number, receipt code and clocks stay."
    ),
    asks=(
        Field("applicant_name", "姓名或名称", most=80),
        reason_for("更正的原因", "更正的原因", most=300),
    ),
    button="更正登记",
    note=(
        "证件号、事项登记错了的，不在这里改：由审批科长或部门负责人作废，再重新登记。"
        "材料登记为齐全、其实没有收到的，由没有经手这一件的审批科长在这里更正，并短信告诉申请人。"
    ),
    form=_form,
    shape=AmendInput,
    leaves=(DocumentKind.RECEIPT,),
    done=lambda _occasion, application, _fields: (
        f"已更正登记：{application.applicant_name}。"
        + ("收回原来的收件凭证，打印新的一份" if application.slips > 1 else "")
    ),
    telling=Telling(
        staff=lambda facts: f"{_amended(facts)}。原因：{facts['reason']}",
        applicant=lambda facts: ("更正登记", _amended(facts)),
    ),
    synonyms=("更正登记",),
)
