"""Forms of an enquiry. They check shape only."""

from collections.abc import Mapping
from typing import Any

from django import forms

from enquiries.deadlines import ATTACH_WITHIN, WRITTEN_ANSWER_WITHIN
from enquiries.models import EnquiryChannel
from enquiries.serializers import LONG
from hall.doors import fields
from hall.doors.pages import ActForm
from hall.identity import OTHER_KINDS
from hall.models import Department, Window

AREA = {"rows": 4, "autocomplete": "off"}


class AskForm(forms.Form):
    """What was asked; of who asks, only what they tell."""

    idem = fields.form_key()
    window = fields.choice("窗口", [], "选择窗口", widget=forms.Select)
    text = fields.text("咨询的内容", "填写咨询的内容", limit=LONG, area=True, attrs={**AREA, "autofocus": True})
    channel = fields.choice("渠道", EnquiryChannel.choices, "选择窗口或电话", initial=EnquiryChannel.COUNTER)
    item_code = fields.text(
        "事项编码",
        limit=200,
        help_text="知道是哪个事项就填，可以从列表里选",
        attrs={"list": "items", "spellcheck": "false"},
    )
    name = fields.text("称呼", limit=80)
    id_kind = fields.choice("证件类型", [("", "身份证，或统一社会信用代码"), *OTHER_KINDS], widget=forms.Select)
    number = fields.text(
        "证件号", limit=40, help_text=f"填了以后，同一个人 {ATTACH_WITHIN} 天内申请同一事项，咨询自动并入办件"
    )
    phone = fields.text("电话", limit=30, attrs={"inputmode": "tel"})
    in_writing = forms.BooleanField(
        label=f"要书面答复（{WRITTEN_ANSWER_WITHIN} 个工作日；留下称呼和电话）", required=False
    )

    def __init__(self, *args: Any, windows: list[Window], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer(self, "window", [(str(window.pk), str(window)) for window in windows])
        if len(windows) < 2:
            del self.fields["window"]


class HandOverForm(ActForm):
    """To a department, or to one person of it."""

    to = fields.choice("移交给", [], "选择部门或人", widget=forms.Select(attrs={"autofocus": True}))
    reason = fields.text("移交的原因", "填写移交的原因", limit=300, area=True, attrs=AREA)

    def __init__(self, people: Mapping[Department, Mapping[str, str]], **kwargs: Any) -> None:
        """:param people: account → name of whoever can take it, by department."""
        super().__init__(**kwargs)
        groups: list[Any] = [("", "（选择）")]
        for department, names in people.items():
            one = [(f"{department.code}:{username}", f"{department} {name}") for username, name in names.items()]
            groups.append((str(department), [(f"{department.code}:", f"{department}（谁都可以接）"), *one]))
        fields.offer(self, "to", groups)
