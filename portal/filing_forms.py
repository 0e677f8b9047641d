"""The pages of filing: at most three questions each. A page checks what stands on it; what is valid goes into the draft (portal.filing)."""

import dataclasses
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.template.defaultfilters import filesizeformat

from complaints.actions.filing import Filing
from complaints.models import FILED_BY_PEOPLE, THE_CENTRE, Category
from complaints.names import NAME_MOST, TEXT_LEAST, TEXT_MOST, reporter_of, text_of
from complaints.queries import departments
from hall.doors import fields
from hall.doors.pages import put_refusal
from hall.refusals import Refused
from hall.uploads import HINT, MOST_IDENTITY
from papers import store
from papers.models import Purpose, StoredFile
from portal.forms import CENTRE, AboutWhom

ANONYMOUS, PROTECTED, NAMED = "anonymous", "protected", "named"
SIGNED = {
    ANONYMOUS: "匿名：不留姓名和电话",
    PROTECTED: "保密：留姓名和电话，办理人申请、纪检监察同意，两个人都同意才打开",
    NAMED: "实名：留姓名和电话，办理这一件的投诉受理员可以打开",
}


def file_line(file: StoredFile) -> str:
    """照片 1.jpg（反映的材料，1.2 MB）: how a file stands on the pages of filing."""
    return f"{store.shown_name(file)}（{file.get_purpose_display()}，{filesizeformat(file.size)}）"


class WithFiles(forms.Form):
    """
    A form whose files are kept beside it until it is sent (portal.uploading).

    :param takes: the fields that take files, and what each is for.
    """

    takes: ClassVar[dict[str, Purpose]] = {}

    def show_files(self, drafted: Sequence[StoredFile]) -> None:
        """Offer to delete what was uploaded in this form before."""
        self.fields.pop("drop", None)
        offered = [(str(each.key), file_line(each)) for each in drafted if each.purpose in self.takes.values()]
        if offered:
            self.fields["drop"] = fields.ticks("已经收到的文件", offered, help_text="要删掉的，勾选后再交一次。")


class PageForm(WithFiles):
    """
    One page of filing.

    :param title: what stands above it, and above its answers on the check page.
    """

    title: ClassVar[str]

    def kept(self) -> dict[str, str]:
        """What the draft keeps of it: as it was typed, so that the page can be shown again."""
        return {name: str(self.data.get(name, "")) for name in self.base_fields if name not in self.takes}

    def answers(self) -> list[tuple[str, str]]:
        """What was filled in, as a person reads it; files have a place of their own on the check page."""
        answers = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if name in (*self.takes, "drop"):
                continue
            if value in (None, ""):
                value = getattr(field, "empty_label", None) or ""
            choices = dict(list(field.choices)) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]
            answers.append((str(field.label), str(THE_CENTRE if value == CENTRE else choices.get(value, value))))
        return answers


class HowForm(PageForm):
    title = "怎么递交"

    kind = fields.choice(
        "是哪一类事",
        FILED_BY_PEOPLE,
        "选择列出的类型",
        help_text="投诉：自己办事时遇到的问题。举报：反映别人违规违纪的线索。咨询、求助、建议也可以写在这里。",
    )
    signed = fields.choice(
        "留不留姓名",
        SIGNED.items(),
        "选择匿名、保密或实名",
        initial=ANONYMOUS,
        help_text="三种都凭凭证码查进度、收答复。匿名、保密的，办理人看起来一样，不知道有没有姓名。反映的部门和人、软环境办看不到姓名。"
        "以后也可以凭凭证码留下或者收回姓名。",
    )


class AboutForm(PageForm):
    title = "反映什么"

    category = fields.choice(
        "反映哪一类问题",
        [("", "选择一类"), *Category.choices],
        "选择反映的问题属于哪一类",
        widget=forms.Select(attrs={"autocomplete": "off"}),
    )
    about_department = AboutWhom(
        label="反映哪个部门",
        required=False,
        queryset=None,
        empty_label="不确定，或不是某个部门",
        widget=forms.Select(attrs={"autocomplete": "off"}),
        help_text="这个部门的人看不到您反映的内容。反映投诉受理员、软环境办的，选“政务服务中心（投诉举报中心）”：只有纪检监察能看、能办。",
        error_messages={"invalid_choice": "从列表里选择部门，不确定就不选"},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["about_department"].queryset = departments()  # type: ignore[attr-defined]


class StoryForm(PageForm):
    title = "事情的经过"
    takes = {"evidence": Purpose.EVIDENCE}

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

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if "text" in answers:
            try:
                text_of(answers["text"])
            except Refused as refused:
                put_refusal(self, refused)
        return answers


class NameForm(PageForm):
    title = "您的姓名和电话"
    takes = {"identity": Purpose.IDENTITY}

    name = fields.text(
        "姓名",
        "填写姓名；不想留，返回改选匿名",
        limit=NAME_MOST,
        help_text="加密保存。谁看得到：保密的，两个人同意后只有申请的那一个人；实名的，办理这一件的投诉受理员。每次打开都有记录，您查得到。",
    )
    phone = fields.text(
        "电话",
        "填写电话；不想留，返回改选匿名",
        limit=30,
        attrs={"type": "tel"},
        help_text="加密保存，谁看得到和姓名一样。",
    )
    identity = fields.files(
        "身份证明的照片",
        most=MOST_IDENTITY,
        help_text="可以不传。加密封存，要两个人一起批准才能打开。返回改选匿名，就从这里删掉。",
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not self.errors:
            try:
                reporter_of(answers["name"], answers["phone"])
            except Refused as refused:
                put_refusal(self, refused)
        return answers


PAGES: dict[str, type[PageForm]] = {"how": HowForm, "about": AboutForm, "story": StoryForm, "name": NameForm}


def pages_of(answers: dict[str, str]) -> dict[str, type[PageForm]]:
    """The pages that there are for these answers: nobody who stays without a name is asked for it."""
    is_signed = answers.get("signed") in (PROTECTED, NAMED)
    return {name: page for name, page in PAGES.items() if name != "name" or is_signed}


def filing_of(pages: Sequence[PageForm]) -> Filing:
    """What the verb takes, from pages that are all valid."""
    answers: dict[str, Any] = {}
    for page in pages:
        answers |= page.cleaned_data
    names = [each.name for each in dataclasses.fields(Filing) if each.name in answers]
    wanted = {name: answers[name] for name in names} | {"protected": answers["signed"] == PROTECTED}
    if answers["about_department"] == CENTRE:
        wanted |= {"about_department": None, "about_centre": True}
    return Filing(**wanted)
