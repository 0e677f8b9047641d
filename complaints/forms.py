"""The public form, and the form of an acceptance. The rules stand in actions; here are fields, words and shapes."""

import re
from datetime import datetime
from typing import Any

from django import forms

from cases.clocks import preview
from cases.web import new_idem
from cases.wording import marked, moment
from complaints import deadlines
from complaints.actions import NAME_MOST, TEXT_MOST
from complaints.deadlines import GRADE_WORDS, HANDLE_WITHIN
from complaints.models import FILED_BY_PEOPLE, Category
from complaints.queries import departments
from hall.doors.acts import Act, Occasion
from hall.doors.forms_of_acts import fields_of
from hall.doors.pages import ActForm
from hall.forms import offer
from hall.worktime import Due

IDEM = re.compile(r"[0-9a-f]{32}")
ANONYMOUS, NAMED = "anonymous", "named"


class Words(forms.CharField):
    """A text. Line ends count as one character; what PostgreSQL cannot hold is refused in words."""

    def __init__(self, *, missing: str = "", **kwargs: Any) -> None:
        messages = {
            "required": missing,
            "max_length": "最多 %(limit_value)d 个字，现在有 %(show_value)d 个",
            "null_characters_not_allowed": "内容里有看不见的特殊字符，删掉后再填",
        }
        super().__init__(error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class FromTable(forms.ModelChoiceField):
    """One row of a table. Whatever PostgreSQL cannot even compare is simply no such row."""

    def to_python(self, value: Any) -> Any:
        if "\x00" in str(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class FileForm(forms.Form):
    """投诉举报. `given()` is what actions.file takes."""

    kind = forms.ChoiceField(
        label="投诉还是举报",
        help_text="投诉：自己办事时遇到的问题。举报：反映别人违规违纪的线索，只有投诉受理员和纪检监察能看到。",
        choices=FILED_BY_PEOPLE,
        widget=forms.RadioSelect,
        error_messages={"required": "选择投诉或举报", "invalid_choice": "选择投诉或举报"},
    )
    category = forms.ChoiceField(
        label="反映哪一类问题",
        choices=[("", "选择一类"), *Category.choices],
        error_messages={"required": "选择反映的问题属于哪一类", "invalid_choice": "选择反映的问题属于哪一类"},
    )
    about_department = FromTable(
        label="反映哪个部门",
        required=False,
        queryset=None,
        empty_label="不确定，或不是某个部门",
        help_text="这个部门的人看不到您反映的内容。",
        error_messages={"invalid_choice": "从列表里选择部门，不确定就不选"},
    )
    text = Words(
        label="事情的经过",
        missing="写下事情的经过（至少 5 个字）",
        help_text=f"什么时候、在哪里、谁、做了什么。至少 5 个字，最多 {TEXT_MOST:,} 个字。匿名的，不要写能认出您的内容。",
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
    )
    signed = forms.ChoiceField(
        label="留不留姓名",
        choices=[(ANONYMOUS, "匿名：不留姓名和电话"), (NAMED, "实名：留姓名和电话，加密封存")],
        widget=forms.RadioSelect,
        initial=ANONYMOUS,
        error_messages={"required": "选择匿名或实名", "invalid_choice": "选择匿名或实名"},
    )
    name = Words(
        label="姓名",
        required=False,
        max_length=NAME_MOST,
        help_text="选实名才填。加密保存，页面上不显示全名。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = Words(
        label="电话",
        required=False,
        max_length=30,
        help_text="选实名才填。加密保存，页面上不显示。",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    idem = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        self.key_was_lost = data is not None and not IDEM.fullmatch(data.get("idem", ""))
        if self.key_was_lost:
            data = data.copy()
            data["idem"] = new_idem()
        super().__init__(data, **kwargs)
        self.fields["about_department"].queryset = departments()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.key_was_lost:
            self.add_error(None, "表单没有完整送到，核对后再交一次")
        is_named = given.get("signed") == NAMED
        written = given.get("name") or given.get("phone")
        if is_named and not given.get("name") and "name" not in self.errors:
            self.add_error("name", "填写姓名，或改选匿名")
        if is_named and not given.get("phone") and "phone" not in self.errors:
            self.add_error("phone", "填写电话，或改选匿名")
        if given.get("signed") == ANONYMOUS and written:
            self.add_error("signed", "选了匿名，就把姓名和电话清空；想留姓名，改选实名")
        return given

    def given(self) -> dict[str, Any]:
        kept = {name: self.cleaned_data[name] for name in ("kind", "category", "about_department", "text", "idem")}
        return {**kept, "name": self.cleaned_data["name"], "reporter_phone": self.cleaned_data["phone"]}


def accepting(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """The form of an acceptance: each grade says until when there has to be a finding if it is chosen now."""
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion)
    offer(form, "grade", [(grade, _with_its_limit(grade, at=occasion.at)) for grade in GRADE_WORDS])
    return form


def _with_its_limit(grade: str, *, at: datetime) -> str:
    due, _sentences = promise(grade, at=at)
    return (
        f"{GRADE_WORDS[grade]}：{HANDLE_WITHIN[grade]} 日，"
        f"最迟 {marked(moment(due.due_at), due.provisional)} 前有核查结论"
    )


def promise(grade: str, *, at: datetime) -> tuple[Due, list[str]]:
    """The due moment of a finding if the case is accepted now, and the arithmetic behind it."""
    promised = preview(deadlines.handling(grade=grade), started_at=at)
    if promised.result is None:
        raise ValueError("a clock without pauses always has a due moment")
    return promised.result, promised.sentences()
