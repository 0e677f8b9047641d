"""What a stranger may fill in: a receipt code, the filter above the catalogue, a complaint or report."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.template.defaultfilters import filesizeformat

from complaints.actions.filing import TEXT_LEAST, TEXT_MOST, Filing
from complaints.models import FILED_BY_PEOPLE, THE_CENTRE, Category
from complaints.names import NAME_MOST
from complaints.queries import departments
from hall.catalogue_terms import HandlingKind
from hall.doors import fields
from hall.doors.pages import A_KEY, new_idem
from hall.models import Department
from hall.uploads import HINT
from papers import store
from papers.models import StoredFile

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


def file_line(file: StoredFile) -> str:
    """照片 1.jpg（反映的材料，1.2 MB）: how a file stands on the pages of filing."""
    return f"{store.shown_name(file)}（{file.get_purpose_display()}，{filesizeformat(file.size)}）"


class FileForm(forms.Form):
    """投诉举报."""

    kind = fields.choice(
        "是哪一类事",
        FILED_BY_PEOPLE,
        "选择列出的类型",
        help_text="投诉：自己办事时遇到的问题。举报：反映别人违规违纪的线索。咨询、求助、建议也可以写在这里。内容只有投诉受理员和纪检监察能看；软环境办只看到编号、"
        "类别、办理时限和收到的半天。收到的时间只记到上午或下午。",
    )
    category = fields.choice(
        "反映哪一类问题",
        [("", "选择一类"), *Category.choices],
        "选择反映的问题属于哪一类",
        widget=forms.Select,
    )
    about_department = AboutWhom(
        label="反映哪个部门",
        required=False,
        queryset=None,
        empty_label="不确定，或不是某个部门",
        help_text="这个部门的人看不到您反映的内容。反映投诉受理员、软环境办的，选“政务服务中心（投诉举报中心）”：只有纪检监察能看、能办。",
        error_messages={"invalid_choice": "从列表里选择部门，不确定就不选"},
    )
    text = fields.text(
        "事情的经过",
        f"写下事情的经过（至少 {TEXT_LEAST} 个字）",
        limit=None,
        area=True,
        attrs={"rows": 8, "autocomplete": "off"},
        help_text=f"什么时候、在哪里、谁、做了什么。至少 {TEXT_LEAST} 个字，最多 {TEXT_MOST:,} 个字。匿名的，不要写能认出您的内容。",
    )
    evidence = fields.files(
        "照片或 PDF",
        help_text=f"{HINT}只留画面和页面：拍摄时间、地点、机型、作者都去掉，文件名不保存。画面里能认出您的，自己先遮住。",
    )
    signed = fields.choice(
        "留不留姓名",
        [
            (ANONYMOUS, "匿名：不留姓名和电话"),
            (PROTECTED, "保密：留姓名和电话，办理人申请、纪检监察同意，两个人都同意才打开"),
            (NAMED, "实名：留姓名和电话，办理这一件的投诉受理员可以打开"),
        ],
        "选择匿名、保密或实名",
        initial=ANONYMOUS,
        help_text="三种都凭凭证码查进度、收答复。匿名、保密的，办理人看起来一样，不知道有没有姓名。反映的部门和人、软环境办看不到姓名。"
        "以后也可以凭凭证码留下或者收回姓名。",
    )
    name = fields.text(
        "姓名",
        limit=NAME_MOST,
        help_text="选保密或实名才填。加密保存。谁看得到：保密的，两个人同意后只有申请的那一个人；实名的，办理这一件的投诉受理员。每次打开都有记录，您查得到。",
    )
    phone = fields.text(
        "电话", limit=30, attrs={"type": "tel"}, help_text="选保密或实名才填。加密保存，谁看得到和姓名一样。"
    )
    identity = fields.files(
        "身份证明的照片",
        most=2,
        help_text="选保密或实名才传，可以不传。加密封存，要两个人一起批准才能打开。改选匿名，就从这里删掉。",
    )
    idem = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        self.key_was_lost = data is not None and not A_KEY.fullmatch(data.get("idem", ""))
        if self.key_was_lost:
            data = data.copy()
            data["idem"] = new_idem()
        super().__init__(data, files, **kwargs)
        self.fields["about_department"].queryset = departments()  # type: ignore[attr-defined]
        self.show_files(())

    def show_files(self, drafted: Sequence[StoredFile]) -> None:
        """Offer to delete what was uploaded in this form before."""
        self.fields.pop("drop", None)
        if drafted:
            offered = [(str(each.key), file_line(each)) for each in drafted]
            self.fields["drop"] = fields.ticks("已经收到的文件", offered, help_text="要删掉的，勾选后再交一次。")
            self.order_fields([*list(self.base_fields)[: list(self.base_fields).index("signed")], "drop"])

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if self.key_was_lost:
            self.add_error(None, "表单没有完整送到，核对后再交一次")
        for name in ("name", "phone") if fields.get("signed") in (NAMED, PROTECTED) else ():
            if not fields.get(name) and name not in self.errors:
                self.add_error(name, f"填写{self.fields[name].label}，或改选匿名")
        if fields.get("signed") == ANONYMOUS and (fields.get("name") or fields.get("phone")):
            self.add_error("signed", "选了匿名，就把姓名和电话清空；想留姓名，改选保密或实名")
        return fields

    def answers(self) -> list[tuple[str, str]]:
        """What was filled in, in the order of the form, as a person reads it."""
        answers = []
        for field in self.visible_fields():
            if field.name in ("evidence", "identity", "drop"):  # files have a place of their own on the page
                continue
            value = self.cleaned_data.get(field.name)
            if value in (None, ""):
                continue
            choices = dict(list(field.field.choices)) if isinstance(field.field, forms.ChoiceField) else {}  # type: ignore[arg-type]
            answers.append((str(field.label), str(THE_CENTRE if value == CENTRE else choices.get(value, value))))
        return answers

    def filing(self) -> Filing:
        names = [each.name for each in dataclasses.fields(Filing) if each.name in self.fields]
        fields = {name: self.cleaned_data[name] for name in names}
        about_centre = fields["about_department"] == CENTRE
        fields["protected"] = self.cleaned_data["signed"] == PROTECTED
        return Filing(**fields | ({"about_department": None, "about_centre": True} if about_centre else {}))
