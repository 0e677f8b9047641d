"""授权到位率 on the board: the figures, and the list behind each of them."""

from datetime import date
from typing import Any

from django.urls import reverse

from cases.wording import moment
from hall.access import Grant
from hall.identifiers import grouped
from hall.roles import Step
from hall.sentences import in_stead
from oversight import forms, power_report
from oversight.lists import PERIODS, span_of
from oversight.power_report import BY_WORDS, DECISION, HANDED_UP, OFFICE, SPECIAL, WINDOW, InPlace, OfStep
from oversight.views import Crumbs, FilteredPage
from oversight.wording import address, number
from permits.models import HandUp, StepTaken

DEFAULT = "month"
PERIOD_CHOICES = [(name, words) for name, (words, _span) in PERIODS.items() if name != DEFAULT]
UNIT_COLUMNS = [{"label": "部门"}] + [
    {"label": words, "num": True} for words in ("授权到位率", "窗口决定", "部门决定", "上交", "先办后报")
]
STEP_COLUMNS = [{"label": "环节"}] + [{"label": words, "num": True} for words in ("窗口办", "部门办", "上交")]
LIST_COLUMNS = [{"label": words} for words in ("编号", "事项", "部门", "环节", "谁、凭什么", "时间")]


class PowerReportFilters(forms.DepartmentFilters):
    takes_months = True
    period = forms.one_of("时间", PERIOD_CHOICES, first=PERIODS[DEFAULT][0])
    field_order = ["period", "department"]


class BehindFilters(PowerReportFilters):
    by = forms.one_of("哪些", [(by, words) for by, words in BY_WORDS.items() if by != WINDOW], first=BY_WORDS[WINDOW])
    step = forms.one_of("环节", [(DECISION, "作出决定（准予、不予）"), *Step.choices])
    field_order = ["period", "department", "by", "step"]


class PowerReportPage(FilteredPage):
    """How much is decided at the windows, and which steps leave them."""

    form_class = PowerReportFilters
    template_name = "oversight/power_report.html"

    def crumbs(self, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
        return [self.root, ("授权到位", "")]

    def narrowed(self, chosen: dict[str, str], form: Any) -> dict[str, Any]:
        grant, span = self.reach(form), self.span(chosen)
        rows = power_report.in_place(grant, span)
        return {
            "total": rate_words(power_report.together(rows)),
            "unit_columns": UNIT_COLUMNS,
            "rows": [unit_row(row, chosen) for row in rows],
            "step_columns": STEP_COLUMNS,
            "steps": [step_row(row, chosen) for row in power_report.by_step(grant, span)],
        }

    def reach(self, form: forms.Filters) -> Grant:
        """The grant, within one department if one was chosen."""
        department = form.the_department
        return self.grant if department is None else power_report.within(self.grant, department)

    def span(self, chosen: dict[str, str]) -> tuple[date, date]:
        return span_of(chosen.get("period", DEFAULT), self.on)


class BehindPage(PowerReportPage):
    """The list behind one figure."""

    form_class = BehindFilters
    template_name = "oversight/power_report_list.html"

    def crumbs(self, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
        return [self.root, ("授权到位", reverse("oversight-authority")), ("清单", "")]

    def narrowed(self, chosen: dict[str, str], form: Any) -> dict[str, Any]:
        by, step = chosen.get("by", WINDOW), chosen.get("step", "")
        matches = power_report.behind(self.reach(form), self.span(chosen), by=by, step=step)
        page = self.page_of(matches)
        return {"page": page, "columns": LIST_COLUMNS, "rows": [list_row(each) for each in page]}


def rate_words(row: InPlace) -> str:
    return "没有决定" if row.rate is None else f"{row.rate:.1%}（{row.at_window:,}／{row.decided:,}）"


def unit_row(row: InPlace, chosen: dict[str, str]) -> dict[str, Any]:
    within = {"period": chosen.get("period", ""), "department": row.department.code if row.department else ""}
    within = {name: value for name, value in within.items() if value}
    return {
        "cells": [
            str(row.department),
            "—" if row.rate is None else f"{row.rate:.1%}",
            _figure(row.at_window, step=DECISION, **within),
            _figure(row.decided - row.at_window, by=OFFICE, step=DECISION, **within),
            _figure(row.handed_up, by=HANDED_UP, **within),
            _figure(row.special, by=SPECIAL, **within),
        ]
    }


def step_row(row: OfStep, chosen: dict[str, str]) -> dict[str, Any]:
    within = {name: chosen[name] for name in ("period", "department") if name in chosen}
    return {
        "cells": [
            row.step.label,
            _figure(row.window, step=str(row.step), **within),
            _figure(row.office, by=OFFICE, step=str(row.step), **within),
            _figure(row.handed_up, by=HANDED_UP, step=str(row.step), **within),
        ]
    }


def list_row(each: StepTaken | HandUp) -> dict[str, Any]:
    case = each.application.case
    href = reverse("oversight-case", args=[case.number])
    if isinstance(each, HandUp):
        who, when = f"{each.window} {each.handed_by}：{each.why}", each.handed_at
    else:
        power = f"授权书 {each.delegation}" if each.delegation else "部门职权"
        who, when = f"{in_stead(each.taken_by, each.acts_for and each.acts_for.user)}，{power}", each.at
    cells = [
        {"text": grouped(case.number), "href": href}, case.title, str(case.department), each.get_step_display(), who, moment(when),
    ]  # fmt: skip
    return {"href": href, "cells": cells}


def _figure(count: int, **query: str) -> dict[str, str] | str:
    return number(count, address("oversight-authority-list", **query))
