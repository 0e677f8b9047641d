"""Forms of an enquiry. They check shape only."""

from collections.abc import Iterable
from typing import Any

from django import forms

from enquiries.models import EnquiryChannel
from hall.doors.pages import ActForm
from hall.forms import offer
from hall.models import Department, Window

LONG = 2_000  # characters


def words(label: str, required: str = "", *, limit: int, area: bool = False, **more: Any) -> forms.CharField:
    attrs = {"autocomplete": "off", **more.pop("attrs", {})}
    widget = forms.Textarea(attrs={"rows": 4, **attrs}) if area else forms.TextInput(attrs=attrs)
    messages = {
        "required": required,
        "max_length": f"{label}不超过 {limit} 个字",
        "null_characters_not_allowed": "删去看不见的字符",
    }
    return forms.CharField(
        label=label, required=bool(required), max_length=limit, widget=widget, error_messages=messages, **more
    )


def choice(label: str, choices: Iterable[Any], sentence: str, **more: Any) -> forms.ChoiceField:
    messages = {"required": sentence, "invalid_choice": sentence}
    return forms.ChoiceField(label=label, choices=choices, error_messages=messages, **more)


class AskForm(forms.Form):
    """What was asked; of who asks, only what they tell."""

    idem = forms.RegexField(
        r"^[0-9a-f]{32}$",
        widget=forms.HiddenInput,
        error_messages={"required": "这张表不完整，刷新后重填", "invalid": "这张表不完整，刷新后重填"},
    )
    window = choice("窗口", [], "选择窗口")
    text = words("咨询的内容", "填写咨询的内容", limit=LONG, area=True, attrs={"autofocus": True})
    channel = choice(
        "渠道", EnquiryChannel.choices, "选择柜台或电话", widget=forms.RadioSelect, initial=EnquiryChannel.COUNTER
    )
    item_code = words(
        "事项编码",
        limit=200,
        help_text="知道是哪个事项就填，可以从列表里选",
        attrs={"list": "items", "spellcheck": "false"},
    )
    name = words("称呼", limit=80)
    number = words("证件号", limit=40, help_text="填了以后，同一个人 90 天内申请同一事项，咨询自动并入办件")
    phone = words("电话", limit=30, attrs={"inputmode": "tel"})
    in_writing = forms.BooleanField(label="要书面答复（3 个工作日）", required=False)

    def __init__(self, *args: Any, windows: list[Window], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "window", [(str(window.pk), str(window)) for window in windows])
        if len(windows) < 2:
            del self.fields["window"]


class HandOverForm(ActForm):
    """To a department, or to one person of it."""

    to = choice("移交给", [], "选择部门或人", widget=forms.Select(attrs={"autofocus": True}))
    reason = words("移交的原因", "填写移交的原因", limit=300, area=True)

    def __init__(self, *args: Any, to: Iterable[tuple[Department, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: list[Any] = [("", "（选择）")]
        for department, people in to:
            one = [(f"{department.code}:{username}", f"{department} {name}") for username, name in people]
            offered.append((str(department), [(f"{department.code}:", f"{department}（谁都可以接）"), *one]))
        offer(self, "to", offered)
