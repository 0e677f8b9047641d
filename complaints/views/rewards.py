"""Rewards: the scale, and the payment against a receipt code. Whoever pays sees a sum, and no case (decision 154)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases import attempts
from cases.wording import moment
from complaints import queries
from complaints.actions.rewards import NothingToPay, end_level, pay_reward, set_level
from complaints.models import Reward, RewardLevel
from complaints.views.reporter import labels
from hall.caller import address_of
from hall.doors import fields
from hall.doors.pages import FormPage, StaffPage, put_refusal
from hall.identifiers import BadNumber
from hall.refusals import Refused
from hall.roles import Permission


class LevelForm(forms.Form):
    name = fields.text("档次", "填写档次", limit=40, help_text="例如：一般线索、重大线索。")
    least = forms.DecimalField(
        label="最低（元）", max_digits=10, decimal_places=2, error_messages={"required": "填写最低金额"}
    )
    most = forms.DecimalField(
        label="最高（元）", max_digits=10, decimal_places=2, error_messages={"required": "填写最高金额"}
    )
    document = fields.text("依据的文件", "填写依据的文件", limit=80)


class Scale(FormPage):
    """The scale in force, what was in force before, and a form for one more step."""

    permission = Permission.REWARD_DECIDE
    template_name = "complaints/rewards.html"
    form_class = LevelForm
    verb = staticmethod(set_level)

    def done(self, result: Any, subject: Any) -> HttpResponse:
        messages.success(self.request, f"已启用：{result}")
        return redirect("centre-rewards")

    def context(self, subject: Any) -> dict[str, Any]:
        levels = RewardLevel.objects.order_by("ended_at", "least")
        return {
            "columns": labels("档次", "最低", "最高", "文件", "启用", "停用"),
            "rows": [_row(level) for level in levels],
            "running": [level for level in levels if level.ended_at is None],
        }


class EndLevel(StaffPage):
    permission = Permission.REWARD_DECIDE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        level = get_object_or_404(RewardLevel, pk=pk)
        end_level(level=level, by=self.user, at=self.at)
        messages.success(request, f"已停用：{level}")
        return redirect("centre-rewards")


class PayForm(forms.Form):
    code = fields.text(
        "凭证码",
        "填写凭证码",
        limit=40,
        help_text="领奖的人出示的 16 位数字。不要问姓名，不要留证件。",
        attrs={"inputmode": "numeric", "autocomplete": "off"},
    )
    voucher = fields.text("付款凭单号", limit=60, help_text="先查金额，付款时再填。")


class Pay(StaffPage):
    """First the sum, then the payment. A wrong code is counted as on the look-up page, and all that finds nothing is answered alike."""

    permission = Permission.REWARD_PAY

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(PayForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PayForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        address = address_of(request)
        try:
            attempts.check(address, at=self.at)
            if form.cleaned_data["voucher"]:
                reward = pay_reward(**form.cleaned_data, by=self.user, at=self.at)
                messages.success(request, f"已记下支付 {reward.amount:,.2f} 元")
                return redirect("centre-reward-pay")
            waiting = queries.to_pay(form.cleaned_data["code"])
            if waiting is None or waiting.decided_by == self.user:
                raise NothingToPay(field="code")
        except (Refused, BadNumber) as refused:
            if isinstance(refused, NothingToPay):
                attempts.count(address, at=self.at)
            put_refusal(form, refused)
            return self.show(form, status=429 if isinstance(refused, attempts.TooManyTries) else 422)
        return self.show(form, waiting=waiting)

    def show(self, form: PayForm, *, waiting: Reward | None = None, status: int = 200) -> HttpResponse:
        amount = f"{waiting.amount:,.2f}" if waiting else ""
        return render(self.request, "complaints/reward_pay.html", {"form": form, "amount": amount}, status=status)


def _row(level: RewardLevel) -> dict[str, Any]:
    return {
        "cells": [
            level.name,
            f"{level.least:,.2f} 元",
            f"{level.most:,.2f} 元",
            level.document,
            moment(level.set_at),
            moment(level.ended_at) if level.ended_at else None,
        ]
    }
