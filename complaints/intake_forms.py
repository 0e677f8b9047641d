"""The officer's form for what came by any channel."""

from datetime import date
from typing import Any

from django import forms

from complaints import high_voltage
from complaints.actions.filing import Filing
from complaints.models import FILED_BY_PEOPLE, THE_CENTRE, Category, Channel
from complaints.names import NAME_MOST, TEXT_LEAST, TEXT_MOST
from complaints.origin import NOTE_MOST, Origin
from complaints.queries import departments
from hall.doors import fields
from hall.models import Department

CENTRE = "centre"


class IntakeForm(forms.Form):
    """登记来件: how it came, what it is, whom it is about, who brought it."""

    channel = fields.choice("来源", [("", "选择来源"), *Channel.choices], "选择来源", widget=forms.Select)
    came_on = fields.a_day("来件日期", "填写来件日期", help_text="什么时候来的就填哪一天。时限从登记的半天算起。")
    note = fields.text(
        "来源记录",
        limit=NOTE_MOST,
        area=True,
        help_text="监督箱：哪个箱、什么时候、哪两个人开的。暗访、月报、其他案件：哪一次、哪一份、哪一件。加密保存。",
    )
    kind = fields.choice("类型", FILED_BY_PEOPLE, "选择列出的类型")
    category = fields.choice(
        "反映哪一类问题", [("", "选择一类"), *Category.choices], "选择反映的问题属于哪一类", widget=forms.Select
    )
    line = fields.choice("高压线", [], wrong="选择列出的高压线", widget=forms.Select, coerce=int, empty_value=None)
    text = fields.text(
        "事情的经过",
        f"写下事情的经过（至少 {TEXT_LEAST} 个字）",
        limit=TEXT_MOST,
        area=True,
        attrs={"rows": 8},
        help_text="照来件人的话写。不要写来件人的姓名和电话：填在下面，加密保存。",
    )
    about_department = fields.choice(
        "反映哪个部门",
        [],
        wrong="从列表里选择部门，不确定就不选",
        widget=forms.Select,
        help_text="这个部门的人看不到这一件，也数不到。反映投诉受理员、软环境办的，选“政务服务中心（投诉举报中心）”：登记以后只有纪检监察能看。",
    )
    window = fields.text("反映的窗口", limit=4, help_text="窗口号。窗口所属部门的人看不到这一件。")
    person = fields.text("反映的人", limit=150, help_text="工作人员的用户名。此人和同部门的人看不到这一件。")
    item = fields.text("反映的事项", limit=20, help_text="事项编码")
    about_case = fields.text("反映的办件", limit=30, help_text="17 位编号")
    is_self_reported = forms.BooleanField(label="单位主动报告的问题", required=False)
    name = fields.text(
        "来件人姓名", limit=NAME_MOST, help_text="实名的填姓名和电话，匿名的都不填。加密保存，页面上不显示全名。"
    )
    phone = fields.text("来件人电话", limit=30, attrs={"type": "tel"}, help_text="加密保存，页面上不显示。")
    is_present = forms.BooleanField(
        label="来件人在场，现在把凭证交给本人",
        required=False,
        help_text="勾选了才显示凭证码，只给本人看，不要抄录。没有勾选的，谁也拿不到凭证码。",
    )
    idem = fields.form_key()

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer(self, "line", [("", "没有触碰"), *high_voltage.choices(on)])
        by_code: dict[str, Department | str | None] = {each.code: each for each in departments()}
        shown = [(code, str(each)) for code, each in by_code.items()]
        by_code |= {CENTRE: CENTRE, "": None}
        fields.offer(
            self,
            "about_department",
            [("", "不确定，或由下面的窗口、人、事项确定"), *shown, (CENTRE, THE_CENTRE)],
            by_code,
        )

    def filing(self) -> Filing:
        about = self.cleaned_data["about_department"] or None
        return Filing(
            **{name: self.cleaned_data[name] for name in ("kind", "category", "text", "name", "phone")},
            about_department=None if about == CENTRE else about,
            about_centre=about == CENTRE,
        )

    def origin(self) -> Origin:
        names = ("channel", "came_on", "note", "is_self_reported", "line", "window", "person", "item", "about_case")
        return Origin(**{name: self.cleaned_data[name] for name in names})
