"""Power for programs: handing a step up, answering for it, the first handler, the check by two officers, the amount."""

from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from hall.doors.answers import WindowAnswer
from hall.doors.endpoint import NUMBER, READS, operation
from hall.doors.shapes import ActInput, Code, Text, Worded, optional_text
from hall.refusals import Refused
from hall.roles import Permission, Step
from permits import actions
from permits.api import TAG, ApplicationAct, ApplicationEndpoint, Given, act
from permits.authority import open_hand_ups
from permits.models import HandUp, StepTaken, SubstanceCheck
from permits.queries import handlers


class Yuan(Worded, serializers.DecimalField):
    """A sum of money, sent as a text ("500000.00") or a whole number: a fraction in JSON is not exact."""

    default_error_messages = {
        "invalid": "金额填数字",
        "max_digits": "金额太大",
        "max_decimal_places": "最多两位小数",
        "max_whole_digits": "金额太大",
        "max_string_length": "金额太大",
    }

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, str | int):
            self.fail("invalid")
        return super().to_internal_value(data)


class HandUpInput(ActInput):
    step = Code(Step, label="环节")
    note = optional_text("窗口意见", most=500)


class HandUpAnswerInput(ActInput):
    answer = Text(label="答复", max_length=500)


class OwnerInput(ActInput):
    to = Text(
        label="新的首办责任人", max_length=150, help_text="User name of somebody who handles the department's cases."
    )
    reason = Text(label="变更的理由", max_length=500)


class CheckInput(ActInput):
    finding = Text(label="核查情况", max_length=1000)


class AmountInput(ActInput):
    amount = Yuan(label="金额", max_digits=14, decimal_places=2)


@act("hand_up", "Hand a step up")
class HandStepUp(ApplicationAct):
    """Hand a step that the window has no power for to whoever holds it. The clocks run on; it counts as 授权不到位."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = HandUpInput
    verb = actions.hand_up


@act("answer_hand_up", "Answer for what was handed up")
class AnswerHandUp(ApplicationAct):
    """Give a step back to the window with what it lacks, or answer for having seen an urgent one (先办后报)."""

    needs = {"POST": Permission.APPLICATION_APPROVE}
    shape = HandUpAnswerInput
    verb = actions.answer_hand_up


@act("change_owner", "Change the first handler")
class ChangeOwner(ApplicationAct):
    """Let another person be the first handler (首办责任人), with the reason. The running clocks follow, issued cards do not."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = OwnerInput
    verb = actions.change_owner

    def given(self, case: Any, sent: Given) -> Given:
        known = {person.username: person for person in handlers(case, on=self.on)}
        if sent["to"] not in known:
            raise NoSuchHandler(field="to")
        return sent | {"to": known[sent["to"]]}


class NoSuchHandler(Refused):
    code = "bad-input"
    sentence = "没有这个办理人，填写办理本部门办件的人的用户名"


@act("record_check", "Record a check of the substance")
class RecordCheck(ApplicationAct):
    """Note what you found (行政许可法 art. 34). Where the item says so, two officers do before a decision is possible."""

    needs = {"POST": Permission.APPLICATION_DECIDE}
    shape = CheckInput
    verb = actions.record_check


@act("state_amount", "State the amount")
class StateAmount(ApplicationAct):
    """Note the amount of the matter: an instrument with a ceiling is held against it."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = AmountInput
    verb = actions.state_amount


VERBS: dict[str, type[ApplicationAct]] = {
    "hand-up": HandStepUp,
    "answer-hand-up": AnswerHandUp,
    "owner": ChangeOwner,
    "check": RecordCheck,
    "amount": StateAmount,
}


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
    """A step that the window had no power for."""

    case = serializers.CharField(source="application.case.number")
    kind = Code(HandUp.Kind)
    step = Code(Step)
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
        tag=TAG,
        summary="On whose power its steps rest",
        description="Each step with its instrument and seal, the checks of the substance, and what was handed up.",
        name="applications_power",
        answer=PowerAnswer,
        errors=(401, 404),
        parameters=[NUMBER],
    )
    def get(self, request: Request, number: str) -> Response:
        case = get_object_or_404(self.cases(Permission.APPLICATION_VIEW), number=number)
        taken = StepTaken.objects.filter(application=case.pk).select_related(
            "taken_by", "delegation", "acts_for__user", "application__non_acceptance"
        )
        handed = HandUp.objects.filter(application=case.pk)
        body = {
            "steps_taken": taken.order_by("at", "pk"),
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
        description="Of the departments that you decide for, as chief, head or deputy; the longest waiting first.",
        name="hand_ups_list",
        answer=HandUpAnswer(many=True),
        errors=READS,
    )
    def get(self, request: Request) -> Response:
        waiting = open_hand_ups(self.cases(Permission.APPLICATION_APPROVE)).select_related("answered_by")
        return self.get_paginated_response(HandUpAnswer(self.paginate_queryset(waiting), many=True).data)
