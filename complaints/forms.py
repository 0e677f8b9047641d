"""The public form and the forms of the centre's acts. The rules stand in actions; here are fields, words and shapes."""

import re
from typing import Any

from django import forms

from cases.web import ActForm, new_idem
from complaints.actions import NAME_MOST, REASON_MOST, TEXT_MOST
from complaints.deadlines import GENERAL, GRADE_WORDS
from complaints.models import FILED_BY_PEOPLE, Category, Complaint, Finding
from complaints.queries import departments

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


class AcceptForm(ActForm):
    grade = forms.ChoiceField(
        label="难易",
        help_text="决定多少日内要有核查结论。重大的要先经批准。",
        choices=list(GRADE_WORDS.items()),
        initial=GENERAL,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "选择一般、复杂或重大"},
    )
    approver = Words(
        label="批准人",
        required=False,
        max_length=Complaint._meta.get_field("grade_approver").max_length,
        help_text="选重大才填，例如：软环境办主任。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    document = Words(
        label="批准文号",
        required=False,
        max_length=Complaint._meta.get_field("grade_document").max_length,
        help_text="选重大才填。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_grade(self) -> str:
        return self.cleaned_data["grade"] or GENERAL


class DeclineForm(ActForm):
    reason = Words(
        label="不予受理的理由",
        missing="填写不予受理的理由，并写明可以找哪里",
        max_length=1_000,
        help_text="写明为什么不受理、可以找哪里。投诉人凭凭证码看到这段话。",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class FindForm(ActForm):
    result = forms.ChoiceField(
        label="核查结论",
        help_text="投诉人凭凭证码看到结论。有几次核查的，以最后一次为准。",
        choices=Finding.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "选择核查结论", "invalid_choice": "选择核查结论"},
    )
    text = Words(
        label="核查情况",
        missing="写明核查情况",
        max_length=5_000,
        help_text="问了谁、看了什么、查明什么。只供内部，投诉人看不到。",
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ReplyForm(ActForm):
    text = Words(
        label="答复",
        required=False,
        max_length=5_000,
        help_text="投诉人凭凭证码看到这段话。不要写投诉人的姓名和电话。",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    impossible_because = Words(
        label="不能答复的原因",
        required=False,
        max_length=REASON_MOST,
        help_text="只有确实不能答复时才写。投诉人也能看到。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
