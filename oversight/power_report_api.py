"""授权到位率 for programs: the same figures as on the page, from the same question."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hall.doors.answers import DepartmentAnswer
from hall.doors.operations import operation
from hall.doors.shapes import Code
from hall.roles import Permission, Step
from oversight import power_report
from oversight.api import DEPARTMENT, OfDepartment
from oversight.lists import PERIODS, month_of, span_of
from oversight.power_report_views import DEFAULT


class InPlaceAnswer(serializers.Serializer):
    """One department, or (department null) all that you may see."""

    department = DepartmentAnswer(allow_null=True)
    rate = serializers.FloatField(
        allow_null=True, help_text="Decided at the window ÷ decided, 0 to 1. Null: none decided."
    )
    at_window = serializers.IntegerField()
    decided = serializers.IntegerField()
    handed_up = serializers.IntegerField(help_text="Steps that a window had no power for.")
    special = serializers.IntegerField(help_text="特别处置: done first, reported afterwards.")


class OfStepAnswer(serializers.Serializer):
    step = Code(Step)
    window = serializers.IntegerField()
    office = serializers.IntegerField(help_text="Taken by the department: they left the window.")
    handed_up = serializers.IntegerField()


class AuthorityAnswer(serializers.Serializer):
    total = InPlaceAnswer()
    departments = InPlaceAnswer(many=True)
    steps = OfStepAnswer(many=True)


class PowerReportEndpoint(OfDepartment):
    query = frozenset({"department", "period"})

    @operation(
        tag="board",
        summary="Decided at the window",
        description="授权到位率: what share was decided at the window, and which steps left it. Of the departments whose board you may see.",
        name="authority_read",
        answer=AuthorityAnswer,
        parameters=[
            DEPARTMENT,
            OpenApiParameter(
                "period",
                OpenApiTypes.STR,
                description=f"One of {', '.join(PERIODS)}, or a month such as 2026-03. Without it: {DEFAULT}.",
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        department = self.department()
        period = request.query_params.get("period") or DEFAULT
        if period not in PERIODS and not month_of(period):
            raise ValidationError({"period": ["从列出的值里选"]})
        grant = self.access.grant(Permission.BOARD_VIEW)
        if department is not None:
            grant = power_report.within(grant, department)
        span = span_of(period, self.on)
        rows = power_report.in_place(grant, span)
        body = {"total": power_report.together(rows), "departments": rows, "steps": power_report.by_step(grant, span)}
        return Response(AuthorityAnswer(body).data)
