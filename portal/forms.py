"""What a stranger may fill in: a receipt code, the filter above the catalogue, a complaint or report."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from complaints.models import THE_CENTRE
from hall.catalogue_terms import HandlingKind
from hall.doors import fields
from hall.models import Department

SCOPE_WORDS = {"hall": "已进驻大厅", "all": "实施中的全部事项", "ended": "已取消、下放或改备案"}
LONGEST_LINK = 200  # characters: the code alone, or the whole address behind the slip's QR picture
CENTRE = "centre"
ANONYMOUS, PROTECTED, NAMED = "anonymous", "protected", "named"


class FromTable(forms.ModelChoiceField):
    """One row of a table. Whatever PostgreSQL cannot even compare is simply no such row."""

    def to_python(self, value: Any) -> Any:
        if "\x00" in str(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class _AndTheCentre(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        yield from super().__iter__()
        yield CENTRE, THE_CENTRE


class AboutWhom(FromTable):
    """A department, or the centre itself, which is none (the word CENTRE)."""

    iterator = _AndTheCentre

    def to_python(self, value: Any) -> Any:
        return CENTRE if value == CENTRE else super().to_python(value)


class CodeForm(forms.Form):
    """The one field of the look-up."""

    code = fields.text(
        "凭证码",
        "填写凭证码",
        limit=LONGEST_LINK,
        help_text="凭证上的 16 位数字",
        attrs={"data-code": True, "inputmode": "numeric", "autocomplete": "off"},
    )


class KeptForm(forms.Form):
    """That the receipt code is kept: its last four digits, typed back."""

    last_four = fields.text(
        "凭证码的最后四位",
        "填写凭证码的最后四位",
        limit=4,
        help_text="看着您抄下来、拍下来或打印的那一份填。填对了，这台设备上就不再显示凭证码。",
        attrs={"inputmode": "numeric", "autocomplete": "off"},
    )


class ItemFilter(forms.Form):
    """Everything in the address: what is searched can be sent to somebody as a link."""

    q = fields.text(
        "要办什么事",
        limit=60,
        error_messages={"max_length": "最多写 %(limit_value)d 个字"},
        attrs={"type": "search"},
        help_text="事项名称、首字母，或者平常的说法：开饭店、社保",
    )
    department = FromTable(
        label="部门",
        required=False,
        queryset=Department.objects.all(),
        to_field_name="code",
        empty_label="全部部门",
        error_messages={"invalid_choice": "选择列出的部门"},
    )
    kind = fields.choice("办件类型", [("", "全部类型"), *HandlingKind.choices], widget=forms.Select)
    scope = fields.choice("范围", SCOPE_WORDS.items(), widget=forms.Select)
