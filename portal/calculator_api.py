"""The deadline calculator for programs. Public like its page: it holds nobody's data and stores nothing."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, PolymorphicProxySerializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hall import calculator, calendar
from hall.doors.endpoint import PublicEndpoint
from hall.doors.operations import operation
from hall.doors.shapes import Code, Input, Several, Text, Whole
from hall.worktime import Unit

MOST = 200  # questions in one request
UNIT_WORDS = {Unit.WORKING_DAY: "工作日", Unit.WORKING_MINUTE: "工作分钟", Unit.NATURAL_DAY: "自然日", Unit.MONTH: "月"}
UNITS = [(str(unit), words) for unit, words in UNIT_WORDS.items()]
DIRECTIONS = [("forward", "往后数"), ("backward", "往前数")]


class QuestionInput(Input):
    """A question, for the document: `hall.calculator` reads it, the same for the page, the command and here."""

    id = Text(
        label="编号", max_length=calculator.LONGEST_ID, help_text="Yours; it stands in the answer. Text or integer."
    )
    unit = Code(UNITS, name="LimitUnitAsked", label="单位")
    quantity = Whole(label="数量", min_value=1, max_value=calculator.MOST_QUANTITY)
    start = Text(
        label="起点",
        max_length=40,
        help_text=(
            "Forward: an instant in ISO 8601; without an offset it is the hall's time; a date alone is that day at opening."
            " Backward: a date."
        ),
    )
    pauses = Several(
        label="暂停",
        required=False,
        max_length=calculator.MOST_PAUSES,
        child=Several(child=serializers.DateField(), min_length=2, max_length=2),
        help_text="Days that do not count, both ends included; overlaps count once. Not with backward.",
    )
    direction = Code(DIRECTIONS, name="Direction", label="方向", required=False, default="forward")


class DeadlineAnswer(serializers.Serializer):
    """An answer, or in a list for a question that cannot be answered `id` and `error` alone."""

    id = serializers.JSONField(help_text="The question's; null when it cannot be read.")
    due_at = serializers.CharField(
        required=False, help_text="Last instant in time, with its offset; backward: the last date in time."
    )
    counted_from = serializers.DateField(
        required=False,
        help_text=(
            "Day zero, which is not counted: the day on which the start counts as received. Of a minute clock the day on"
            " which it begins to run; backward the day given."
        ),
    )
    provisional = serializers.BooleanField(
        required=False, help_text="A year on the way has no official calendar yet: may move."
    )
    explanation = serializers.CharField(required=False, help_text="The arithmetic, one sentence on a line.")
    error = serializers.CharField(required=False, help_text="Each wrong field with its sentence.")


def _one_or_many(name: str, shape: type[serializers.Serializer]) -> PolymorphicProxySerializer:
    return PolymorphicProxySerializer(
        component_name=name,
        serializers=[shape, shape(many=True)],
        resource_type_field_name=None,
        many=False,
    )


EXAMPLE = {"id": "c1", "unit": "working_day", "quantity": 3, "start": "2025-09-26T17:01:00+08:00"}


class Calculator(PublicEndpoint):
    @operation(
        tag="public",
        summary="When a limit runs out",
        description=(
            f"One question, or a list of at most {MOST}: counted by the calendar in force in the hall, with the arithmetic in"
            " sentences. A single question that cannot be answered is 400 with its fields; in a list such a question gets"
            " `id` and `error`, and the others are answered. Results lie within ten years of the start. A list has at most"
            f" {calculator.PUBLIC_PAUSES:,} pauses, and {calculator.PUBLIC_DAYS:,} days from starts to results, in all; one"
            " that asks more is 400 as a whole. Nothing is stored."
        ),
        name="calculate",
        request=_one_or_many("Questions", QuestionInput),
        answer=_one_or_many("Deadlines", DeadlineAnswer),
        examples=[OpenApiExample("three working days", value=EXAMPLE, request_only=True)],
        public=True,
    )
    def post(self, request: Request) -> Response:
        body = request.data
        if isinstance(body, list):
            return Response(_many(body))
        try:
            return Response(calculator.answer(body, calendar.current(), within_years=calculator.PUBLIC_YEARS))
        except calculator.BadQuestion as bad:
            raise ValidationError({field: [sentence] for field, sentence in bad.faults.items()}) from bad


def _many(questions: list[Any]) -> list[dict[str, Any]]:
    if not 1 <= len(questions) <= MOST:
        raise ValidationError({"": [f"一次要有 1 至 {MOST} 问"]})
    days, allowance = calendar.current(), calculator.Allowance()
    try:
        return [
            calculator.answer_or_error(question, days, within_years=calculator.PUBLIC_YEARS, allowance=allowance)
            for question in questions
        ]
    except calculator.TooMuch as too_much:
        raise ValidationError({"": [str(too_much)]}) from too_much
