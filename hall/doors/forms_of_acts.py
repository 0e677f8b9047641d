"""The page's form of an act, made from what the act asks for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms

from hall.doors.acts import Act, Field, Kind, Occasion
from hall.doors.fields import OneAutofocus, a_day, files, text
from hall.doors.pages import ActForm
from hall.uploads import MOST_FILES


def form_of(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """
    Return the form of an act for an occasion, unbound or bound (`data`), with `initial` over what stands in it first.

    A description that brings its own form is asked for it; it is given what this function is given.
    """
    if act.form is not None:
        return act.form(act, occasion, **more)
    form = ActForm(**more)
    # Onto this one form: its class is shared by all acts.
    form.fields |= fields_of(act, occasion) | act.adds(occasion)
    return form


def fields_of(act: Act, occasion: Occasion) -> dict[str, forms.Field]:
    """What the act asks for on this occasion, by name."""
    asks = [each for each in act.asks if each.only is None or each.only(occasion)]
    offered = [replace(each, choices=each.offers(occasion)) if each.offers else each for each in asks]
    fields = {each.name: FORM[each.kind](each) for each in offered}
    for each in offered:
        fields[each.name].mark = each.mark  # type: ignore[attr-defined]  # for _parts/field.html
    return fields


def _common(each: Field) -> dict[str, Any]:
    """What every field has: its words, whether it is due, what is said when something is wrong."""
    messages = {"required": each.needed, **each.sentences}
    return {"label": each.label, "required": bool(each.needed), "help_text": each.hint, "error_messages": messages}


def _text(each: Field, *, area: bool) -> forms.Field:
    look = {"autofocus": True, **each.look} if each.focus else dict(each.look)
    more: dict[str, Any] = {} if each.first is None else {"initial": each.first}
    more |= {"help_text": each.hint, "error_messages": each.sentences}
    return text(each.label, each.needed, limit=each.most, area=area, attrs=look, **more)


class OneOf(forms.ChoiceField):
    """One of a closed list; some of its codes this door refuses, each with what to do instead."""

    def __init__(self, *, refuses: Any, **more: Any) -> None:
        super().__init__(**more)
        self.refuses = refuses

    def validate(self, value: Any) -> None:
        # Asked first: “choose from the list” would not say what to do instead.
        if value in self.refuses:
            raise forms.ValidationError(self.refuses[value])
        super().validate(value)


def _one_of(each: Field, widget: Any) -> forms.Field:
    sentence = each.needed or f"选择列出的{each.label}"
    common = _common(each)
    common["error_messages"] = {"required": sentence, "invalid_choice": sentence, **each.sentences}
    choices = list(getattr(each.choices, "choices", each.choices))
    if widget is forms.Select and each.first is None:
        choices = [
            ("", "（选择）"),
            *choices,
        ]  # a menu stands on its first line: nothing is chosen for who overlooks it
    return OneOf(choices=choices, widget=widget, initial=each.first, refuses=each.refuses, **common)


def _number(each: Field, field: type[forms.Field], mode: str, **more: Any) -> forms.Field:
    attrs = {"inputmode": mode, "autocomplete": "off", "class": "short"} | ({"autofocus": True} if each.focus else {})
    return field(widget=forms.TextInput(attrs=attrs), initial=each.first, **_common(each), **more)


def _moment(each: Field) -> forms.Field:
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=formats[0])
    return forms.DateTimeField(
        input_formats=formats, widget=widget, initial=each.first, **{**_common(each), "required": True}
    )


FORM: dict[Kind, Callable[[Field], forms.Field]] = {
    Kind.LINE: lambda each: _text(each, area=False),
    Kind.TEXT: lambda each: _text(each, area=True),
    Kind.ONE_OF: lambda each: _one_of(each, OneAutofocus),
    Kind.CHOSEN: lambda each: _one_of(each, forms.Select),
    Kind.WHOLE: lambda each: _number(each, forms.IntegerField, "numeric", max_value=each.most or None),
    Kind.MONEY: lambda each: _number(each, forms.DecimalField, "decimal", max_digits=14, decimal_places=2),
    Kind.DAY: lambda each: a_day(each.label, each.needed, help_text=each.hint, initial=each.first),
    Kind.MOMENT: _moment,
    Kind.YES: lambda each: forms.BooleanField(initial=each.first, **_common(each)),
    Kind.FILES: lambda each: files(
        each.label, each.needed, most=each.most or MOST_FILES, help_text=each.hint, error_messages=each.sentences
    ),
}
