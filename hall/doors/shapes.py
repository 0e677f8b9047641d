"""
The fields that a program fills in. Types are taken strictly, unknown names are refused, and every fault has a sentence.

A name that is not asked for is refused, not passed over: a misspelt `version` would lose the protection it was sent for.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from hall import texts, uploads
from hall.doors.endpoint import MOST_NAMES, NO_OBJECT, NO_SUCH_NAME
from hall.identifiers import readable

LARGEST = 2_147_483_647  # of an integer column
A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Worded(serializers.Field):
    """A field whose label stands in the sentence for an empty one. It takes one kind of JSON value, as it is."""

    json: Any = object
    otherwise = "invalid"  # the name of the sentence for another kind

    def to_internal_value(self, data: Any) -> Any:
        # true and false are numbers to Python
        if not isinstance(data, self.json) or (isinstance(data, bool) and self.json not in {bool, object}):
            self.fail(self.otherwise)
        return super().to_internal_value(data)

    def fail(self, key: str, **kwargs: Any) -> NoReturn:
        if key in {"required", "null", "blank"}:
            raise ValidationError(f"填写{self.label}", code=key)
        super().fail(key, **kwargs)


class Text(Worded, serializers.CharField):
    """A text in one line, as hall.texts keeps it."""

    json = str
    tidy = staticmethod(texts.line)
    default_error_messages = {
        "invalid": "应为文字",
        "max_length": "最多 {max_length} 个字",
        "unseen": texts.UNSEEN,
    }

    def run_validation(self, data: Any = serializers.empty) -> Any:
        try:
            return super().run_validation(self.tidy(data) if isinstance(data, str) else data)
        except texts.Unseen:
            self.fail("unseen")


class Lines(Text):
    """A text of several lines. A line end counts as one character."""

    tidy = staticmethod(texts.lines)


class Secret(Text):
    """A password, as it is typed."""

    tidy = staticmethod(texts.as_typed)


def optional_text(label: str, *, most: int, shape: type[Text] = Text, **more: Any) -> Text:
    return shape(label=label, max_length=most, required=False, allow_blank=True, default="", **more)


class Whole(Worded, serializers.IntegerField):
    """A whole number, sent as a number."""

    json = int
    default_error_messages = {
        "invalid": "应为整数",
        "max_value": "最大是 {max_value}",
        "min_value": "最小是 {min_value}",
    }


class YesNo(Worded, serializers.BooleanField):
    """True or false, sent as such."""

    json = bool
    default_error_messages = {"invalid": "应为 true 或 false"}


class Day(Worded, serializers.DateField):
    """A day: 2026-01-12."""

    default_error_messages = {"invalid": "日期写成 2026-01-12 这样", "datetime": "只要日期，不要时间"}

    def to_internal_value(self, data: Any) -> date:
        if not isinstance(data, str) or not A_DAY.fullmatch(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class Code(Worded, serializers.ChoiceField):
    """
    One of a closed list, by its code name; in the OpenAPI document a type of its own. For what is sent and what is answered.

    :param choices: a TextChoices, which names the type itself, or pairs of code and words with `name`.
    """

    json = str
    otherwise = "invalid_choice"
    default_error_messages = {"invalid_choice": "从列出的值里选"}

    def __init__(self, choices: Any, *, name: str = "", **kwargs: Any) -> None:
        self.enum_name = name or choices.__qualname__.replace(".", "")
        super().__init__(getattr(choices, "choices", choices), **kwargs)

    def to_representation(self, value: Any) -> Any:
        return None if value == "" else super().to_representation(value)  # nothing chosen: null for a program


class Several(Worded, serializers.ListField):
    default_error_messages = {
        "not_a_list": "应为数组",
        "empty": "至少一项",
        "min_length": "至少 {min_length} 项",
        "max_length": "最多 {max_length} 项",
    }


class Uploads(Worded, serializers.ListField):
    """Photos and PDFs, each a part of this name in multipart/form-data."""

    json = list
    child = serializers.FileField()
    default_error_messages = {"invalid": "文件要用 multipart/form-data 发送，一个文件一段，名称相同"}

    def __init__(self, *, most: int = uploads.MOST_FILES, **more: Any) -> None:
        self.most = most
        super().__init__(**more)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, list) or not all(isinstance(each, UploadedFile) for each in data):
            self.fail("invalid")
        if not data and self.required:
            self.fail("required")
        if len(data) > self.most:
            raise ValidationError(uploads.too_many(len(data), self.most), code="too_many")
        if wrong := [uploads.sentence(each.name, fault) for each in data if (fault := uploads.fault_of(each))]:
            raise ValidationError(wrong)
        return data


class Input(serializers.Serializer):
    """What a program sends. Nothing but the named fields is taken."""

    default_error_messages = {"invalid": NO_OBJECT, "null": NO_OBJECT}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise ValidationError({"": [NO_OBJECT]})
        strange = [str(name) for name in data if name not in self.fields]
        if strange:
            raise ValidationError({readable(name): [NO_SUCH_NAME] for name in strange[:MOST_NAMES]})
        return super().to_internal_value(data)


class ActInput(Input):
    """What every act on a case takes: nothing but, if you like, the version that you saw."""

    version = Whole(
        label="版本",
        required=False,
        min_value=0,
        max_value=LARGEST,
        help_text="The version that you saw. If somebody has acted since: 409 stale. Left out: not asked.",
    )


class StrictInput(OpenApiSerializerExtension):
    """Say in the OpenAPI document that unknown names are refused."""

    target_class = "hall.doors.shapes.Input"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return schema | {"additionalProperties": False} if direction == "request" else schema


class OneCode(OpenApiSerializerFieldExtension):
    """Show a closed list as a named type, each code with its words."""

    target_class = "hall.doors.shapes.Code"
    match_subclasses = True

    def get_name(self) -> str:
        return self.target.enum_name

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        codes = {code: words for code, words in self.target.choices.items() if code}
        words = "\n".join(f"* `{code}` {words}" for code, words in codes.items())
        return {"type": "string", "enum": [str(code) for code in codes], "description": words}
