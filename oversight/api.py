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
from oversight.forms import BoardFilters
from oversight.parts import filters, narrowed_board, parts
from oversight.queries import departments_of
from oversight.serializers import BoardAnswer
from oversight.trend import trend

DEPARTMENT = OpenApiParameter(
    "department",
    OpenApiTypes.STR,
    description="Department code: only this one. 400 if there is none, 404 if it is not yours.",
)


NARROWS = {
    "period": "Cases that were opened then.",
    "item": "Code of an item.",
    "window": "Key of a window; `none`: cases that have none.",
    "handler": "Key of whoever is responsible; `none`: nobody, or somebody whose account is closed.",
    "kind": "Kind of case.",
    "step": "State of a running case.",
}


class OfDepartment(Endpoint):
    """Figures of the board's people, of one department or of all that they see."""

    needs = {"GET": Permission.BOARD_VIEW}
    query = frozenset({"department"})

    def department(self) -> Department | None:
        code = self.request.query_params.get("department")
        if not code:
            return None
        if texts.visible(code) != code:
            raise ValidationError({"department": [texts.UNSEEN]})
        if not Department.objects.filter(code=code).exists():
            raise ValidationError({"department": [NO_SUCH_DEPARTMENT]})
        return get_object_or_404(departments_of(self.access.grant(Permission.BOARD_VIEW)), code=code)


class BoardEndpoint(OfDepartment):
    query = frozenset({"department", *NARROWS})

    @operation(
        summary="The board",
        description=(
            "How many cases run and how they stand, by liable unit; the worst of them, what is due today, the last cards."
            " Of the departments whose board you may see. Narrowed by more than a department it is counted now, and says nothing of"
            " cards and appeals. A department's figures are also given by window, and a window's by whoever is responsible."
        ),
        name="board_read",
        answer=BoardAnswer,
        parameters=[
            DEPARTMENT,
            *(OpenApiParameter(name, OpenApiTypes.STR, description=words) for name, words in NARROWS.items()),
        ],
    )
    def get(self, request: Request) -> Response:
        department, grant = self.department(), self.access.grant(Permission.BOARD_VIEW)
        form = BoardFilters(grant, request.query_params)
        if not form.is_valid():
            raise ValidationError({name: [str(each) for each in errors] for name, errors in form.errors.items()})
        chosen = form.chosen()
        board = narrowed_board(grant, chosen, department, at=self.at)
        below = parts(grant, chosen, department, at=self.at)
        months = trend(grant, department.pk if department else None, at=self.at).months if not filters(chosen) else []
        return Response(BoardAnswer(board, context={"parts": below, "months": months}).data)
