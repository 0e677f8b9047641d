"""The two acts on a card: the liable department appeals, the office rules. Each a form and one call to its verb."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from cases import cards
from cases.cards import appeal_until, may_be_appealed
from cases.models import Card, CardState
from cases.wording import marked, moment
from hall import calendar
from hall.doors.fields import text
from hall.doors.pages import FormPage, StaffPage
from hall.roles import Permission
from hall.worktime import is_provisional_between
from oversight import queries

REASON_MOST = 300  # characters; the reason of a withdrawal stands on the card


class AppealForm(forms.Form):
    reason = text("申诉的理由", "写明申诉的理由", limit=REASON_MOST, area=True)


class RulingForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label="裁定",
        choices=[("yes", "申诉成立，撤销这张牌"), ("no", "申诉不成立，维持这张牌")],
        coerce=lambda word: word == "yes",
        error_messages={"required": "选择撤销或维持", "invalid_choice": "选择撤销或维持"},
        widget=forms.RadioSelect,
    )
    reason = text("裁定的理由", "写明裁定的理由", limit=REASON_MOST, area=True)


class CardAct(FormPage):
    """An act on one card that the permission reaches."""

    template_name = "oversight/card_act.html"
    title: ClassVar[str]
    button: ClassVar[str]

    def subject(self, *, pk: int) -> Card:
        reached = queries.cards_of(self.access.grant(self.permission))
        return get_object_or_404(queries.with_liable(reached), pk=pk)

    def done(self, result: str, subject: Card) -> HttpResponse:
        messages.success(self.request, result)
        return redirect("oversight-card", subject.pk)

    def until(self, card: Card) -> str:
        """The last moment of an appeal, 暂定 like every date that counts over a year without a notice."""
        days = calendar.current()
        last = days.local(appeal_until(card))
        return marked(moment(last), is_provisional_between(days.local(card.issued_at), last, days))

    def context(self, subject: Card) -> dict[str, Any]:
        return {
            "card": subject,
            "title": self.title,
            "button": self.button,
            "back": reverse("oversight-card", args=[subject.pk]),
            "until": self.until(subject),
        }


class Appeal(CardAct):
    permission = Permission.CARD_APPEAL
    form_class, title, button = AppealForm, "对红黄牌申诉", "提出申诉"

    def run(self, subject: Card, **fields: Any) -> str:
        cards.appeal(card=subject.pk, **fields)
        return "已提出申诉，等软环境办裁定"


class Ruling(CardAct):
    permission = Permission.CARD_RULE
    form_class, title, button = RulingForm, "裁定申诉", "作出裁定"

    def run(self, subject: Card, **fields: Any) -> str:
        card = cards.rule_on_appeal(card=subject.pk, **fields)
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
