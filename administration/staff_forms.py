"""The forms of the administrator's pages about people, windows and instruments. What may be done is the verbs' question."""

from collections.abc import Iterable
from typing import Any

from django import forms

from administration.calendar_forms import HIDDEN, words
from administration.forms import Day
from hall.forms import offer
from hall.models import Department, ServiceItem, User, Window
from hall.organising.trace import REASON_MOST
from hall.roles import Power, Role, Step

NONE = ("", "（选择）")


def pick(label: str, missing: str, *, hint: str = "", required: bool = True) -> forms.ChoiceField:
    """One of a list that the form is given when it is made."""
    messages = {"required": missing, "invalid_choice": missing}
    return forms.ChoiceField(label=label, required=required, help_text=hint, error_messages=messages)


def tick(label: str, missing: str, choices: Iterable[Any] = (), *, hint: str = "") -> forms.MultipleChoiceField:
    messages = {"required": missing, "invalid_choice": missing, "invalid_list": missing}
    return forms.MultipleChoiceField(
        label=label, choices=choices, help_text=hint, error_messages=messages, widget=forms.CheckboxSelectMultiple
    )


class Reasoned(forms.Form):
    """Every change has its reason."""

    reason = words("理由或文号", longest=REASON_MOST, missing="填写理由或文号", hint="例如：云政任〔2026〕3号")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = self.fields.pop("reason")  # last


class PostForm(Reasoned):
    """岗位: the role decides whether a window or a department is named."""

    role = pick("角色", "选择角色")
    window = pick("窗口", "选择列出的窗口", hint="窗口人员填写", required=False)
    department = pick("部门", "选择列出的部门", hint="审批科长、部门负责人填写", required=False)
    valid_from = Day(label="第一天", missing="填写岗位的第一天")
    valid_to = Day(label="最后一天", required=False, help_text="空着＝长期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        windows = [(window.number, str(window)) for window in Window.objects.order_by("number")]
        departments = [(department.code, str(department)) for department in Department.objects.order_by("code")]
        offer(self, "role", [NONE, *Role.choices])
        offer(self, "window", [("", "（不在窗口）"), *windows])
        offer(self, "department", [("", "（不在部门）"), *departments])


class PersonForm(PostForm):
    username = words("用户名", longest=150, missing="填写用户名", hint="字母、数字、中文和 . @ + - _，中间不留空格")
    name = words("姓名", longest=40, missing="填写姓名")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = {name: self.fields.pop(name) for name in ("username", "name")}
        self.fields = {**first, **self.fields}


class ReasonForm(Reasoned):
    """Nothing but the reason."""


class EndForm(Reasoned):
    valid_to = Day(label="最后一天", missing="填写最后一天")


class AbsenceForm(Reasoned):
    deputy = pick("由谁代", "选择代行职责的人", hint="同一部门的人")
    valid_from = Day(label="第一天", missing="填写不在岗的第一天")
    valid_to = Day(label="最后一天", missing="填写不在岗的最后一天")

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        shown = [(key, f"{person}（{person.username}）") for key, person in self.people.items()]
        offer(self, "deputy", [NONE, *shown])

    def clean_deputy(self) -> User:
        return self.people[self.cleaned_data["deputy"]]


class WindowForm(Reasoned):
    name = words("名称", longest=80, missing="填写窗口名称")
    departments = tick("服务的部门", "选择窗口服务的部门，至少一个")
    is_comprehensive = forms.BooleanField(label="综合窗口", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {department.code: department for department in Department.objects.order_by("code")}
        offer(self, "departments", [(code, str(each)) for code, each in self.known.items()])

    def clean_departments(self) -> list[Department]:
        return [self.known[code] for code in self.cleaned_data["departments"]]


class NewWindowForm(WindowForm):
    number = words("窗口号", longest=4, missing="填写窗口号", hint="2 到 4 位数字，以后不变")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"number": self.fields.pop("number"), **self.fields}


class WhereForm(forms.Form):
    """Whose instrument for which window: the items to choose from follow from it."""

    place = pick("部门和窗口", "选择哪个部门授权哪个窗口")

    def __init__(self, *args: Any, places: list[tuple[Department, Window]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {f"{department.code}-{window.number}": (department, window) for department, window in places}
        shown = [(key, f"{window}：{department}") for key, (department, window) in self.places.items()]
        offer(self, "place", [NONE, *shown])

    def clean_place(self) -> tuple[Department, Window]:
        return self.places[self.cleaned_data["place"]]


class InstrumentForm(Reasoned):
    number = words("授权书编号", longest=60, missing="填写授权书编号", hint="例如：授权〔2026〕05号")
    items = tick("事项", "选择授权的事项，至少一项")
    powers = tick("权限", "选择授权的权限", Power.choices)
    steps = tick("环节", "选择授权的环节", Step.choices, hint="没有勾的环节，窗口办不了，要上交")
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
    seal = words("审批专用章编号", longest=60, required=False, hint="受理、不予受理和决定要盖章；章随授权书交给窗口")
    signed_by = words("签发人", longest=40, missing="填写签发人")
    valid_from = Day(label="第一天", missing="填写生效的第一天")
    valid_to = Day(label="最后一天", required=False, help_text="空着＝长期")

    def __init__(self, *args: Any, items: list[tuple[ServiceItem, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {item.code: item for item, _name in items}
        offer(self, "items", [(item.code, f"{name}（{item.code}）") for item, name in items])

    def clean_items(self) -> list[ServiceItem]:
        return [self.known[code] for code in self.cleaned_data["items"]]


class FindForm(forms.Form):
    q = forms.CharField(
        label="姓名、用户名、部门或窗口",
        max_length=60,
        required=False,
        error_messages={"max_length": "最多 60 个字", **HIDDEN},
    )
