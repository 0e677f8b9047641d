"""The reports for programs: the same figures as on the page, from the same questions."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hall.doors.answers import DepartmentAnswer
from hall.doors.operations import operation
from hall.roles import Permission
from hall.worktime import days_later
from oversight import measures
from oversight.api import OfDepartment
from oversight.lists import PERIODS
from oversight.reports.record import Report, half_days, in_hands, minutes_of_departments
from oversight.reports.register import REPORTS
from oversight.reports_views import DEFAULT
from oversight.statement_api import MeasureAnswer, StatementLineAnswer

PERIOD = OpenApiParameter("period", OpenApiTypes.STR, enum=list(PERIODS), description=f"Without it: {DEFAULT}.")


class ReportAnswer(serializers.Serializer):
    """A report, and how many rows stand behind its foremost figure."""

    name = serializers.CharField()
    words = serializers.CharField()
    definition = serializers.CharField()
    unknown = serializers.CharField(allow_blank=True, help_text="What belongs to it and the product does not record.")
    of_now = serializers.BooleanField(help_text="It stands as it stands now, whatever the period.")
    headline = serializers.CharField(help_text="Name of its foremost measure.")
    number = serializers.IntegerField()


class InHandAnswer(serializers.Serializer):
    """What is in one person's hands; person null: in nobody's."""

    person = serializers.CharField(allow_null=True)
    count = serializers.IntegerField()
    half_days = serializers.FloatField(help_text="Of 210 working minutes, within the period.")


class OneReportAnswer(ReportAnswer):
    first = serializers.DateField()
    last = serializers.DateField()
    target = serializers.FloatField(
        allow_null=True, help_text="The rate of the foremost measure that is aimed at, 0 to 1."
    )
    total = StatementLineAnswer()
    lines = StatementLineAnswer(many=True)
    half_days = serializers.DictField(
        child=serializers.FloatField(),
        help_text="By department code: how long it lay there. Empty: nothing lies anywhere in this report.",
    )
    in_hands = InHandAnswer(many=True)
    measures = MeasureAnswer(many=True)


class ReportsAnswer(serializers.Serializer):
    department = DepartmentAnswer(allow_null=True)
    reports = ReportAnswer(many=True)


class PeriodEndpoint(OfDepartment):
    query = frozenset({"period"})

    def span(self) -> measures.Span:
        period = self.request.query_params.get("period") or DEFAULT
        if period not in PERIODS:
            raise ValidationError({"period": ["从列出的值里选"]})
        return PERIODS[period][1](self.on)


class ReportsEndpoint(PeriodEndpoint):
    query = frozenset({"department", "period"})

    @operation(
        tag="board",
        summary="The reports",
        description="What clocks do not catch, each report with its number: of the departments whose board you may see.",
        name="reports_list",
        answer=ReportsAnswer,
        parameters=[
            OpenApiParameter("department", OpenApiTypes.STR, description="Department code: only this one."),
            PERIOD,
        ],
    )
    def get(self, request: Request) -> Response:
        department, grant = self.department(), self.access.grant(Permission.BOARD_VIEW)
        asked = measures.asked(self.span(), at=self.at)
        reports = [
            described(report, number=report.first.behind(grant, asked, department).count())
            for report in REPORTS.values()
        ]
        return Response(ReportsAnswer({"department": department, "reports": reports}).data)


class ReportEndpoint(PeriodEndpoint):
    @operation(
        tag="board",
        summary="One report",
        description="Its figures by department and by person, with the definition of each.",
        name="report_read",
        answer=OneReportAnswer,
        parameters=[PERIOD],
    )
    def get(self, request: Request, name: str = "") -> Response:
        if name not in REPORTS:
            raise Http404
        report, span, grant = REPORTS[name], self.span(), self.access.grant(Permission.BOARD_VIEW)
        asked = measures.asked(span, at=self.at)
        total, lines = measures.by_department(report.measures, grant, asked)
        lay = minutes_of_departments(report, grant, asked)
        hands = [
            {"person": str(each.person) if each.person else None, "count": each.count, "half_days": each.half_days}
            for each in in_hands(report, grant, asked)
        ]
        body = {
            **described(report, number=total.counts.get(report.headline, 0)),
            "first": span[0],
            "last": days_later(span[1], -1),
            "target": report.target,
            "total": total,
            "lines": lines,
            "half_days": {
                line.department.code: half_days(lay[line.department.pk]) for line in lines if line.department and lay
            },
            "in_hands": hands,
            "measures": report.measures,
        }
        return Response(OneReportAnswer(body).data)


def described(report: Report, *, number: int) -> dict[str, Any]:
    names = ("name", "words", "definition", "unknown", "of_now", "headline")
    return {name: getattr(report, name) for name in names} | {"number": number}
