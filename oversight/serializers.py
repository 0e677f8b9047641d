"""The shapes of the office's board in the API."""

from typing import Any

from rest_framework import serializers

from cases.models import Case
from cases.rules import LAMP_WORDS, RULES, Lamp
from cases.serializers import LAMP_CHOICES, CardAnswer
from cases.tables.clocks import RULE_CHOICES
from hall.doors.answers import DepartmentAnswer
from hall.doors.shapes import Code
from oversight.queries import Board, Severe, Unit


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


class SevereAnswer(serializers.Serializer):
    """A clock that has used more than three times its limit."""

    case = serializers.CharField()
    title = serializers.CharField()
    rule = Code(RULE_CHOICES, name="Rule")
    rule_words = serializers.CharField()
    due_at = serializers.DateTimeField()
    provisional = serializers.BooleanField()
    lamp = Code(LAMP_CHOICES, name="Lamp")
    lamp_words = serializers.CharField()
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

    at = serializers.DateTimeField(allow_null=True)
    stale = serializers.BooleanField()


class BoardAnswer(serializers.Serializer):
    at = serializers.DateTimeField()
    figures = FiguresAnswer()
    units = UnitAnswer(many=True)
    severe = SevereAnswer(many=True)
    due_today_count = serializers.IntegerField()
    due_today = DueTodayAnswer(many=True, help_text="The first 20.")
    recent_cards = CardAnswer(many=True, help_text="The last 10.")
    sweep = SweepAnswer()


def board_answer(board: Board) -> dict[str, Any]:
    return {
        "at": board.at,
        "figures": board.figures,
        "units": [_unit(unit) for unit in board.units],
        "severe": [_severe(each) for each in board.severe],
        "due_today_count": board.due_today_count,
        "due_today": board.due_today,
        "recent_cards": board.recent_cards,
        "sweep": {"at": board.sweep_at, "stale": board.sweep_is_stale},
    }


def _unit(unit: Unit) -> dict[str, Any]:
    figures: dict[str, Any] = {str(name): getattr(unit.figures, str(name)) for name in FiguresAnswer().fields}
    return figures | {
        "department": unit.department,
        "yellow_cards": unit.yellow_cards,
        "red_cards": unit.red_cards,
    }


def _severe(each: Severe) -> dict[str, Any]:
    clock = each.deadline
    lamp = Lamp(clock.lamp)
    return {
        "case": clock.case.number,
        "title": clock.case.title,
        "rule": clock.rule,
        "rule_words": RULES[clock.rule].words,
        "due_at": clock.due_at,
        "provisional": clock.provisional,
        "lamp": lamp.name.lower(),
        "lamp_words": LAMP_WORDS[lamp],
        "times": round(each.share, 2),
    }
