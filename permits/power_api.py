"""Power for programs, to read: on what the steps of a case rest, and what was handed up."""

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from hall.doors.answers import WindowAnswer
from hall.doors.operations import NUMBER, operation
from hall.doors.shapes import Code
from hall.roles import Permission, Step
from permits.api import TAG, ApplicationEndpoint
from permits.models import HANDED_UP, HandUp, SubstanceCheck
from permits.power import open_hand_ups, steps_taken


class StepTakenAnswer(serializers.Serializer):
    """On whose power a step was taken, and under which seal."""

    step = Code(Step)
    act_words = serializers.CharField(help_text="The act by its own name: three of them are a step `decline`.")
    at = serializers.DateTimeField()
    taken_by = serializers.CharField()
    instrument = serializers.CharField(source="delegation", allow_null=True, help_text="Null: by office.")
    seal = serializers.CharField(allow_blank=True)
    acts_for = serializers.CharField(
        source="acts_for.user", allow_null=True, default=None, help_text="代: who was away."
    )
    special = serializers.BooleanField(source="is_special", help_text="特别处置: done first, reported afterwards.")


class CheckAnswer(serializers.Serializer):
    officer = serializers.CharField()
    at = serializers.DateTimeField()
    finding = serializers.CharField()


class HandUpAnswer(serializers.Serializer):
    """A step that the window had no power for, or an approval that it asks for."""

    case = serializers.CharField(source="application.case.number")
    kind = Code(HandUp.Kind)
    step = Code(HANDED_UP, name="HandedUpStep")
    lack = serializers.CharField(help_text="Which part of the instrument was lacking.")
    why = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    window = WindowAnswer()
    handed_by = serializers.CharField()
    handed_at = serializers.DateTimeField()
    answer = serializers.CharField(allow_blank=True)
    answered_by = serializers.CharField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class PowerAnswer(serializers.Serializer):
    steps_taken = StepTakenAnswer(many=True)
    checks = CheckAnswer(many=True)
    hand_ups = HandUpAnswer(many=True)


class PowerOfCase(ApplicationEndpoint):
    needs = {"GET": Permission.APPLICATION_VIEW}

    @operation(
        summary="On whose power its steps rest",
        description="Each step with its instrument and seal, the checks of the substance, and what was handed up.",
        name="applications_power",
        answer=PowerAnswer,
        parameters=[NUMBER],
    )
    def get(self, request: Request, number: str) -> Response:
        case = get_object_or_404(self.cases(Permission.APPLICATION_VIEW), number=number)
        handed = HandUp.objects.filter(application=case.pk)
        body = {
            "steps_taken": steps_taken(case.pk),
            "checks": SubstanceCheck.objects.filter(application=case.pk).select_related("officer"),
            "hand_ups": handed.select_related("application__case", "window", "handed_by", "answered_by"),
        }
        return Response(PowerAnswer(body).data)


class HandUps(ApplicationEndpoint, GenericAPIView):
    needs = {"GET": Permission.APPLICATION_APPROVE}
    queryset = HandUp.objects.none()
    serializer_class = HandUpAnswer

    @operation(
        tag=TAG,
        summary="What was handed up and waits",
        description="Of the departments that you decide for, as chief, head or deputy; what is due first standing first.",
        name="hand_ups_list",
        answer=HandUpAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        waiting = open_hand_ups(self.cases(Permission.APPLICATION_APPROVE)).select_related("answered_by")
        return self.get_paginated_response(HandUpAnswer(self.paginate_queryset(waiting), many=True).data)
