"""The statement of a period for programs: the same figures as on the page, from the same questions."""

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
from oversight import statement
from oversight.api import OfDepartment
from oversight.lists import PERIODS, month_of, span_of
from oversight.statement import MEASURES
from oversight.statement_views import DEFAULT


class StatementLineAnswer(serializers.Serializer):
    """One department, or (department null) all that you may see."""

    department = DepartmentAnswer(allow_null=True)
    counts = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="By measure; of complaints for who sees the whole hall, and of no department; a nought may be left out.",
    )


class MeasureAnswer(serializers.Serializer):
    """What a figure counts."""

    name = serializers.CharField()
    words = serializers.CharField()
    definition = serializers.CharField()
    of = serializers.CharField(
        allow_blank=True, help_text="The measure that it is a part of: both make a rate. Empty: of none."
    )
    since = serializers.DateField(help_text="The first day for which it is counted so.")


class StatementAnswer(serializers.Serializer):
    first = serializers.DateField()
    last = serializers.DateField()
    departments = serializers.IntegerField(help_text="With items at the windows.")
    items = serializers.IntegerField(help_text="That windows take in.")
    total = StatementLineAnswer()
    lines = StatementLineAnswer(many=True)
    measures = MeasureAnswer(many=True)


class StatementEndpoint(OfDepartment):
    query = frozenset({"period"})

    @operation(
        tag="board",
        summary="The statement of a period",
        description="What came in and what became of it, of the departments whose board you may see, with the definition of each figure.",
        name="statement_read",
        answer=StatementAnswer,
        parameters=[
            OpenApiParameter(
                "period",
                OpenApiTypes.STR,
                description=f"One of {', '.join(PERIODS)}, or a month such as 2026-03. Without it: {DEFAULT}.",
            )
        ],
    )
    def get(self, request: Request) -> Response:
        period = request.query_params.get("period") or DEFAULT
        if period not in PERIODS and not month_of(period):
            raise ValidationError({"period": ["从列出的值里选"]})
        first, after = span_of(period, self.on)
        shown = statement.statement(self.access.grant(Permission.BOARD_VIEW), (first, after))
        body = {
            "first": first,
            "last": days_later(after, -1),
            "departments": shown.departments,
            "items": shown.items,
            "total": shown.total,
            "lines": shown.lines,
            "measures": MEASURES.values(),
        }
        return Response(StatementAnswer(body).data)
