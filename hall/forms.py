"""The filter above the catalogue, and what other rooms' forms need of every form."""

from collections.abc import Iterable
from typing import Any

from django import forms

from hall.catalogue_terms import HandlingKind
from hall.models import Department

SCOPE_WORDS = {"hall": "已进驻大厅", "all": "实施中的全部事项", "ended": "已取消、下放或改备案"}


def without_nul(text: str) -> str:
    """What was typed without NUL characters, which PostgreSQL cannot keep: for what no form's field has read."""
    return text.replace("\0", "")


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Give a field of choice, once the form is made, what there is to choose from."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} offers no choice")
    field.choices = list(choices)


class ItemFilter(forms.Form):
    """Everything in the address: what is searched can be sent to somebody as a link."""

    q = forms.CharField(
        label="事项名称",
        required=False,
        max_length=60,
        error_messages={"max_length": "最多写 60 个字"},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    department = forms.ModelChoiceField(
        label="部门",
        required=False,
        queryset=Department.objects.all(),
        to_field_name="code",
        empty_label="全部部门",
        error_messages={"invalid_choice": "选择列出的部门"},
    )
    kind = forms.ChoiceField(
        label="办件类型",
        required=False,
        choices=[("", "全部类型"), *HandlingKind.choices],
        error_messages={"invalid_choice": "选择列出的办件类型"},
    )
    scope = forms.ChoiceField(
        label="范围",
        required=False,
        choices=list(SCOPE_WORDS.items()),
        error_messages={"invalid_choice": "选择列出的范围"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for field in self.fields.values():
            field.error_messages["null_characters_not_allowed"] = "删去看不见的字符"
