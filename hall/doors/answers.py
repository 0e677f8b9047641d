"""Shapes of the ground floor that stand in the answers of many rooms."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from json import dumps
from json.encoder import encode_basestring as _quoted
from typing import Any

from rest_framework import serializers

from hall.crypto import CannotUnseal
from hall.fields import UNOPENED
from hall.local_time import local

Writing = Callable[[Any], str]


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


def written(shape: type[serializers.Serializer], *, kept: type[serializers.Serializer] | None = None) -> Writing:
    """
    Return what makes of values the JSON of ``shape(values).data``, letter for letter, for an answer that is asked for often: the
    shape is looked at once, not anew for each answer. Only of fields under their own names, without methods; else `answered`, whose
    fields fill themselves and take longer.

    :param kept: the shape of values that never change, in tuples: what was written of such a tuple is written once.
    """
    write = _writing(shape(), kept)
    return lambda values: write(values).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _writing(field: Any, kept: type[serializers.Serializer] | None) -> Writing:
    if isinstance(field, serializers.ListSerializer | serializers.ListField):
        one = _writing(field.child, kept)

        def several(values: Iterable[Any]) -> str:
            return f"[{','.join(map(one, values))}]"

        return lru_cache(maxsize=4_096)(several) if kept is not None and isinstance(field.child, kept) else several
    if isinstance(field, serializers.Serializer):
        fields = [(name, f"{_quoted(name)}:", _writing(each, kept)) for name, each in field.fields.items()]
        return lambda value: _row(fields, value if isinstance(value, dict) else vars(value))
    if isinstance(field, serializers.ChoiceField):
        codes = {value: dumps(field.to_representation(value), ensure_ascii=False) for value in ("", *field.choices)}
        return lambda code: codes.get(code) or _quoted(code)  # as the shape does with one that it does not know
    return _WRITINGS.get(type(field)) or (lambda value: dumps(field.to_representation(value), ensure_ascii=False))


def _row(fields: list[tuple[str, str, Writing]], values: Mapping[str, Any]) -> str:
    parts = [head + ("null" if (value := values[name]) is None else write(value)) for name, head, write in fields]
    return f"{{{','.join(parts)}}}"


# an instant is in the hall's time: TIME_ZONE, which nobody changes for a request
_WRITINGS: dict[type, Writing] = {
    serializers.CharField: lambda text: _quoted(str(text)),
    serializers.IntegerField: lambda number: str(int(number)),
    serializers.BooleanField: lambda yes: "true" if yes else "false",
    serializers.DateTimeField: lambda at: f'"{local(at).isoformat()}"',
    serializers.DateField: lambda on: f'"{on.isoformat()}"',
}
