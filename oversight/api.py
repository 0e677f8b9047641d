"""The board for programs: the same figures as on the page, from the same question."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hall import texts
from hall.doors.endpoint import Endpoint
from hall.doors.filters import NO_SUCH_DEPARTMENT
from hall.doors.operations import operation
from hall.models import Department
from hall.roles import Permission
from oversight.queries import board, departments_of
from oversight.serializers import BoardAnswer

DEPARTMENT = OpenApiParameter(
    "department",
    OpenApiTypes.STR,
    description="Department code: only this one. 400 if there is none, 404 if it is not yours.",
)


class BoardEndpoint(Endpoint):
    needs = {"GET": Permission.BOARD_VIEW}
    query = frozenset({"department"})

    @operation(
        summary="The board",
        description=(
            "How many cases run and how they stand, by liable unit; the worst of them, what is due today, the last cards."
            " Of the departments whose board you may see."
        ),
        name="board_read",
        answer=BoardAnswer,
        parameters=[DEPARTMENT],
    )
    def get(self, request: Request) -> Response:
        figures = board(self.access.grant(Permission.BOARD_VIEW), self.at, department=self.department())
        return Response(BoardAnswer(figures).data)

    def department(self) -> Department | None:
        code = self.request.query_params.get("department")
        if not code:
            return None
        if texts.visible(code) != code:
            raise ValidationError({"department": [texts.UNSEEN]})
        if not Department.objects.filter(code=code).exists():
            raise ValidationError({"department": [NO_SUCH_DEPARTMENT]})
        return get_object_or_404(departments_of(self.access.grant(Permission.BOARD_VIEW)), code=code)
