"""Shapes of the ground floor that stand in the answers of many rooms."""

from functools import cache
from typing import Any

from rest_framework import serializers


class DepartmentAnswer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class WindowAnswer(serializers.Serializer):
    number = serializers.CharField()
    name = serializers.CharField()


def answered(shape: type[serializers.Serializer], value: Any) -> dict[str, Any]:
    """
    What a shape makes of a value, as its `data` does. The shape is made once a process: making the fields of a large one anew
    costs more than filling them.
    """
    return _made(shape).to_representation(value)


@cache
def _made(shape: type[serializers.Serializer]) -> serializers.Serializer:
    return shape()


def values_of(row: Any, *names: str) -> dict[str, Any]:
    """Some columns of a row under their own names: for an answer that has more than the row."""
    return {name: getattr(row, name) for name in names}
