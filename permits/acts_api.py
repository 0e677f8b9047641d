"""The acts on an application for programs: one endpoint does each as its description says, another says what it would do."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.act_api import DescribedEndpoint, addressed, endpoint
from cases.models import Case
from cases.rules import RULES
from cases.tables.clocks import RULE_CHOICES
from hall.doors.acts import Act
from hall.doors.shapes import LARGEST, Code
from hall.permissions import Permission
from permits.acts import ACTS as DESCRIBED
from permits.api import TAG, ApplicationEndpoint
from permits.foresight import Change, carry_out, foresee
from permits.foresight_words import after_words, now_words
from permits.serializers.application import ApplicationAnswer


class EffectAnswer(serializers.Serializer):
    """What becomes of one clock."""

    rule = Code(RULE_CHOICES, name="Rule")
    change = Code(Change, name="ClockChange")
    due_before = serializers.DateTimeField(allow_null=True, help_text="Null: it stands still, or the act starts it.")
    due_after = serializers.DateTimeField(allow_null=True, help_text="Null: it stands still, or has ended.")
    broken = serializers.BooleanField(help_text="Its due moment had passed before the act.")
    verdict = serializers.CharField(allow_blank=True, help_text="How it ends: on_time, late, void. Empty: it goes on.")
    provisional = serializers.BooleanField(help_text="`due_after`: a calendar on the way is not announced yet (暂定).")
    provisional_before = serializers.BooleanField(help_text="The same of `due_before`.")
    lines = serializers.ListField(child=serializers.CharField(), help_text="The arithmetic of `due_after`.")
    words = serializers.CharField(help_text="The same in a sentence.")


class PreviewAnswer(serializers.Serializer):
    """What an act would do to the clocks. Nothing was done."""

    version = serializers.IntegerField(max_value=LARGEST, help_text="Of the application as it stands.")
    seen = serializers.CharField(help_text="Send it with the act: it is done only if it does just this.")
    effects = EffectAnswer(many=True)


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
        foresight = foresee(self.act.do, **arguments)
        effects = [
            {**asdict(effect), "words": f"{RULES[effect.rule].words}：{now_words(effect)}，{after_words(effect)}"}
            for effect in foresight.effects
        ]
        return Response(PreviewAnswer({"version": case.version, "seen": foresight.seen, "effects": effects}).data)


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


VERBS = {act.name: endpoint(act, DoAct) for act in DESCRIBED}
PREVIEWS = {act.name: preview(act) for act in DESCRIBED if act.foreseen}
