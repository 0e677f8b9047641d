"""Forms of the administrator's pages about items. What may be done is the verbs' question."""

from typing import Any

from django import forms

from hall.reading import DOCUMENT_MOST, READING_WORDS, REASON_MOST

A_DAY = "写成 2026-01-12 这样的日期"
UNSEEN = "删去看不见的字符"


class Day(forms.DateField):
    """A day, typed or chosen."""

    def __init__(self, *, missing: str = A_DAY, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(error_messages={"required": missing, "invalid": A_DAY}, widget=widget, **kwargs)


class SampleForm(forms.Form):
    """From which day the two readings are compared."""

    start = Day(label="假设这一天受理", required=False)


class ReadingForm(forms.Form):
    """更改时限口径. Its cleaned data is what hall.reading.change_reading takes."""

    unit = forms.ChoiceField(
        label="改为",
        choices=list(READING_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": "选择按工作日计或按自然日计",
            "invalid_choice": "选择按工作日计或按自然日计",
        },
    )
    effective_from = Day(
        label="从哪一天起", help_text="这一天起登记的办件按新口径计时，以前登记的不变。", missing="填写从哪一天起"
    )
    document = forms.CharField(
        label="决定文号",
        max_length=DOCUMENT_MOST,
        error_messages={
            "required": "填写决定文号",
            "max_length": "文号最多 %(limit_value)d 个字，现在有 %(show_value)d 个",
            "null_characters_not_allowed": UNSEEN,
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="理由",
        max_length=REASON_MOST,
        help_text="写明为什么这样读这部法律。办事群众在事项页面上能看到。",
        error_messages={
            "required": "填写更改的理由，办事群众能看到",
            "max_length": "理由最多 %(limit_value)d 个字，现在有 %(show_value)d 个",
            "null_characters_not_allowed": UNSEEN,
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )
