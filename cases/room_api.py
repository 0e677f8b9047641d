"""
The endpoints of a room's cases that are no act: the list, a new one, one of them. A room says which cases, how each is read
for its answer, and what stands about them in the OpenAPI document.
"""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from cases.act_api import RoomEndpoint
from cases.models import Case
from cases.rules import Lamp
from cases.serializers import LAMP_CHOICES
from hall.doors.acts import Act
from hall.doors.answers import answered
from hall.doors.filters import of_number, one_of
from hall.doors.operations import IDEMPOTENCY_KEY, PUBLIC_OPENINGS, operation
from hall.doors.shapes_of_acts import shape_of

Shape = type[serializers.Serializer]


class CaseFilter(django_filters.FilterSet):
    """What every list of cases can be asked for; the room's own fields stand in its subclass."""

    q = of_number("number", whole=False, help_text="Part of the case number.")
    lamp = one_of(LAMP_CHOICES, method="lit", help_text="The worst lamp of the running clocks.")

    def lit(self, queryset: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        return queryset.filter(Q(lamp=int(Lamp[value.upper()])))


def newest_first(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.order_by("-opened_at", "-pk")


class CaseList(RoomEndpoint, GenericAPIView):
    """The list, the newest first, and what opens a case. `serializer_class` is the shape of a line, `filterset_class` the query."""

    queryset = Case.objects.none()

    def loaded(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """The cases with what the query and a line ask of them."""
        return cases

    def rows(self, page: list[Case]) -> list[Any]:
        """What the shape of a line reads."""
        return page

    def get(self, request: Request) -> Response:
        cases = newest_first(self.loaded(self.cases(self.needs["GET"])))
        return self.page_of(self.filter_queryset(cases))  # whose query may ask for another order

    def page_of(self, cases: QuerySet[Case]) -> Response:
        """:param cases: as `loaded` gives them, in the order of the answer."""
        page = self.paginate_queryset(cases) or []
        return self.get_paginated_response(self.get_serializer_class()(self.rows(page), many=True).data)


class OneCase(RoomEndpoint):
    def get(self, request: Request, number: str) -> Response:
        return Response(self.answer(get_object_or_404(self.cases(self.needs["GET"]), number=number)))


def opened(shape: Shape, *, created: bool, **body: Any) -> Response:
    """The answer to a request that opens a case: 201, or 200 for the same key again."""
    return Response(answered(shape, {"created": created, **body}), status=201 if created else 200)


def open_operation(
    tag: str, act: Act, answer: Shape, *, public: bool = False, examples: tuple[OpenApiExample, ...] = ()
) -> Any:
    """What opens a case, as its description says."""
    return operation(
        summary=act.title,
        description=act.summary,
        name=f"{tag}_{act.name}",
        request=shape_of(act),
        answer=answer,
        parameters=[IDEMPOTENCY_KEY],
        errors=PUBLIC_OPENINGS if public else (),
        created=True,
        examples=list(examples),
        public=public,
    )
