"""The acts on a card for programs."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from cases.act_api import DescribedEndpoint, endpoint
from cases.api import TAG, OpensCards
from cases.card_acts import ACTS, offered
from cases.cards import remarks_on
from cases.models import Card, Case
from cases.serializers import OneCardAnswer
from hall.doors.acts import Occasion
from hall.doors.operations import operation
from hall.permissions import Permission

CARD = OpenApiParameter(
    "card", OpenApiTypes.INT, OpenApiParameter.PATH, description="`id` of the card, as the lists of cards give it."
)


class CardEndpoint(OpensCards):
    def card_of(self, pk: int, permission: Permission) -> Card:
        """The card with this number, of the departments that a permission reaches, or one that names the caller."""
        opened = Card.objects.open_to(self.access.grant(permission))
        return get_object_or_404(opened.with_liable().select_related("deadline"), pk=pk)

    def answer_of(self, card: Card) -> Any:
        """The card as it stands, with the acts that the caller can do now."""
        occasion = Occasion(card.case, card, self.request.user, self.access, self.at, self.on)
        card.remarks = remarks_on(card)  # type: ignore[attr-defined]  # for the answer
        return OneCardAnswer(card, context={"acts": [act.name for act in offered(occasion)]}).data


class OneCard(CardEndpoint):
    needs = {"GET": Permission.BOARD_VIEW}

    @operation(
        tag=TAG,
        summary="One card",
        description="A card of the departments whose board you may see, or one that names you, as it stands now, with the acts that you can do.",
        name="cards_read",
        answer=OneCardAnswer,
        parameters=[CARD],
    )
    def get(self, request: Request, card: int) -> Response:
        return Response(self.answer_of(self.card_of(card, Permission.BOARD_VIEW)))


class DoAct(CardEndpoint, DescribedEndpoint):
    """An act on a card of the departments that the act's permission reaches, or on one that names the caller."""

    tag, operations = TAG, "cards"
    shape_of_answer = OneCardAnswer
    path_parameters = [CARD]
    card: Card

    def post(self, request: Request, card: int) -> Response:  # type: ignore[override]  # found by its own number
        self.card = self.card_of(card, self.act.may)
        self.perform(self.card.case)
        return Response(self.answer(self.card.case))

    def subject_of(self, case: Case) -> Card:
        return self.card

    def row(self, case: Case) -> dict[str, Any]:
        return {"card": self.card.pk}

    def answer(self, case: Case) -> Any:
        return self.answer_of(Card.objects.with_liable().select_related("deadline").get(pk=self.card.pk))


VERBS = {act.name: endpoint(act, DoAct) for act in ACTS}
