"""The two acts on a card: the liable department appeals, the office rules. Each a form and one call to its verb."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cases import cards
from cases.cards import appeal_until, may_be_appealed
from cases.models import Card, CardState
from cases.web import StaffPage, put_refusal
from cases.wording import marked, moment
from hall import calendar
from hall.refusals import Refused
from hall.roles import Permission
from hall.worktime import is_provisional_between
from oversight import queries

REASON_MOST = 300  # characters; the reason of a withdrawal stands on the card


def reason_field(label: str, required: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=REASON_MOST,
        error_messages={"required": required, "max_length": f"{label}不超过 {REASON_MOST} 个字"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AppealForm(forms.Form):
    reason = reason_field("申诉的理由", "写明申诉的理由")


class RulingForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label="裁定",
        choices=[("yes", "申诉成立，撤销这张牌"), ("no", "申诉不成立，维持这张牌")],
        coerce=lambda word: word == "yes",
        error_messages={"required": "选择撤销或维持", "invalid_choice": "选择撤销或维持"},
        widget=forms.RadioSelect,
    )
    reason = reason_field("裁定的理由", "写明裁定的理由")


class CardAct(StaffPage):
    """An act on one card that the permission reaches: show the form, on POST make the call; a refusal changes nothing."""

    form_class: ClassVar[type[forms.Form]]
    title: ClassVar[str]
    button: ClassVar[str]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.card(pk), self.form_class())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        card = self.card(pk)
        form = self.form_class(request.POST)
        if form.is_valid():
            try:
                messages.success(request, self.run(card=card.pk, by=request.user, at=self.at, **form.cleaned_data))
                return redirect(reverse("oversight-card", args=[card.pk]))
            except Refused as refused:
                put_refusal(form, refused)
        return self.show(card, form, status=422)

    def card(self, pk: int) -> Card:
        reached = queries.cards_of(self.access.grant(self.permission))
        return get_object_or_404(queries.with_liable(reached), pk=pk)

    def until(self, card: Card) -> str:
        """The last moment of an appeal, 暂定 like every date that counts over a year without a notice."""
        days = calendar.current()
        last = days.local(appeal_until(card))
        return marked(moment(last), is_provisional_between(days.local(card.issued_at), last, days))

    def run(self, **given: Any) -> str:
        """Make the one domain call and say what follows."""
        raise NotImplementedError

    def show(self, card: Card, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "card": card,
            "form": form,
            "title": self.title,
            "button": self.button,
            "back": reverse("oversight-card", args=[card.pk]),
            "until": self.until(card),
        }
        return render(self.request, "oversight/card_act.html", context, status=status)


class Appeal(CardAct):
    permission = Permission.CARD_APPEAL
    form_class, title, button = AppealForm, "对红黄牌申诉", "提出申诉"

    def run(self, **given: Any) -> str:
        cards.appeal(**given)
        return "已提出申诉，等软环境办裁定"


class Ruling(CardAct):
    permission = Permission.CARD_RULE
    form_class, title, button = RulingForm, "裁定申诉", "作出裁定"

    def run(self, **given: Any) -> str:
        card = cards.rule_on_appeal(**given)
        return "申诉成立，这张牌已撤销" if card.state == CardState.WITHDRAWN else "申诉不成立，这张牌维持"


def acts_on(card: Card, page: StaffPage) -> list[dict[str, str]]:
    """The acts that this person may take on a card now, as buttons."""
    department = card.department_id
    found = []
    if page.access.grant(Permission.CARD_APPEAL).covers(department) and may_be_appealed(card, at=page.at):
        found.append({"words": Appeal.title, "url": reverse("oversight-card-appeal", args=[card.pk])})
    if page.access.grant(Permission.CARD_RULE).covers(department) and card.state == CardState.APPEALED:
        found.append({"words": Ruling.title, "url": reverse("oversight-card-ruling", args=[card.pk])})
    return found
