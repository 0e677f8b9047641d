"""Rewarding a report."""

from decimal import Decimal
from typing import Any

from django import forms

from complaints.actions.rewards import decide_reward
from complaints.models import RewardLevel
from complaints.states import BESIDES
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Field, Kind, Occasion, Telling
from hall.doors.fields import choice, offer
from hall.doors.forms_of_acts import fields_of
from hall.doors.pages import ActForm


def _steps(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """Offers the scale that is in force."""
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion)
    form.fields["level"] = choice("档次", [], "选择奖励标准里的一档", widget=forms.Select)
    steps = RewardLevel.objects.filter(ended_at__isnull=True)
    offer(form, "level", [("", "（选择）"), *((step.name, str(step)) for step in steps)])
    return form


def _sum(facts: dict[str, Any]) -> str:
    return f"{Decimal(facts['amount']):,.2f} 元"


DECIDE_REWARD = Act(
    BESIDES,
    decide_reward,
    "Decide a reward",
    "Reward an upheld report within the scale; another person pays it against the receipt code.",
    asks=(
        Field("level", "档次", needed="选择奖励标准里的一档", most=40, api="Name of a step of the scale in force."),
        Field("amount", "金额", Kind.MONEY, "填写金额", hint="在所选档次的范围里。"),
        Field(
            "reason",
            "理由",
            Kind.TEXT,
            "写明奖励的理由",
            most=500,
            look={"rows": 3},
            in_ledger=f"{NOT_IN_THE_LEDGER}理由",
        ),
    ),
    button="决定奖励",
    form=_steps,
    shape_name="DecideReward",
    done=lambda _occasion, reward, _fields: f"已决定奖励 {reward.amount:,.2f} 元，举报人凭凭证码看到、领取",
    events={"decide_reward": Telling(staff=_sum)},
    synonyms=("举报奖励",),
)
OF_A_PAYMENT = {"pay_reward": Telling("支付举报奖励", staff=_sum)}
