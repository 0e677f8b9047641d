"""Shapes of the ground floor that stand in the answers of many rooms."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from rest_framework import serializers


class DepartmentAnswer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class WindowAnswer(serializers.Serializer):
    number = serializers.CharField()
    name = serializers.CharField()


def values_of(row: Any, *names: str) -> dict[str, Any]:
    """Some columns of a row under their own names: for an answer that has more than the row."""
    return {name: getattr(row, name) for name in names}


def written(shape: type[serializers.Serializer]) -> Callable[[Any], dict[str, Any]]:
    """
    Return what makes of values the same as ``shape(values).data``, for an answer that is asked for often: the shape is built
    once, not anew for each answer. Only fields that stand under their own names, and no methods.
    """
    return _writing(shape())


def _writing(field: Any) -> Callable[[Any], Any]:
    if isinstance(field, serializers.ListSerializer):
        one = _writing(field.child)
        return lambda values: [one(value) for value in values]
    if isinstance(field, serializers.Serializer):
        fields = [(name, _writing(each)) for name, each in field.fields.items()]
        return lambda value: _row(fields, value)
    return _WRITINGS.get(type(field)) or field.to_representation


def _row(fields: list[tuple[str, Callable[[Any], Any]]], value: Any) -> dict[str, Any]:
    values = value if isinstance(value, Mapping) else {name: getattr(value, name) for name, _ in fields}
    return {name: None if values[name] is None else write(values[name]) for name, write in fields}


_WRITINGS: dict[type, Callable[[Any], Any]] = {
    serializers.CharField: str,
    serializers.IntegerField: int,
    serializers.DateTimeField: lambda at: at.astimezone(timezone.get_current_timezone()).isoformat(),
    serializers.DateField: lambda day: day.isoformat(),
}
