"""The filters of the board and its lists. Everything stands in the address: a list can be kept, sent and gone back to."""

from typing import Any

from django import forms

from cases.models import CardState, CaseKind
from cases.rules import RULES, Lamp, Rule
from cases.tables.cards import LEVEL_CHOICES
from complaints import states as complaint_states
from hall.access import Grant
from hall.doors.fields import choice, offer, text
from hall.models import Department
from oversight import places
from oversight.lists import CLOSED, EVERY, ORDERS, OVERDUE, PERIODS, STANDING, month_of, words_of_span
from oversight.queries import departments_with_cases
from oversight.tally import REPEATED_WITHIN
from oversight.wording import CENTRE, CENTRE_NAME, LAMP_NAMES
from permits import states as permit_states

Choices = list[tuple[str, str]]
ANY: Choices = [("", "全部")]
LAMPS: Choices = [(OVERDUE, "红和深红（已超期）")] + [
    (lamp.name.lower(), LAMP_NAMES[lamp]) for lamp in (Lamp.DEEP_RED, Lamp.RED, Lamp.YELLOW, Lamp.GREEN, Lamp.GREY)
]
NO_CLOCKS = {Rule.TWO_VISIT, Rule.NOTICE_SUPPLEMENTED}
CLOCKS: Choices = [(str(rule), terms.words) for rule, terms in RULES.items() if rule not in NO_CLOCKS]
STATES: Choices = [
    (CLOSED, "已归档"),
    (EVERY, "在办和已归档"),
    *permit_states.STATES.items(),
    *((state, f"投诉举报：{words}") for state, words in complaint_states.STATES.items()),
]
SPANS: Choices = [(name, words) for name, (words, _span) in PERIODS.items()]
CARDS: Choices = [("any", "有牌"), *((level, f"有{words}") for level, words in LEVEL_CHOICES)]
SORTS: Choices = [
    ("", "先急后缓"), ("due", "到期早的在前"), ("-due", "到期晚的在前"), ("number", "编号从小到大"),
    ("-number", "编号从大到小"), ("department", "按部门"), ("-department", "按部门倒序"),
]  # fmt: skip


def one_of(label: str, choices: Choices, first: str = "全部") -> forms.ChoiceField:
    """A filter; `first` is what stands there while it is off."""
    wrong = f"列表里没有这个“{label}”，从列表里选"
    return choice(label, [("", first), *choices], wrong=wrong, widget=forms.Select)


class Filters(forms.Form):
    """
    A GET form whose departments are those that the grant reaches.

    A value that is not in a list (a department one may not see, for one) is refused with a sentence; nothing is shown then.
    """

    department = one_of("部门", [])
    rarely: tuple[str, ...] = ()  # the names of those that are folded away
    when_on: tuple[str, ...] = ()  # the names of those that are shown only while they narrow something, or are wrong

    def __init__(self, grant: Grant, data: Any) -> None:
        super().__init__(data, use_required_attribute=False)
        self.grant = grant
        self.departments = departments_with_cases(grant)
        here = self.data.get("department")  # an address that was kept goes on meaning what it says
        offered = [each for each in self.departments if each.has_cases or each.code == here]  # type: ignore[attr-defined]
        named = [(department.code, department.name) for department in offered]
        if grant.everywhere and self.with_centre:
            named.append((CENTRE, CENTRE_NAME))
        offer(self, "department", [*ANY, *named])
        if self.takes_months and month_of(period := self.data.get("period", "")):
            offered_spans = self.fields["period"].choices  # type: ignore[attr-defined]
            offer(self, "period", [*offered_spans, (period, words_of_span(period))])

    with_centre = True
    takes_months = False  # as a period, besides those that it offers

    @property
    def the_department(self) -> Department | None:
        """The one that was chosen; None for all, and for the complaint centre."""
        code = self.cleaned_data["department"]
        return next((each for each in self.departments if each.code == code), None)

    @property
    def usual_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.rarely]

    @property
    def rare_fields(self) -> list[forms.BoundField]:
        shown = (field for field in self.visible_fields() if field.name in self.rarely)
        return [field for field in shown if field.name not in self.when_on or field.value() or field.errors]

    @property
    def rare_is_on(self) -> bool:
        """Whether something that is folded away narrows the list, or is wrong: it is shown then."""
        return any(field.value() or field.errors for field in self.rare_fields)

    def chosen(self) -> dict[str, str]:
        """The filters that are on. For a form that is valid."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def words_of(self, name: str, value: str) -> str:
        """What a filter's value is called: ``区卫生健康局``; what was typed stays itself."""
        return dict(getattr(self.fields[name], "choices", ())).get(value, value)


class DepartmentFilters(Filters):
    with_centre = False


class PlaceFilters(Filters):
    """
    Filters that lead from a department to its items, windows and people: what is offered are those of the department that is chosen,
    and of others what the address names.
    """

    takes_months = True
    item = one_of("事项", [])
    window = one_of("窗口", [])
    handler = one_of("责任人", [("none", "没有责任人或者已停用")], first="不限")
    step = one_of("在办环节", STATES[2:])
    period = one_of("收件时间", SPANS, first="不限")

    def __init__(self, grant: Grant, data: Any) -> None:
        super().__init__(grant, data)
        code, names = self.data.get("department"), [each.code for each in self.departments]
        within = code if code in names or (code == CENTRE and grant.everywhere) else ""
        # without a department the hall's hundreds of items, windows and people are not offered: there is nothing to choose from then
        self.when_on = ("step",) if within and within != CENTRE else ("item", "window", "step")
        for name, offered in places.offered(
            grant, within, {name: self.data.get(name, "") for name in places.KINDS}
        ).items():
            offer(self, name, [*self.fields[name].choices, *offered])  # type: ignore[attr-defined]


class BoardFilters(PlaceFilters):
    """Of the board: whatever narrows what it counts."""

    with_centre = False
    kind = one_of("种类", CaseKind.choices)
    field_order = ["department", "period", "item", "window", "handler", "kind", "step"]
    rarely = ("period", "item", "window", "handler", "kind", "step")


class CaseFilters(PlaceFilters):
    q = text(
        "编号、事由或责任人",
        limit=60,
        attrs={"type": "search"},
        error_messages={
            "max_length": "最多填 %(limit_value)d 个字",
        },
    )
    lamp = one_of("灯", LAMPS)
    kind = one_of("种类", CaseKind.choices)
    rule = one_of("时限", CLOCKS)
    state = one_of("环节", STATES, first="在办")
    due = one_of("到期", [("today", "今天将变红"), ("provisional", "到期日暂定")], first="不限")
    cards = one_of("红黄牌", CARDS, first="不限")
    again = one_of("再次登记", [("yes", f"{REPEATED_WITHIN} 天内没有结果又登记的")], first="不限")
    sort = one_of("排序", SORTS[1:], first=SORTS[0][1])
    field_order = [
        "q", "lamp", "department", "state", "kind", "item", "window", "handler", "period", "rule", "due", "cards", "again", "step", "sort",
    ]  # fmt: skip
    rarely = ("kind", "item", "window", "handler", "period", "rule", "due", "cards", "again", "step", "sort")


class CardFilters(Filters):
    takes_months = True
    level = one_of("牌", LEVEL_CHOICES)
    rule = one_of("规定", [(str(rule), terms.words) for rule, terms in RULES.items() if terms.card])
    state = one_of("状态", [(STANDING, "没有撤销的"), *CardState.choices])
    period = one_of("违规时间", SPANS, first="不限")
    field_order = ["level", "department", "state", "rule", "period"]
    rarely = ("rule", "period")


assert set(ORDERS) == {name for name, _words in SORTS}  # noqa: S101 - two tables of one list
