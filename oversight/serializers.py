"""The shapes of the office's board in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cases.models import Case
from cases.serializers import LAMP_CHOICES, CardAnswer
from cases.tables.clocks import RULE_CHOICES
from hall.doors.answers import DepartmentAnswer
from hall.doors.shapes import Code
from oversight.foremost import MOST_CARDS, MOST_ROWS
from oversight.parts import Part
from oversight.queries import Board, Unit
from oversight.tally import REPEATED_WITHIN


class FiguresAnswer(serializers.Serializer):
    """Running cases, each counted once by the worst lamp of its running clocks; without a running clock: grey."""

    running = serializers.IntegerField()
    grey = serializers.IntegerField()
    green = serializers.IntegerField()
    yellow = serializers.IntegerField()
    red = serializers.IntegerField()
    deep_red = serializers.IntegerField()
    overdue_rate = serializers.FloatField(help_text="Share of the running ones that are red or deep red, 0 to 1.")


class UnitAnswer(FiguresAnswer):
    """One liable unit. Cards that were withdrawn are not counted."""

    department = DepartmentAnswer(allow_null=True, help_text="Null: the complaint centre.")
    yellow_cards = serializers.IntegerField()
    red_cards = serializers.IntegerField()
    appeals = serializers.IntegerField(help_text="Appeals that wait for a ruling.")

    def to_representation(self, instance: Unit) -> dict[str, Any]:
        return super().to_representation(FiguresAnswer(instance.figures).data | vars(instance))


class PartAnswer(FiguresAnswer):
    """A window of a department, or whoever is responsible at one; `name` and `value` narrow the board to it."""

    name = serializers.ChoiceField(["window", "handler"])
    value = serializers.CharField()
    words = serializers.CharField()

    def to_representation(self, instance: Part) -> dict[str, Any]:
        return super().to_representation(FiguresAnswer(instance.figures).data | vars(instance))


class MonthAnswer(serializers.Serializer):
    """Applications of a month, by the day on which they were concluded."""

    month = serializers.CharField(source="name", help_text="2026-03, as `period` of statement/ takes it.")
    concluded = serializers.IntegerField()
    on_time = serializers.IntegerField(help_text="Of these, without any late clock.")


class SevereAnswer(serializers.Serializer):
    """A clock that has used more than three times its limit."""

    case = serializers.CharField(source="case.number")
    title = serializers.CharField(source="case.title")
    rule = Code(RULE_CHOICES, name="Rule", source="deadline.rule")
    rule_words = serializers.CharField(source="deadline.get_rule_display")
    due_at = serializers.DateTimeField(source="deadline.due_at")
    provisional = serializers.BooleanField(source="deadline.provisional")
    lamp = Code(LAMP_CHOICES, name="Lamp", source="deadline.lamp_name")
    lamp_words = serializers.CharField(source="deadline.get_lamp_display")
    times = serializers.FloatField(help_text="Working time used, as a multiple of the limit.")


class DueTodayAnswer(serializers.Serializer):
    case = serializers.CharField(source="number")
    title = serializers.CharField()
    department = DepartmentAnswer(allow_null=True)
    due_at = serializers.DateTimeField(source="due")
    provisional = serializers.SerializerMethodField()

    def get_provisional(self, case: Case) -> bool:
        """Of the clock that is due at `due_at`; the case is loaded with its running clocks."""
        return any(clock.provisional for clock in case.clocks if clock.due_at == case.due)  # type: ignore[attr-defined]


class SweepAnswer(serializers.Serializer):
    """The timers. While they are silent every figure may be too good."""

    at = serializers.DateTimeField(source="signs.swept_at", allow_null=True)
    stale = serializers.BooleanField(source="signs.is_stale")


class BoardAnswer(serializers.Serializer):
    at = serializers.DateTimeField(help_text="As of when the lists are.")
    counted_at = serializers.DateTimeField(
        help_text="As of when the figures are: the timers count each minute; figures older than three are counted anew."
    )
    figures = FiguresAnswer()
    units = UnitAnswer(many=True)
    parts = serializers.SerializerMethodField(
        help_text="Of a department that is asked for its windows, of a window of it whoever is responsible; else none."
    )
    trend = serializers.SerializerMethodField(
        help_text="The last thirteen months, the present one at the end; none where it is narrowed by more than a department."
    )
    severe = SevereAnswer(many=True)
    due_today_count = serializers.IntegerField()
    due_today = DueTodayAnswer(many=True, help_text=f"The first {MOST_ROWS}.")
    appeals = serializers.IntegerField(help_text="Appeals against cards that wait for a ruling.")
    ruling_due_at = serializers.DateTimeField(
        source="ruling_due.due_at",
        default=None,
        allow_null=True,
        help_text="By when the first of them is to be ruled on.",
    )
    made_again = serializers.IntegerField(
        help_text=(
            f"Applications of the last {REPEATED_WITHIN} days that follow one of the same matter, which ended without a licence: their limits began anew."
        )
    )
    late_ratings = serializers.IntegerField(help_text="Corrections of bad ratings that are overdue.")
    late_complaints = serializers.IntegerField(help_text="Complaints that are overdue.")
    leaves_out = serializers.BooleanField(
        help_text="Complaints about departments that you work for, and their cards, are in no figure here, if there are any."
    )
    recent_cards = CardAnswer(many=True, help_text=f"The last {MOST_CARDS}.")
    sweep = SweepAnswer(source="*")

    @extend_schema_field(PartAnswer(many=True))
    def get_parts(self, _board: Board) -> Any:
        return PartAnswer(self.context["parts"], many=True).data

    @extend_schema_field(MonthAnswer(many=True))
    def get_trend(self, _board: Board) -> Any:
        return MonthAnswer(self.context["months"], many=True).data
