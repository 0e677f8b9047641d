"""The acts on an application for programs: one endpoint does each as its description says, another says what it would do."""

from dataclasses import asdict
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from cases.act_api import DescribedEndpoint, addressed, endpoint
from cases.models import Case
from cases.rules import RULES
from hall.doors.acts import Act
from hall.permissions import Permission
from permits.acts import ACTS as DESCRIBED
from permits.api import TAG, ApplicationEndpoint
from permits.foresight import Foresight, carry_out, foresee
from permits.foresight_words import after_words, now_words
from permits.previews import PreviewAnswer
from permits.serializers import ApplicationAnswer


class DoAct(ApplicationEndpoint, DescribedEndpoint):
    """An act on an application; with `seen` it is done only if it still does what the preview showed."""

    tag = TAG
    shape_of_answer = ApplicationAnswer

    def cases(self, permission: Permission) -> Any:
        return super().cases(permission).select_related("window")

    def perform(self, case: Case) -> None:
        arguments = self.arguments(case)
        seen = arguments.pop("seen", None)
        if seen is None:
            self.act.do(**arguments)
        else:
            carry_out(self.act.do, seen=seen, **arguments)


class Preview(DoAct):
    """What one of the foreseen acts would do."""

    def post(self, request: Request, number: str) -> Response:
        case = self.opened(number)
        arguments = self.arguments(case)
        arguments.pop("seen", None)
        return Response(PreviewAnswer(_effects(case.version, foresee(self.act.do, **arguments))).data)


def preview(act: Act) -> type[Preview]:
    """The address that says what one of the foreseen acts would do."""
    return addressed(
        act,
        Preview,
        name=f"{act.name}_preview",
        summary=f"What it would do: {act.name}",
        description="Says what the act would do to each clock, by doing it and taking it back. Takes what the act takes.",
        answer=PreviewAnswer,
    )


def _effects(version: int, foresight: Foresight) -> dict[str, Any]:
    effects = [
        {**asdict(effect), "words": f"{RULES[effect.rule].words}：{now_words(effect)}，{after_words(effect)}"}
        for effect in foresight.effects
    ]
    return {"version": version, "seen": foresight.seen, "effects": effects}


VERBS = {act.name: endpoint(act, DoAct) for act in DESCRIBED}
PREVIEWS = {act.name: preview(act) for act in DESCRIBED if act.foreseen}
