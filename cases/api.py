"""The engine for programs: the clocks, the history and the cards of any case that the caller may read."""

from functools import partial

import django_filters
from django.db.models import Q
from django.shortcuts import get_object_or_404
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Card, CardState, Case
from cases.serializers import (
    CardAnswer,
    ClockAnswer,
    HistoryLineAnswer,
    clock_answers,
)
from cases.tables.cards import LEVEL_CHOICES
from cases.tables.clocks import RULE_CHOICES
from hall.access import Grant
from hall.doors.endpoint import Endpoint
from hall.doors.filters import When, of_department, of_number, one_of
from hall.doors.operations import NUMBER, operation
from hall.roles import Permission

TAG = "cases"
CENTRE = "centre"  # as in the addresses of the board
of_a_case = partial(operation, parameters=[NUMBER])


class CaseEndpoint(Endpoint):
    def case(self, number: str) -> Case:
        return get_object_or_404(Case.objects.visible(self.request.user, on=self.on), number=number)


class CountedCase(Endpoint):
    def case(self, number: str) -> Case:
        """The board shows the clocks and cards of every case it counts, also of a complaint whose words its reader may not see."""
        readable = Case.objects.visible(self.request.user, on=self.on).filter(number=number)
        counted = Case.objects.reached_by(self.access.grant(Permission.BOARD_VIEW)).filter(number=number)
        return get_object_or_404(Case.objects.filter(Q(pk__in=readable) | Q(pk__in=counted)))


class Clocks(CountedCase):
    @of_a_case(
        summary="The clocks of a case",
        description="Every limit of the case, running, ended or replaced, with the arithmetic that led to its due moment.",
        name="cases_deadlines",
        answer=ClockAnswer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        case = self.case(number)
        clocks = list(case.deadlines.prefetch_related("case__pauses"))
        return Response(ClockAnswer(clock_answers(clocks, at=self.at), many=True).data)


class History(CaseEndpoint):
    @of_a_case(
        summary="The history of a case",
        description="Append-only, oldest first: who did what when, and the chain of hashes that shows any later edit.",
        name="cases_history",
        answer=HistoryLineAnswer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        lines = self.case(number).events.select_related("actor").order_by("seq")
        return Response(HistoryLineAnswer(lines, many=True).data)


class CaseCards(CountedCase):
    @of_a_case(
        summary="The cards of a case",
        description="Yellow and red cards, the latest breach first.",
        name="cases_cards",
        answer=CardAnswer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        return Response(CardAnswer(self.case(number).cards.with_liable().select_related("deadline"), many=True).data)


class CardFilter(django_filters.FilterSet):
    level = one_of(LEVEL_CHOICES, help_text="Yellow or red.")
    rule = one_of(RULE_CHOICES, help_text="The limit or rule that was broken.")
    state = one_of(CardState.choices, help_text="Where the card stands.")
    case = of_number("case__number", whole=True, help_text="Case number.")
    department = of_department(
        "department",
        help_text="Code of the liable department; `centre`: of the complaint centre, which is none.",
        besides={CENTRE: lambda cards: cards.filter(department=None)},
    )
    breached_after = When(field_name="breached_at", lookup_expr="gte", help_text="From this moment on.")
    breached_before = When(field_name="breached_at", lookup_expr="lt", help_text="Before this moment.")


class OpensCards(Endpoint):
    """About cards: whoever one of them names gets in, whatever their posts reach (decision 118)."""

    def lets_in(self, grant: Grant) -> bool:
        return grant.opens_cards


class Cards(OpensCards, GenericAPIView):
    needs = {"GET": Permission.BOARD_VIEW}
    queryset = Card.objects.none()
    serializer_class = CardAnswer
    filterset_class = CardFilter

    @operation(
        tag=TAG,
        summary="All cards",
        description="Yellow and red cards of the departments whose board the caller may see, for who has no board those that name them; the latest breach first.",
        name="cards_list",
        answer=CardAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        reach = self.access.grant(Permission.BOARD_VIEW)
        cards = Card.objects.listed_for(reach).with_liable().select_related("deadline").order_by("-breached_at", "-pk")
        page = self.paginate_queryset(self.filter_queryset(cards))
        return self.get_paginated_response(CardAnswer(page, many=True).data)
