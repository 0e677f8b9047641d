"""Shapes of the ground floor that stand in the answers of many rooms."""

from typing import Any

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
