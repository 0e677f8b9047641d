"""Shapes of the ground floor that stand in the answers of many rooms."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from hall.crypto import CannotUnseal
from hall.fields import UNOPENED


class DepartmentAnswer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class WindowAnswer(serializers.Serializer):
    number = serializers.CharField()
    name = serializers.CharField()


def answered(shape: type[serializers.Serializer], value: Any) -> dict[str, Any]:
    """
    What a shape makes of a value, as its `data` does. The shape is made once a process: making the fields of a large one anew
    costs more than filling them. For any shape, so this one unless an answer is asked for as often as the look-up.
    """
    return _made(shape).to_representation(value)


@cache
def _made(shape: type[serializers.Serializer]) -> serializers.Serializer:
    return shape()


def values_of(row: Any, *names: str) -> dict[str, Any]:
    """Some columns of a row under their own names: for an answer that has more than the row."""
    values: dict[str, Any] = {}
    for name in names:
        try:
            values[name] = getattr(row, name)
        except CannotUnseal:  # as on its page (decision 91)
            values[name] = UNOPENED
    return values


def written(shape: type[serializers.Serializer]) -> Callable[[Any], dict[str, Any]]:
    """
    Return what makes of values the same as ``shape(values).data``, for an answer that is asked for often: the shape is looked
    at once, not anew for each answer. Only of fields under their own names, without methods; else `answered`, whose fields fill
    themselves and take longer.
    """
    return _writing(shape())


def _writing(field: Any) -> Callable[[Any], Any]:
    if isinstance(field, serializers.ListSerializer):
        one = _writing(field.child)
        return lambda values: [one(value) for value in values]
    if isinstance(field, serializers.Serializer):
        fields = [(name, _writing(each)) for name, each in field.fields.items()]
        return lambda value: _row(fields, value if isinstance(value, dict) else vars(value))
    if isinstance(field, serializers.ChoiceField):
        codes = {value: field.to_representation(value) for value in ("", *field.choices)}
        return lambda code: codes.get(code, code)  # as the shape does with one that it does not know
    return _WRITINGS.get(type(field), field.to_representation)


def _row(fields: list[tuple[str, Callable[[Any], Any]]], values: dict[str, Any]) -> dict[str, Any]:
    return {name: None if (value := values[name]) is None else write(value) for name, write in fields}


# an instant is in the hall's time: TIME_ZONE, which nobody changes for a request
_WRITINGS: dict[type, Callable[[Any], Any]] = {
    serializers.CharField: str,
    serializers.IntegerField: int,
    serializers.DateTimeField: lambda at: at.astimezone(timezone.get_default_timezone()).isoformat(),
    serializers.DateField: date.isoformat,
}
