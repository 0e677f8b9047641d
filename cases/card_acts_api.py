"""The acts on a card for programs."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from cases.act_api import DescribedEndpoint, endpoint
from cases.api import loaded
from cases.card_acts import ACTS, offered
from cases.models import Card, Case
from cases.serializers import OneCardAnswer
from hall.doors.acts import Occasion

CARD = OpenApiParameter(
    "card", OpenApiTypes.INT, OpenApiParameter.PATH, description="`id` of the card, as the lists of cards give it."
)


class DoAct(DescribedEndpoint):
    """An act on a card of the departments that the act's permission reaches."""

    tag, operations = "cases", "cards"
    shape_of_answer = OneCardAnswer
    path_parameters = [CARD]
    card: Card

    def post(self, request: Request, card: int) -> Response:  # type: ignore[override]  # found by its own number
        reached = Card.objects.reached_by(self.access.grant(self.act.may))
        self.card = get_object_or_404(loaded(reached), pk=card)
        self.perform(self.card.case)
        return Response(self.answer(self.card.case))

    def subject_of(self, case: Case) -> Card:
        return self.card

    def row(self, case: Case) -> dict[str, Any]:
        return {"card": self.card.pk}

    def answer(self, case: Case) -> Any:
        card = loaded(Card.objects.all()).get(pk=self.card.pk)
        occasion = Occasion(card.case, card, self.request.user, self.access, self.at, self.on)
        return OneCardAnswer(card, context={"acts": [act.name for act in offered(occasion)]}).data


VERBS = {act.name: endpoint(act, DoAct) for act in ACTS}
