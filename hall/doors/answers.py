"""Shapes of the ground floor that stand in the answers of many rooms."""

from rest_framework import serializers


class DepartmentAnswer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class WindowAnswer(serializers.Serializer):
    number = serializers.CharField()
    name = serializers.CharField()
