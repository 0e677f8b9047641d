"""Ratings for programs: corrections with their acts, and the rates. The same verbs as on the pages, under the same permissions."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cases.act_api import DescribedEndpoint, RoomEndpoint, endpoint
from cases.models import Case
from cases.room_api import CaseList, OneCase
from cases.serializers import ClockAnswer, clock_answers
from hall import calendar
from hall.doors.acts import Occasion
from hall.doors.answers import DepartmentAnswer, answered, values_of
from hall.doors.endpoint import Endpoint
from hall.doors.operations import NUMBER, operation
from hall.doors.shapes import LARGEST, Code
from hall.fields import shown
from hall.roles import Permission
from ratings.acts import ACTS, offered
from ratings.models import Correction, Result
from ratings.queries import corrections, loaded
from ratings.rates import BY, Period, online_rates, total, visit_rates
from ratings.states import STATES

TAG = "ratings"


class RatingCorrectionRow(serializers.Serializer):
    number = serializers.CharField()
    version = serializers.IntegerField(max_value=LARGEST)
    title = serializers.CharField()
    department = DepartmentAnswer()
    owner = serializers.CharField(help_text="Who handled the service, and answers.")
    state = Code(list(STATES.items()), name="RatingCorrectionState")
    state_words = serializers.CharField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class RatingStepAnswer(serializers.Serializer):
    verb = serializers.CharField()
    result = serializers.CharField(allow_blank=True, help_text=", ".join(Result.values))
    text = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField()


class RatingCorrectionAnswer(RatingCorrectionRow):
    """A correction as it stands now."""

    level = serializers.IntegerField(min_value=1, max_value=5)
    words = serializers.CharField(allow_blank=True)
    rated_at = serializers.DateTimeField()
    malicious = serializers.BooleanField()
    steps = RatingStepAnswer(many=True)
    clocks = ClockAnswer(many=True)
    acts = serializers.ListField(child=serializers.CharField(), help_text="Acts that you can do now.")


class RateAnswer(serializers.Serializer):
    """The rating of some services. Shares are of 1; none where nothing was rated."""

    name = serializers.CharField()
    services = serializers.IntegerField()
    rated = serializers.IntegerField()
    unrated = serializers.IntegerField()
    unrated_share = serializers.FloatField()
    satisfied_share = serializers.FloatField(allow_null=True)
    satisfied_share_without_malicious = serializers.FloatField(allow_null=True)
    bad = serializers.IntegerField()
    malicious = serializers.IntegerField()
    levels = serializers.ListField(child=serializers.IntegerField(), help_text="From 5 to 1.")
    is_ranked = serializers.BooleanField(help_text="False with fewer than 30 ratings: say nothing of better or worse.")


class RatesAnswer(serializers.Serializer):
    visits = RateAnswer(many=True, help_text="At windows: one rating a visit.")
    visits_total = RateAnswer()
    online = RateAnswer(many=True, help_text="Applied for online: one rating a case.")
    online_total = RateAnswer()


class CorrectionEndpoint(RoomEndpoint):
    def cases(self, permission: Permission) -> QuerySet[Case]:
        return corrections(self.access.grant(permission), at=self.at)

    def answer(self, case: Case) -> Any:
        return answered(RatingCorrectionAnswer, self.full(case.pk))

    @calendar.held()
    def full(self, pk: int) -> dict[str, Any]:
        case = Case.objects.select_related("department", "owner").get(pk=pk)
        correction = loaded(case)
        occasion = Occasion(case, correction, self.by, self.access, self.at, self.on)
        rating = correction.rating
        return {
            **_row(case),
            "level": rating.level,
            "words": shown(rating, "words"),
            "rated_at": rating.at,
            "malicious": correction.malicious,
            "steps": [
                {**values_of(step, "verb", "result", "at", "by"), "text": shown(step, "text")}
                for step in correction.steps.all()
            ],
            "clocks": clock_answers(list(case.deadlines.prefetch_related("case__pauses")), at=self.at),
            "acts": [act.name for act in offered(occasion)],
        }


@extend_schema_view(
    get=operation(
        name="ratings_list",
        summary="Corrections of bad ratings",
        description="Of your departments; a rating of the last minute is not there yet.",
        answer=RatingCorrectionRow(many=True),
    )
)
class Corrections(CorrectionEndpoint, CaseList):
    needs = {"GET": Permission.RATING_VIEW}
    serializer_class = RatingCorrectionRow

    def loaded(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        return cases.select_related("department", "owner")

    def rows(self, page: list[Case]) -> list[dict[str, Any]]:
        return [_row(case) for case in page]


@extend_schema_view(
    get=operation(
        name="ratings_read",
        summary="One correction",
        description="The bad rating, what was done about it, and its clocks.",
        answer=RatingCorrectionAnswer,
        parameters=[NUMBER],
    )
)
class OneCorrection(CorrectionEndpoint, OneCase):
    needs = {"GET": Permission.RATING_VIEW}


class DoAct(CorrectionEndpoint, DescribedEndpoint):
    """An act on a correction, as its description says."""

    tag = TAG
    shape_of_answer = RatingCorrectionAnswer

    def subject_of(self, case: Case) -> Correction:
        return loaded(case)


class RatesEndpoint(Endpoint):
    needs = {"GET": Permission.BOARD_VIEW}
    query = frozenset({"by", "since", "until"})

    @operation(
        tag=TAG,
        summary="Rates with their number and the unrated",
        description="Of the departments whose board you may see. A service that nobody rated is unrated, and nothing else.",
        name="ratings_rates",
        answer=RatesAnswer,
        parameters=[
            OpenApiParameter("by", OpenApiTypes.STR, enum=list(BY), description="Left out: window."),
            OpenApiParameter("since", OpenApiTypes.DATE, description="First day."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="Last day."),
        ],
    )
    def get(self, request: Request) -> Response:
        by = request.query_params.get("by") or "window"
        if by not in BY:
            raise ValidationError({"by": [f"选择 {'、'.join(BY)} 中的一个"]})
        terms = (by, self.access.grant(Permission.BOARD_VIEW), Period(self.day("since"), self.day("until")))
        visits, online = visit_rates(*terms, at=self.at), online_rates(*terms, at=self.at)
        figures = {"visits": visits, "visits_total": total(visits), "online": online, "online_total": total(online)}
        return Response(RatesAnswer(figures).data)

    def day(self, name: str) -> date | None:
        written = self.request.query_params.get(name)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            raise ValidationError({name: ["日期写成 2026-09-30 这样"]}) from None


VERBS = {act.name: endpoint(act, DoAct) for act in ACTS}


def _row(case: Case) -> dict[str, Any]:
    names = ("number", "version", "title", "department", "owner", "state", "opened_at", "closed_at")
    return values_of(case, *names) | {"state_words": STATES[case.state]}
