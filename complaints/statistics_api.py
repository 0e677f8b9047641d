"""The figures of the centre for programs, and the complaints behind each: the same question as on the page, of the same cases."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Case
from cases.room_api import newest_first
from complaints.api import TAG, ComplaintEndpoint, ComplaintRows
from complaints.serializers import ComplaintRow
from complaints.statistics import CUTS, FIGURES, behind, of_period, rows
from complaints.statistics_forms import NumberForm, PeriodForm, asked
from hall.doors.operations import operation
from hall.doors.shapes import Code
from hall.roles import Permission

PERIOD = [
    OpenApiParameter("first", OpenApiTypes.DATE, description="First day of receipt. Left out: the first of this year."),
    OpenApiParameter("last", OpenApiTypes.DATE, description="Last day of receipt, included. Left out: today."),
    OpenApiParameter("by", OpenApiTypes.STR, enum=list(CUTS), description="What the lines are. Left out: category."),
]
ONE_NUMBER = [
    OpenApiParameter("figure", OpenApiTypes.STR, enum=list(FIGURES), description="Left out: received."),
    OpenApiParameter("key", OpenApiTypes.STR, description="`key` of a line. Left out: all of them."),
]


class CentreFiguresAnswer(serializers.Serializer):
    """Of what was received in the period."""

    received = serializers.IntegerField()
    accepted = serializers.IntegerField()
    closed = serializers.IntegerField()
    on_time = serializers.IntegerField(help_text="Closed, and no clock was ever late.")
    upheld = serializers.IntegerField(help_text="Closed, and the last finding is 属实 or 部分属实.")
    withdrawn = serializers.IntegerField(
        help_text="Closed because whoever brought it took it back: in no figure of what was closed."
    )
    reclassified = serializers.IntegerField(help_text="A second person agreed to another kind.")


class CentreFiguresLineAnswer(serializers.Serializer):
    key = serializers.CharField(allow_blank=True, help_text="What asks for the cases of this line; empty: all.")
    words = serializers.CharField()
    figures = CentreFiguresAnswer()


class CentreStatisticsAnswer(serializers.Serializer):
    first = serializers.DateField()
    last = serializers.DateField()
    by = Code([(name, words) for name, (words, _column) in CUTS.items()], name="ComplaintCut")
    lines = CentreFiguresLineAnswer(many=True)
    total = CentreFiguresAnswer()


class StatisticsEndpoint(ComplaintEndpoint):
    needs = {"GET": Permission.COMPLAINT_VIEW}
    form_class: type[PeriodForm] = PeriodForm

    def chosen(self) -> dict[str, Any]:
        """:raises ValidationError: a day, a cut, a figure or a key that is none."""
        form = asked(self.form_class, self.request.query_params, on=self.on)
        if not form.is_valid():
            raise ValidationError({name: [str(each) for each in sentences] for name, sentences in form.errors.items()})
        return form.cleaned_data

    def of(self, chosen: dict[str, Any]) -> QuerySet[Case]:
        return of_period(self.cases(self.needs["GET"]), first=chosen["first"], last=chosen["last"])


class Statistics(StatisticsEndpoint):
    query = frozenset({"first", "last", "by"})

    @operation(
        tag=TAG,
        summary="How many came, and what became of them",
        description=(
            "By category, channel, department or month of receipt, of the complaints that you may see; leads of the system are no"
            " complaints. Each figure is as long as its list (`complaints/statistics/cases/`). Nothing is left out here: what you publish"
            " is yours to suppress."
        ),
        name="complaints_statistics",
        answer=CentreStatisticsAnswer,
        parameters=PERIOD,
    )
    def get(self, request: Request) -> Response:
        chosen = self.chosen()
        *lines, whole = rows(self.of(chosen), by=chosen["by"])
        return Response(CentreStatisticsAnswer({**chosen, "lines": lines, "total": whole.figures}).data)


@extend_schema_view(
    get=operation(
        name="complaints_statistics_cases",
        summary="The complaints behind one figure",
        description="As many as the figure says, the newest first.",
        answer=ComplaintRow(many=True),
        parameters=[*PERIOD, *ONE_NUMBER],
    )
)
class StatisticsCases(StatisticsEndpoint, ComplaintRows):
    query = frozenset({"first", "last", "by", "figure", "key"})
    form_class = NumberForm

    def get(self, request: Request) -> Response:
        chosen = self.chosen()
        cases = behind(self.of(chosen), by=chosen["by"], key=chosen["key"], figure=chosen["figure"])
        return self.page_of(newest_first(self.loaded(cases)))
