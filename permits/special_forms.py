"""Forms of the acts that stop, move or end the clocks of an application. They check shape only."""

from django import forms

from cases.doors import ActForm
from hall.doors.fields import OneAutofocus, choice, text
from permits.forms import LONG
from permits.models import Ending
from permits.wording import REMEDIES


class TerminateForm(ActForm):
    ground = choice("终止的情形", Ending.Ground.choices, "选择终止的情形", widget=OneAutofocus)
    basis = text("依据条款", limit=200, help_text="选最后一种情形时必填：哪一部法律、法规、规章的哪一条")
    reason = text("理由", "填写终止的理由", limit=LONG, area=True)
    remedies = text(
        "救济途径", "填写救济途径：向谁、在多少日内申请复议或提起诉讼", limit=LONG, area=True, initial=REMEDIES
    )


class VoidForm(ActForm):
    ground = choice("登记错在哪里", Ending.Mistake.choices, "选择登记错在哪里", widget=OneAutofocus)
    reason = text("理由", "填写作废的理由", limit=LONG, area=True, help_text="写明正确的办件编号，或者怎样错的")


class TellHearingForm(ActForm):
    parties = text(
        "告知了谁",
        "填写告知了谁：申请人和利害关系人",
        limit=200,
        attrs={"autofocus": True},
        help_text="写明申请人和每一个利害关系人",
    )
    interest = text("涉及的重大利益", "填写涉及的重大利益", limit=LONG, area=True)


class AskHearingForm(ActForm):
    party = text("谁提出", "填写谁提出听证要求", limit=120, attrs={"autofocus": True})


class AnnounceHearingForm(ActForm):
    sits_at = forms.DateTimeField(
        label="举行时间",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "填写举行时间", "invalid": "填写日期和时间，例如 2026-03-16 09:00"},
        help_text="提前 7 个工作日通知，在提出以后 20 个工作日内举行",
    )
    place = text("地点", "填写听证地点", limit=120)
    chair = text("主持人", "填写主持人", limit=40, help_text="审查这件申请以外的人员")


class HoldHearingForm(ActForm):
    """Nothing to fill in: the record gets its number."""


class CancelHearingForm(ActForm):
    reason = text(
        "原因",
        "填写谁在什么时候放弃或者撤回听证要求",
        limit=300,
        area=True,
        attrs={"autofocus": True},
        help_text="谁、在什么时候、怎样撤回的。还在可以提出的时间里，告知过的其他人仍然可以要求听证",
    )


class WaiveHearingForm(ActForm):
    """The waiver of everybody who was told, not of one of them."""

    reason = text(
        "怎样放弃的",
        "填写谁在什么时候放弃或者撤回听证要求",
        limit=300,
        area=True,
        attrs={"autofocus": True},
        help_text="告知过的每一个人都书面放弃：谁、在什么时候、怎样表示的。只有其中一人不要听证的，不用这一项",
    )
