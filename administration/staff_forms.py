"""The forms of the administrator's pages about people, windows and instruments. Whether a change may be made is checked by its verb."""

from dataclasses import fields
from typing import Any

from django import forms

from hall.doors.fields import Words, a_day, choice, offer, text, ticks
from hall.models import Department, ServiceItem, User, Window
from hall.organising.signs import NAME_MOST, Sign
from hall.organising.trace import REASON_MOST
from hall.people import LONGEST_NAME, NewPerson, NewPost
from hall.roles import Power, Role, Step

NONE = ("", "（选择）")


class Reasoned(forms.Form):
    """Every change has its reason."""

    reason = text(
        "理由或文号", "填写理由或文号", limit=REASON_MOST, remembered=True, help_text="例如：云政任〔2026〕3号"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = self.fields.pop("reason")  # last

    def put_together(self, name: str, value: Any) -> None:
        """Make one value of the fields that are its parts: the verb takes it under this name."""
        if not self.errors:
            parts = {part.name: self.cleaned_data.pop(part.name) for part in fields(value)}
            self.cleaned_data[name] = value(**parts)


class PostForm(Reasoned):
    """岗位: the role decides whether a window or a department is named."""

    role = choice("角色", [], "选择角色", widget=forms.Select)
    window = choice("窗口", [], widget=forms.Select, help_text="窗口人员填写")
    department = choice("部门", [], widget=forms.Select, help_text="审批科长、部门负责人填写")
    valid_from = a_day("第一天", "填写岗位的第一天")
    valid_to = a_day("最后一天", help_text="空着＝长期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        windows = [(window.number, str(window)) for window in Window.objects.order_by("number")]
        departments = [(department.code, str(department)) for department in Department.objects.order_by("code")]
        offer(self, "role", [NONE, *Role.choices])
        offer(self, "window", [("", "（不在窗口）"), *windows])
        offer(self, "department", [("", "（不在部门）"), *departments])

    def clean(self) -> None:
        self.put_together("post", NewPost)


class PersonForm(PostForm):
    username = text(
        "用户名", "填写用户名", limit=150, remembered=True, help_text="字母、数字、中文和 . @ + - _，中间不留空格"
    )
    name = text("姓名", "填写姓名", limit=LONGEST_NAME, remembered=True)
    is_another = forms.BooleanField(
        label="同名的另一个人",
        required=False,
        help_text="已有同名的人时才勾选；以后凡是写姓名的地方，两个人都带用户名",
    )
    field_order = ["username", "name", "is_another"]

    def clean(self) -> None:
        super().clean()
        self.put_together("person", NewPerson)


class EndForm(Reasoned):
    valid_to = a_day("最后一天", "填写最后一天")


class AbsenceForm(Reasoned):
    deputy = choice("由谁代", [], "选择代行职责的人", widget=forms.Select, help_text="同一部门的人")
    valid_from = a_day("第一天", "填写不在岗的第一天")
    valid_to = a_day("最后一天", "填写不在岗的最后一天")

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(person.pk): person for person in people}
        options = [(key, person.with_account) for key, person in by_key.items()]
        offer(self, "deputy", [NONE, *options], by_key)


class WindowForm(Reasoned):
    name = text("名称", "填写窗口名称", limit=NAME_MOST, remembered=True)
    departments = ticks("服务的部门", [], "选择窗口服务的部门，至少一个")
    is_comprehensive = forms.BooleanField(label="综合窗口", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_code = {department.code: department for department in Department.objects.order_by("code")}
        offer(self, "departments", [(code, str(each)) for code, each in by_code.items()], by_code)

    def clean(self) -> None:
        self.put_together("sign", Sign)


class NewWindowForm(WindowForm):
    number = text("窗口号", "填写窗口号", limit=4, remembered=True, help_text="2 到 4 位数字，以后不变")
    field_order = ["number"]


class WhereForm(forms.Form):
    """Whose instrument for which window: the items to choose from follow from it."""

    place = choice("部门和窗口", [], "选择哪个部门授权哪个窗口", widget=forms.Select)

    def __init__(self, *args: Any, places: list[tuple[Department, Window]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {f"{department.code}-{window.number}": (department, window) for department, window in places}
        options = [(key, f"{window}：{department}") for key, (department, window) in by_key.items()]
        offer(self, "place", [NONE, *options], by_key)


class InstrumentForm(Reasoned):
    number = text("授权书编号", "填写授权书编号", limit=60, remembered=True, help_text="例如：授权〔2026〕05号")
    items = ticks("事项", [], "选择授权的事项，至少一项")
    powers = ticks("权限", Power.choices, "选择授权的权限")
    steps = ticks("环节", Step.choices, "选择授权的环节", help_text="没有勾的环节，窗口办不了，要上交")
    ceiling_yuan = forms.DecimalField(
        label="金额上限（元）",
        required=False,
        max_digits=14,
        decimal_places=2,
        help_text="只对涉及金额的事项起作用；空着＝没有上限",
        error_messages={
            "invalid": "金额填数字",
            "max_digits": "金额太大",
            "max_whole_digits": "金额太大",
            "max_decimal_places": "最多两位小数",
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    seal = text("审批专用章编号", limit=60, remembered=True, help_text="受理、不予受理和决定要盖章；章随授权书交给窗口")
    signed_by = text("签发人", "填写签发人", limit=40, remembered=True)
    valid_from = a_day("第一天", "填写生效的第一天")
    valid_to = a_day("最后一天", help_text="空着＝长期")

    def __init__(self, *args: Any, items: list[tuple[ServiceItem, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_code = {item.code: item for item, _name in items}
        offer(self, "items", [(item.code, f"{name}（{item.code}）") for item, name in items], by_code)


class FindForm(forms.Form):
    q = Words(
        label="姓名、用户名、部门或窗口", max_length=60, required=False, error_messages={"max_length": "最多 60 个字"}
    )
