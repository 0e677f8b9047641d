"""The shape of a preview in the API: what an act that stops, moves or ends clocks would do to them."""

from rest_framework import serializers

from cases.tables.clocks import RULE_CHOICES
from hall.doors.shapes import LARGEST, Code
from permits.foresight import Change

CHANGE_CHOICES = [
    (Change.STOPS, "停止计时"),
    (Change.GOES_ON, "恢复计时"),
    (Change.MOVES, "到期改变"),
    (Change.ENDS, "结束"),
    (Change.STARTS, "开始计时"),
    (Change.STAYS, "不变"),
]


class EffectAnswer(serializers.Serializer):
    """What becomes of one clock."""

    rule = Code(RULE_CHOICES, name="Rule")
    change = Code(CHANGE_CHOICES, name="ClockChange")
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
