"""
The inputs of forms, written here: Django includes two or three templates for each of them, and for each choice of a list, and a
page that filters has a hundred. A test holds each equal to Django's own; a widget that is not known here is left to Django.
"""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest

from hall.templatetags.presentation import escaped

Widget = dict[str, Any]
OF_DJANGO = "django/forms/widgets/"


class Inputs(DjangoTemplates):
    """The renderer of all forms (settings.FORM_RENDERER)."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        write = WRITTEN.get(template_name.removeprefix(OF_DJANGO))
        return write(context["widget"]) if write else super().render(template_name, context, request)


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{escaped(widget["value"])}"'
    return f'<input type="{escaped(widget["type"])}" name="{escaped(widget["name"])}"{value}{_attributes(widget)}>'


def _select(widget: Widget) -> str:
    options = "".join(_options(group, choices) for group, choices, _index in widget["optgroups"])
    return f'<select name="{escaped(widget["name"])}"{_attributes(widget)}>{options}\n</select>'


def _options(group: str | None, choices: list[Widget]) -> str:
    options = "".join(
        f'\n  <option value="{escaped(each["value"])}"{_attributes(each)}>{escaped(each["label"])}</option>'
        for each in choices
    )
    return f'\n  <optgroup label="{escaped(group)}">{options}\n  </optgroup>' if group else options


def _ticks(widget: Widget) -> str:
    attributes = _attributes({"attrs": {name: widget["attrs"].get(name) or False for name in ("id", "class")}})
    return f"<div{attributes}>{''.join(_ticks_of(*each) for each in widget['optgroups'])}\n</div>"


def _ticks_of(group: str | None, choices: list[Widget], _index: int) -> str:
    ticks = "".join(f"<div>\n    {_tick(each)}</div>" for each in choices)
    return f"\n  <div><label>{escaped(group)}</label>{ticks}\n  </div>" if group else ticks


def _tick(widget: Widget) -> str:
    if not widget["wrap_label"]:
        return _input(widget)
    of = _attributes({"attrs": {"for": widget["attrs"].get("id") or False}})
    return f"<label{of}>{_input(widget)} {escaped(widget['label'])}</label>"


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


WRITTEN: dict[str, Callable[[Widget], str]] = {
    **dict.fromkeys(("text.html", "number.html", "date.html", "hidden.html", "email.html", "password.html"), _input),
    "checkbox.html": _input,
    "select.html": _select,
    "checkbox_select.html": _ticks,
    "radio.html": _ticks,
}
