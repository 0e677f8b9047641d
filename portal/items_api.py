"""The catalogue for programs. Public like its pages: it is published."""

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from hall.catalogue_terms import HandlingKind, ItemStatus
from hall.doors.endpoint import PublicEndpoint
from hall.doors.filters import YES_NO, of_department, one_of, words
from hall.doors.operations import ITEM_CODE, PUBLIC_READS, operation
from hall.models import ItemVersion
from hall.queries import published
from permits.finding import is_listed
from portal.serializers import ItemAnswer, ItemRow


class ItemFilter(django_filters.FilterSet):
    q = words(
        method="named",
        help_text="Parts of the name, each must occur; its pinyin initials or whole reading; or the beginning of the code.",
    )
    department = of_department("item__department", help_text="Department code, e.g. WJ.")
    handling_kind = one_of(HandlingKind.choices, help_text="Handling kind.")
    in_hall = one_of(YES_NO, method="is_in_hall", help_text="true: can be applied for in the hall.")
    status = one_of(ItemStatus.choices, field_name="item__status", help_text="Without it only items in force (active).")

    def filter_queryset(self, queryset: QuerySet[ItemVersion]) -> QuerySet[ItemVersion]:
        matches = super().filter_queryset(queryset)
        return matches if self.form.cleaned_data["status"] else matches.filter(item__status=ItemStatus.ACTIVE)

    def named(self, queryset: QuerySet[ItemVersion], _name: str, value: str) -> QuerySet[ItemVersion]:
        items = queryset.values_list("pk", "name", "item__code")
        return queryset.filter(pk__in=[pk for pk, name, code in items if is_listed(value, name, code)])

    def is_in_hall(self, queryset: QuerySet[ItemVersion], _name: str, value: str) -> QuerySet[ItemVersion]:
        return queryset.filter(item__is_in_hall=value == "true")


class Items(PublicEndpoint, GenericAPIView):
    queryset = ItemVersion.objects.none()
    serializer_class = ItemRow
    filterset_class = ItemFilter

    @operation(
        summary="The catalogue",
        description="Items as published today, by department and code. Public.",
        name="items_list",
        answer=ItemRow(many=True),
        errors=PUBLIC_READS,
        public=True,
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(published(on=self.on)))
        return self.get_paginated_response(ItemRow(page, many=True).data)


class Item(PublicEndpoint):
    @operation(
        summary="One item and its six disclosures",
        description="Legal bases, materials, procedure, limits, fees, department and window, in the version in force today. Public.",
        name="items_read",
        answer=ItemAnswer,
        errors=(404, 429),
        parameters=[ITEM_CODE],
        public=True,
    )
    def get(self, request: Request, code: str) -> Response:
        version = get_object_or_404(published(on=self.on), item__code=code.upper())
        return Response(ItemAnswer(version).data)
