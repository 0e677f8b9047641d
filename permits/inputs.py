"""The shapes of what a program sends for those acts on an application that are not described by fields alone."""

from typing import Any

from rest_framework import serializers

from hall.doors.shapes import ActInput, Code, Day, Input, Several, Text, Whole, YesNo, optional_text
from hall.doors.shapes_of_acts import SHAPE
from hall.identity import IdKind
from permits.agent_fields import IF_ANY
from permits.models import (
    ApplicantKind,
    Channel,
    NoticeGround,
    PaperForm,
    Visit,
)

MOST_PAPERS = 200
OPENS_WITH = [(purpose.value, purpose.label) for purpose in (Visit.Purpose.CONSULT, Visit.Purpose.SUBMIT)]


def position(**more: Any) -> Whole:
    """A material, by its position on the item's list."""
    return Whole(label="材料序号", min_value=1, max_value=9_999, help_text="Position on the item's list.", **more)


def _positions(label: str, **more: Any) -> Several:
    return Several(
        child=position(), label=label, max_length=MOST_PAPERS, help_text="Positions on the item's list.", **more
    )


def by_material(lines: list[dict[str, Any]], what: str) -> dict[int, str]:
    """Position → what a line says of it. :raises ValidationError: a material that is named twice."""
    positions = [line["material"] for line in lines]
    twice = [each for each in positions if positions.count(each) > 1]
    if twice:
        raise serializers.ValidationError(f"第 {twice[0]} 项写了两次")
    return {line["material"]: line[what] for line in lines}


class PaperFormInput(Input):
    material = position()
    form = Code(PaperForm, label="形式")


class PapersInput(Input):
    """Papers with their forms: what registering, receiving and supplementing have in common."""

    forms = Several(
        child=PaperFormInput(),
        label="材料的形式",
        required=False,
        default=list,
        max_length=MOST_PAPERS,
        help_text="Only what differs from the usual: an original, or electronic from an online channel.",
    )

    def validate_forms(self, lines: list[dict[str, Any]]) -> dict[int, str]:
        return by_material(lines, "form")


def _window() -> Text:
    return Text(
        label="窗口",
        max_length=4,
        required=False,
        help_text="Number of one of your windows. Left out: the only one, or the one that serves the case.",
    )


def _cause() -> Code:
    return Code(
        Visit.Cause,
        label="原因",
        required=False,
        default="",
        help_text="Due from the third counted visit on (两次终结制), or beyond what the item publishes.",
    )


def _basis() -> Text:
    return optional_text(
        "要求到场的法律条款",
        most=200,
        help_text="Of the cause law: law and article, where neither the item nor an announced hearing says it.",
    )


# What names an agent; all of it may be left out
AgentInput = type("AgentInput", (Input,), {each.name: SHAPE[each.kind](each) for each in IF_ANY})


class RegisterInput(PapersInput, AgentInput):  # type: ignore[valid-type, misc]  # made of the same fields as the page's
    item_code = Text(label="事项编码", max_length=20)
    window = _window()
    applicant_kind = Code(ApplicantKind, label="申请人类型")
    applicant_name = Text(label="申请人姓名或名称", max_length=80)
    id_kind = Code(
        IdKind,
        label="证件类型",
        required=False,
        default="",
        help_text="Left out: the resident card of a person, the unified social credit code of an enterprise.",
    )
    applicant_id = Text(label="证件号", max_length=40, help_text="Number of that document, checked as its kind asks.")
    phone = Text(label="手机号", max_length=30)
    email = optional_text("电子邮箱", most=120, help_text="Letters go there besides. Sealed like the phone.")
    no_sms = YesNo(label="不要短信", required=False, default=False, help_text="True: the applicant wants no SMS.")
    materials = _positions("收到的材料", required=False, default=list)
    channel = Code(Channel, label="渠道", required=False, default=Channel.WINDOW)
    purpose = Code(
        OPENS_WITH,
        name="OpeningPurpose",
        label="来意",
        required=False,
        default=Visit.Purpose.SUBMIT,
        help_text="consult: nothing is submitted yet, no clock runs; it counts as the first visit.",
    )
    note = optional_text("备注", most=300)
    cause = _cause()
    missing = position(required=False, allow_null=True, default=None)
    basis = _basis()
    insists = YesNo(
        label="坚持要申请",
        required=False,
        default=False,
        help_text="True: the applicant insists although they may not apply again yet (409 barred); it is then declined.",
    )


class VisitInput(ActInput):
    window = _window()
    purpose = Code(Visit.Purpose, label="到访目的")
    cause = _cause()
    missing = position(required=False, allow_null=True, default=None)
    basis = _basis()


class NoticeLineInput(Input):
    material = position()
    remark = optional_text("说明", most=200)


class NotifyInput(ActInput):
    missing = Several(child=NoticeLineInput(), label="缺少或要改正的材料", min_length=1, max_length=MOST_PAPERS)
    ground = Code(
        NoticeGround,
        label="补充告知的理由",
        required=False,
        default="",
        help_text="Due for what no earlier notice named; such a notice counts against the window (yellow card).",
    )
    ground_reason = optional_text("依据的文号或者事实", most=300)
    ground_on = Day(label="变更的日期", required=False, allow_null=True, default=None)

    def validate_missing(self, lines: list[dict[str, Any]]) -> dict[int, str]:
        return by_material(lines, "remark")


class AmendInput(ActInput):
    applicant_name = optional_text("姓名或名称", most=80, help_text="Left out: it stays.")
    missing = _positions("其实没有收到的材料", required=False, default=list)
    reason = Text(label="更正的原因", max_length=300)


class CorrectionInput(Input):
    material = position()
    what = Text(label="错在哪里、改成什么", max_length=200)


class CorrectInput(ActInput):
    corrections = Several(child=CorrectionInput(), label="当场更正的材料", min_length=1, max_length=MOST_PAPERS)

    def validate_corrections(self, lines: list[dict[str, Any]]) -> dict[int, str]:
        return by_material(lines, "what")


class ReceiveInput(PapersInput, ActInput):
    window = _window()
    materials = _positions("这次收到的材料", min_length=1)
    channel = Code(Channel, label="渠道", required=False, default=Channel.WINDOW)
    cause = _cause()
    missing = position(required=False, allow_null=True, default=None)
    basis = _basis()


class SupplementInput(ReceiveInput):
    """As for receiving: papers that the applicant promised to bring."""
