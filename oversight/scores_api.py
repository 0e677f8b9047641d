"""Scores for programs: the same as on the page, from the same questions."""

from collections import defaultdict

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hall.doors.answers import DepartmentAnswer
from hall.doors.operations import operation
from hall.models import Department
from hall.roles import Permission
from hall.worktime import days_later
from oversight import measures, scores
from oversight.api import OfDepartment
from oversight.lists import PERIODS
from oversight.models import ScoreSheet
from oversight.published_views import shown_of
from oversight.reports.performing import PERFORMANCE
from oversight.scores_views import DEFAULT, OFFERED
from oversight.statement_api import MeasureAnswer

MOST_SHEETS = 12


class ScoreAnswer(serializers.Serializer):
    """One department's, or (department null) one window's."""

    department = DepartmentAnswer(allow_null=True)
    window = serializers.CharField(allow_null=True, help_text="Number and name.")
    total = serializers.FloatField(allow_null=True, help_text="Of 100; null: nothing was done.")
    rank = serializers.IntegerField(allow_null=True, help_text="Null: fewer than 30 ended cases.")
    grade = serializers.CharField(allow_blank=True, help_text="Of a quarter; empty: no quarter, or too few cases.")
    points = serializers.DictField(
        child=serializers.FloatField(), help_text="By measure; without those that have no whole."
    )
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="By measure; a nought may be left out.")


class ScoresAnswer(serializers.Serializer):
    first = serializers.DateField()
    last = serializers.DateField()
    weights = serializers.DictField(
        child=serializers.IntegerField(), help_text="By measure, the points that it can give."
    )
    departments = ScoreAnswer(many=True)
    windows = ScoreAnswer(many=True)
    measures = MeasureAnswer(many=True)


class ScoreCorrectionAnswer(serializers.Serializer):
    number = serializers.IntegerField()
    total = serializers.FloatField(allow_null=True)
    grade = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(source="corrected_at")


class PublishedAnswer(ScoreAnswer):
    """A published score as it was, with its corrections beside it."""

    window = serializers.CharField(allow_null=True, help_text="Number and name.")
    corrections = ScoreCorrectionAnswer(many=True, source="corrections.all")


class SheetAnswer(serializers.Serializer):
    first = serializers.DateField()
    last = serializers.DateField()
    published_at = serializers.DateTimeField()
    scores = PublishedAnswer(many=True)


class SheetsAnswer(serializers.Serializer):
    sheets = SheetAnswer(many=True)


class ScoresEndpoint(OfDepartment):
    query = frozenset({"period"})

    @operation(
        tag="board",
        summary="Scores",
        description="Departments and windows, of those whose board you may see, as the figures stand now.",
        name="scores_read",
        answer=ScoresAnswer,
        parameters=[
            OpenApiParameter("period", OpenApiTypes.STR, enum=list(OFFERED), description=f"Without it: {DEFAULT}.")
        ],
    )
    def get(self, request: Request) -> Response:
        period = request.query_params.get("period") or DEFAULT
        if period not in OFFERED:
            raise ValidationError({"period": ["从列出的值里选"]})
        first, after = PERIODS[period][1](self.on)
        grant, asked = self.access.grant(Permission.BOARD_VIEW), measures.asked((first, after), at=self.at)
        graded = period in scores.BY_QUARTER
        body = {
            "first": first,
            "last": days_later(after, -1),
            "weights": scores.WEIGHTS,
            "departments": [_shown(each, graded) for each in scores.of_departments(grant, asked)],
            "windows": [_shown(each, graded) for each in scores.of_windows(grant, asked)],
            "measures": PERFORMANCE.measures,
        }
        return Response(ScoresAnswer(body).data)


def _shown(score: scores.Score, graded: bool) -> dict[str, object]:
    is_department = isinstance(score.whose, Department)
    return {
        "department": score.whose if is_department else None,
        "window": None if is_department else str(score.whose),
        "total": score.total,
        "rank": score.rank,
        "grade": score.grade if graded else "",
        "points": score.points,
        "counts": score.counts,
    }


class PublishedEndpoint(OfDepartment):
    query = frozenset()

    @operation(
        tag="board",
        summary="Published scores",
        description="As they were published, with numbered corrections beside them: of those whose board you may see; the latest twelve.",
        name="scores_published",
        answer=SheetsAnswer,
    )
    def get(self, request: Request) -> Response:
        sheets, lines = list(ScoreSheet.objects.all()[:MOST_SHEETS]), defaultdict(list)
        for each in shown_of(sheets, self.access.grant(Permission.BOARD_VIEW)):
            lines[each.sheet_id].append(each)
        answers = [
            {
                "first": sheet.first,
                "last": days_later(sheet.after, -1),
                "published_at": sheet.published_at,
                "scores": lines[sheet.pk],
            }
            for sheet in sheets
        ]
        return Response(SheetsAnswer({"sheets": answers}).data)
