"""What a program sends for an act, made from what the act asks for."""

from collections.abc import Callable
from functools import cache
from typing import Any

from rest_framework import serializers

from hall.doors.acts import Act, Field, Kind, Left
from hall.doors.shapes import ActInput, Code, Day, Lines, Text, Uploads, Whole, Worded, YesNo
from hall.uploads import MOST_FILES


# One class for each act, however often it is asked for: the OpenAPI document takes two classes of one name for a clash.
@cache
def shape_of(act: Act) -> type[ActInput]:
    """The serializer of what is sent: the act's own where it brings one; one that asks for nothing has the common one."""
    if act.shape is not None:
        return act.shape
    base = ForeseenInput if act.foreseen else ActInput
    if not act.asks:
        return base
    fields: dict[str, Any] = {each.name: SHAPE[each.api_kind or each.kind](each) for each in act.asks}
    name = act.shape_name or "".join(part.title() for part in act.name.split("_"))
    return type(f"{name}Input", (base,), fields)


class ForeseenInput(ActInput):
    """An act whose effect on the clocks can be asked for first, at `…/preview/`."""

    seen = Text(
        label="看过的影响",
        max_length=64,
        required=False,
        help_text="`seen` of the preview. If the act would do something else by now: 409 not-as-foreseen. Left out: not asked.",
    )


class CodeOf(Code):
    """One of a closed list, of which this door refuses some, each with what to do instead."""

    def __init__(self, choices: Any, *, refuses: Any, **kwargs: Any) -> None:
        super().__init__(choices, **kwargs)
        self.refuses = refuses

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str) and data in self.refuses:
            raise serializers.ValidationError(self.refuses[data], code="refused")
        return super().to_internal_value(data)


class Moment(Worded, serializers.DateTimeField):
    """An instant: 2026-03-16T09:00:00+08:00."""

    default_error_messages = dict.fromkeys(
        ("invalid", "date", "overflow"), "应为日期和时间，例如 2026-03-16T09:00:00+08:00"
    )


class Yuan(Worded, serializers.DecimalField):
    """A sum of money, sent as a text ("500000.00") or a whole number: a fraction in JSON is not exact."""

    json = (str, int)
    default_error_messages = {
        "invalid": "金额填数字",
        "max_digits": "金额太大",
        "max_decimal_places": "最多两位小数",
        "max_whole_digits": "金额太大",
        "max_string_length": "金额太大",
    }


def _common(each: Field) -> dict[str, Any]:
    more: dict[str, Any] = {"label": each.api_label or each.label, "help_text": each.api or None}
    if not each.due_in_api:
        more["required"] = False
        if each.usual is not Left.OUT:
            more["default"] = each.usual
    return more


def _none_where_left_out(each: Field) -> dict[str, Any]:
    return {} if each.due_in_api else {"default": list}


def _text(each: Field) -> serializers.Field:
    shape = Lines if each.kind is Kind.TEXT else Text
    if each.due_in_api:
        return shape(max_length=each.most, **_common(each))
    # A text that is left out and an empty one mean the same.
    usual = "" if each.usual is Left.OUT else each.usual
    return shape(max_length=each.most, allow_blank=True, **{**_common(each), "default": usual})


def _code(each: Field) -> serializers.Field:
    name = {"name": each.list_name} if each.list_name else {}
    if each.refuses:
        return CodeOf(each.choices, refuses=each.refuses, **name, **_common(each))
    return Code(each.choices, **name, **_common(each))


def takes_files(act: Act) -> bool:
    """Whether a program sends the act as multipart/form-data where it has files to send."""
    return any(each.kind is Kind.FILES for each in act.asks)


SHAPE: dict[Kind, Callable[[Field], serializers.Field]] = {
    Kind.LINE: _text,
    Kind.TEXT: _text,
    Kind.ONE_OF: _code,
    Kind.CHOSEN: _code,
    Kind.WHOLE: lambda each: Whole(min_value=each.least, max_value=each.most, **_common(each)),
    Kind.MONEY: lambda each: Yuan(max_digits=14, decimal_places=2, **_common(each)),
    Kind.DAY: lambda each: Day(**_common(each)),
    Kind.MOMENT: lambda each: Moment(**_common(each)),
    Kind.YES: lambda each: YesNo(**_common(each)),
    Kind.FILES: lambda each: Uploads(most=each.most or MOST_FILES, **_common(each) | _none_where_left_out(each)),
}
