"""The fields of our forms, with our own sentences."""

from collections.abc import Iterable
from typing import Any

from django import forms


class OneAutofocus(forms.RadioSelect):
    """Radio buttons of which only the first one takes the focus when the page opens."""

    def create_option(self, name, value, label, selected, index, **kwargs):  # type: ignore[override]
        option = super().create_option(name, value, label, selected, index, **kwargs)
        if index == 0:
            option["attrs"]["autofocus"] = True
        return option


class Words(forms.CharField):
    """A text. Line ends count as one character, as in the API."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def text(label: str, required: str = "", *, limit: int, area: bool = False, **more: Any) -> forms.CharField:
    """
    A text field with our own sentences. `required` is the sentence for an empty one; without it the field may be empty.

    `sentences`: others for what is wrong, by Django's names.
    """
    attrs, sentences = more.pop("attrs", {}), more.pop("sentences", {})
    if not area:
        attrs = {"autocomplete": "off", **attrs}
    return Words(
        label=label,
        required=bool(required),
        max_length=limit,
        error_messages={
            "required": required,
            "max_length": f"{label}不超过 {limit} 个字",
            "null_characters_not_allowed": "删去看不见的字符",
            **sentences,
        },
        widget=forms.Textarea(attrs={"rows": 3, **attrs}) if area else forms.TextInput(attrs=attrs),
        **more,
    )


def choice(label: str, choices: Iterable[Any], required: str = "", **more: Any) -> forms.ChoiceField:
    """One of a closed list, as radio buttons unless another widget is given."""
    sentence = required or f"选择列出的{label}"
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=bool(required),
        error_messages={"required": sentence, "invalid_choice": sentence},
        widget=more.pop("widget", forms.RadioSelect),
        **more,
    )


def a_day(label: str, required: str = "", **more: Any) -> forms.DateField:
    """A day, typed or chosen."""
    return forms.DateField(
        label=label,
        required=bool(required),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": required, "invalid": "日期写成 2026-01-12 这样"},
        **more,
    )
