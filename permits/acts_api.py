"""The acts on an application for programs: one endpoint does each as its description says, another says what it would do."""

from dataclasses import asdict
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Case
from cases.rules import RULES
from hall.doors.acts import Act, Occasion
from hall.doors.endpoint import ACTS, NUMBER, operation
from hall.doors.shapes_of_acts import shape_of
from permits.acts import ACTS as DESCRIBED
from permits.api import TAG, ApplicationEndpoint
from permits.foresight import Foresight, carry_out, foresee
from permits.foresight_words import after_words, now_words
from permits.serializers import ApplicationAnswer
from permits.special_serializers import PreviewAnswer


class DescribedEndpoint(ApplicationEndpoint):
    """An address for one act: the case is looked up through its permission, and what was sent is read as it asks."""

    act: Act

    def opened(self, number: str) -> Case:
        return get_object_or_404(self.cases(self.act.may).select_related("window"), number=number)

    def arguments(self, case: Case) -> dict[str, Any]:
        """What the verb is called with, and `seen` where a foresight is confirmed."""
        fields = self.read(shape_of(self.act))
        occasion = Occasion(case, None, self.request.user, self.access, self.at, self.on)
        return {
            "number": case.number,
            "by": self.request.user,
            "at": self.at,
            **self.act.arguments(occasion, fields),
        }


def endpoint(act: Act) -> Any:
    """The address that does an act."""

    class DoAct(DescribedEndpoint):
        @operation(
            tag=TAG,
            summary=act.title,
            description=act.summary,
            name=f"{TAG}_{act.name}",
            request=shape_of(act),
            answer=ApplicationAnswer,
            errors=ACTS,
            parameters=[NUMBER],
        )
        def post(self, request: Request, number: str) -> Response:
            case = self.opened(number)
            arguments = self.arguments(case)
            seen = arguments.pop("seen", None)
            if seen is None:
                act.do(**arguments)
            else:
                carry_out(act.do, seen=seen, **arguments)
            return Response(self.answer(case))

    DoAct.act, DoAct.needs = act, {"POST": act.may}
    return DoAct


def preview(act: Act) -> Any:
    """The address that says what one of the foreseen acts would do."""

    class Preview(DescribedEndpoint):
        @operation(
            tag=TAG,
            summary=f"What it would do: {act.name}",
            description="Says what the act would do to each clock, by doing it and taking it back. Takes what the act takes.",
            name=f"{TAG}_{act.name}_preview",
            request=shape_of(act),
            answer=PreviewAnswer,
            errors=ACTS,
            parameters=[NUMBER],
        )
        def post(self, request: Request, number: str) -> Response:
            case = self.opened(number)
            arguments = self.arguments(case)
            arguments.pop("seen", None)
            return Response(PreviewAnswer(_effects(case.version, foresee(act.do, **arguments))).data)

    Preview.act, Preview.needs = act, {"POST": act.may}
    return Preview


def _effects(version: int, foresight: Foresight) -> dict[str, Any]:
    effects = [
        {**asdict(effect), "words": f"{RULES[effect.rule].words}：{now_words(effect)}，{after_words(effect)}"}
        for effect in foresight.effects
    ]
    return {"version": version, "seen": foresight.seen, "effects": effects}


VERBS = {act.name: endpoint(act) for act in DESCRIBED}
PREVIEWS = {act.name: preview(act) for act in DESCRIBED if act.foreseen}
