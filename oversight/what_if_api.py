"""What if, for programs: ask, and fetch what came of it."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hall.access import Grant
from hall.doors.answers import DepartmentAnswer
from hall.doors.endpoint import Endpoint
from hall.doors.operations import operation
from hall.doors.shapes import Input, Text
from hall.models import Department, ServiceItem
from hall.roles import Permission
from oversight import what_if
from oversight.models import WhatIf


class WhatIfInput(Input):
    first = serializers.DateField(help_text="By the day of registration.")
    last = serializers.DateField()
    promise = serializers.ChoiceField(choices=WhatIf.Promise.choices)
    days = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=what_if.LONGEST_PROMISE, help_text="With `days`."
    )
    closed_on = serializers.DateField(required=False, allow_null=True, help_text="A day more that is not worked.")
    department = Text(label="部门", max_length=20, required=False, allow_blank=True, help_text="Its code.")
    item = Text(label="事项", max_length=40, required=False, allow_blank=True, help_text="Its code.")


class OfUnitAnswer(serializers.Serializer):
    department = DepartmentAnswer(allow_null=True)
    clocks = serializers.IntegerField()
    late = serializers.IntegerField()
    would_be_late = serializers.IntegerField()


class WhatIfAnswer(serializers.Serializer):
    """One what-if. While `finished_at` is null the numbers are of the cases judged so far."""

    id = serializers.IntegerField(source="pk")
    promise = serializers.CharField()
    days = serializers.IntegerField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    first = serializers.DateField()
    last = serializers.DateField()
    asked_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    cases = serializers.IntegerField()
    judged = serializers.IntegerField()
    unread = serializers.IntegerField(help_text="Cases that could not be judged.")
    differs = serializers.IntegerField(
        help_text="Clocks of which the present policy gives another verdict than is stored: nought, or the rest means nothing."
    )
    units = serializers.SerializerMethodField(help_text="The whole first (department null), then each department.")

    def get_units(self, run: WhatIf) -> list[dict[str, Any]]:
        return OfUnitAnswer(what_if.of_units(run), many=True).data  # type: ignore[return-value]


class WhatIfEndpoint(Endpoint):
    needs = {"GET": Permission.BOARD_VIEW, "POST": Permission.BOARD_VIEW}

    def lets_in(self, grant: Grant) -> bool:
        return bool(grant) and grant.everywhere


class WhatIfsEndpoint(WhatIfEndpoint):
    @operation(
        tag="board",
        summary="Ask what if",
        description="How the hall's past would have been judged by another policy. Worked off in the background: fetch it until `finished_at` is set.",
        name="what_if_ask",
        request=WhatIfInput,
        answer=WhatIfAnswer,
    )
    def post(self, request: Request) -> Response:
        sent = self.read(WhatIfInput)
        found = {
            "department": _one(Department, sent.pop("department", "")),
            "item": _one(ServiceItem, sent.pop("item", "")),
        }
        run = what_if.ask(**sent, **found, by=request.user, at=self.at)  # type: ignore[arg-type]
        return Response(WhatIfAnswer(run).data)


class WhatIfOne(WhatIfEndpoint):
    @operation(
        tag="board",
        summary="One what-if",
        description="How far it is, and what the other policy would have made of each department's limits.",
        name="what_if_read",
        answer=WhatIfAnswer,
    )
    def get(self, request: Request, run: int) -> Response:
        return Response(WhatIfAnswer(get_object_or_404(WhatIf, pk=run)).data)


def _one(model: Any, code: str) -> Any:
    if not code:
        return None
    row = model.objects.filter(code=code).first()
    if row is None:
        raise serializers.ValidationError({"department" if model is Department else "item": ["没有这个编码"]})
    return row
