"""
The ratings themselves, for a platform above that fetches them. Nothing here changes with time: whoever fetches again after a failure,
or three days later, gets the same bytes (field.md b-2).
"""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from hall.doors.operations import operation
from hall.doors.shapes import Code
from hall.roles import Permission
from ratings.api import TAG, RatesEndpoint
from ratings.models import Level, Rating
from ratings.queries import visible_rows
from ratings.rates import Period
from ratings.wording import ON_THE_TABLET

WAYS = {"link": "用一次的链接：凭证上的二维码，或者查进度的页面", "tablet": ON_THE_TABLET}
SERVICES = {"on_site": "窗口到访", "online": "网上办件"}


class GivenRatingAnswer(serializers.Serializer):
    """One answer, as it was given. No name, no words, no number of a case."""

    id = serializers.UUIDField(source="key")
    replaces = serializers.UUIDField(
        source="replaces.key", allow_null=True, default=None, help_text="The one before, which the rater amended."
    )
    level = serializers.IntegerField(min_value=min(Level.values), max_value=max(Level.values))
    at = serializers.DateTimeField()
    way = Code(list(WAYS.items()), name="RatingWay", source="link.way")
    service = Code(list(SERVICES.items()), name="RatedService", source="link.service")
    window = serializers.CharField(source="window.number", allow_null=True, default=None)
    department = serializers.CharField(source="department.code")
    item = serializers.CharField(source="item.code")


class GivenRatings(RatesEndpoint, GenericAPIView):
    needs = {"GET": Permission.BOARD_VIEW}
    query = frozenset({"since", "until"})
    serializer_class = GivenRatingAnswer
    queryset = Rating.all_rows.none()

    @operation(
        tag=TAG,
        summary="Ratings, as they were given",
        description="Of the departments whose board you may see, in the order in which they came, an amended one with what it replaces; "
        "none of the last minute. No row ever changes.",
        name="ratings_given",
        answer=GivenRatingAnswer(many=True),
        parameters=[
            OpenApiParameter("since", OpenApiTypes.DATE, description="First day."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="Last day."),
        ],
    )
    def get(self, request: Request) -> Response:
        rows = self.ratings(Period(self.day("since"), self.day("until")))
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(self.get_serializer_class()(page, many=True).data)

    def ratings(self, period: Period) -> QuerySet[Rating]:
        rows: Any = visible_rows(self.access.grant(Permission.BOARD_VIEW), at=self.at).filter(period.of("at"))
        return rows.select_related("replaces", "link", "window", "department", "item").order_by("pk")
