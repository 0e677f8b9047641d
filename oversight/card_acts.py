"""The page of each act on a card (cases.card_acts)."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from cases.card_acts import arithmetic, offered, why_not
from cases.cards import is_of, remarks_on
from cases.events import lines
from cases.models import Card, Case, Event
from hall.access import Grant
from hall.doors.acts import Occasion
from hall.doors.pages import StaffPage
from hall.roles import Permission
from oversight.story import VOCABULARY, remark_lines
from worklists.drafting import DraftedAct
from worklists.views import DraftsPage, DropDraftPage


class OpensCards(StaffPage):
    """A page about cards: whoever one of them names gets in, whatever their posts reach (decision 118)."""

    def lets_in(self, grant: Grant) -> bool:
        return grant.opens_cards


class DoAct(OpensCards, DraftedAct):
    """An act on a card of the departments that the act's permission reaches, or on one that names who acts."""

    template_name = "oversight/card_act.html"
    drafts_at = "oversight-drafts"
    card: Card

    def case(self, number: str) -> Case:
        """The case of the card that has this number in the address."""
        opened = Card.objects.open_to(self.access.grant(self.permission))
        self.card = get_object_or_404(opened.with_liable(), pk=number)
        return self.card.case

    def subject_of(self, case: Case) -> Card:
        return self.card

    def row(self, case: Case) -> dict[str, Any]:
        return {"card": self.card.pk}

    def to(self, case: Case) -> str:
        return reverse("oversight-card", args=[self.card.pk])

    def why_not(self, occasion: Occasion) -> str:
        return why_not(self.act, occasion)

    def event_lines(self, events: list[Event]) -> list[dict[str, Any]]:
        own = [event for event in events if is_of(event, self.card)]
        return lines(own, VOCABULARY[self.card.case.kind])

    def context(self, case: Case) -> dict[str, Any]:
        remarks = remark_lines(remarks_on(self.card))
        return {**super().context(case), "card": self.card, "remarks": remarks, "arithmetic": arithmetic(self.card)}


class Drafts(OpensCards, DraftsPage):
    permission = Permission.BOARD_VIEW
    here, drop, back = "oversight-drafts", "oversight-draft-drop", "oversight-cards"


class DropDraft(OpensCards, DropDraftPage):
    permission = Permission.BOARD_VIEW
    back = "oversight-drafts"


def acts_on(card: Card, page: StaffPage) -> list[dict[str, str]]:
    """The acts that this person may take on a card now, as buttons."""
    occasion = Occasion(card.case, card, page.request.user, page.access, page.at, page.on)
    return [
        {"words": act.label, "url": reverse(f"oversight-card-{act.name}", args=[card.pk])} for act in offered(occasion)
    ]
