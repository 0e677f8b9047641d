"""What if: asking how the hall's past would have been judged by another policy, and reading what came of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cases.rules import RULES
from cases.wording import moment
from hall.access import Grant
from hall.doors import fields
from hall.doors.pages import FormPage
from hall.identifiers import grouped
from hall.models import Department, ServiceItem
from hall.worktime import days_later
from hall.worktime.wording import in_full
from oversight import what_if
from oversight.models import WhatIf, WhatIfClock
from oversight.views import OversightPage

LIST = ("推演", "/oversight/what-if/")
RUNS = [{"label": words} for words in ("推演什么", "时间", "提出", "结果")]
UNITS = [{"label": "部门"}, *({"label": words, "num": True} for words in ("时限", "实际超期", "推演超期", "多出"))]
CLOCKS = [{"label": words} for words in ("编号、事由", "部门", "时限", "实际到期", "推演到期", "变化")]
A_YEAR = 365  # days: what the form begins with


class WhatIfPage(OversightPage):
    """For who sees the whole hall."""

    def lets_in(self, grant: Grant) -> bool:
        return bool(grant) and grant.everywhere

    def trail(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        return [self.root, LIST, *more] if more else [self.root, ("推演", "")]


class WhatIfs(WhatIfPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.page_of(WhatIf.objects.select_related("by", "department", "item"))
        context = {
            "crumbs": self.trail(),
            "page": page,
            "columns": RUNS,
            "rows": [_run_row(run) for run in page],
        }
        return render(request, "oversight/what_ifs.html", context)


class WhatIfForm(forms.Form):
    first = fields.a_day("从", "填写开始的日子", help_text="按收件的日子。")
    last = fields.a_day("到", "填写结束的日子")
    promise = fields.choice("承诺时限", WhatIf.Promise.choices, "选择承诺时限怎么变")
    days = forms.IntegerField(
        label="几个工作日", required=False, min_value=1, max_value=what_if.LONGEST_PROMISE,
        error_messages={"invalid": "填写整数", "min_value": "最少 1 个工作日", "max_value": "最多 %(limit_value)d 个工作日"},
        help_text="选了“一律几个工作日”才填。",
    )  # fmt: skip
    closed_on = fields.a_day("多停办一天", help_text="可以不填。填了就看这一天停办会怎样。")
    department = fields.choice("部门", [], widget=forms.Select)
    item = fields.text("事项编码", limit=40, help_text="可以不填。只推演一个事项时填。")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        departments = {each.code: each for each in Department.objects.order_by("code")}
        offered = [("", "全部部门"), *((code, each.name) for code, each in departments.items())]
        fields.offer(self, "department", offered, departments)

    def clean_item(self) -> ServiceItem | None:
        code = self.cleaned_data["item"]
        if not code:
            return None
        item = ServiceItem.objects.filter(code=code.upper()).first()
        if item is None:
            raise forms.ValidationError("没有这个事项，核对编码")
        return item

    def clean_department(self) -> Department | None:
        return self.cleaned_data["department"] or None


class Ask(WhatIfPage, FormPage):
    template_name = "oversight/what_if_form.html"
    form_class = WhatIfForm
    verb = staticmethod(what_if.ask)

    def initial(self, subject: Any) -> dict[str, Any]:
        return {"first": days_later(self.on, -A_YEAR), "last": self.on, "promise": WhatIf.Promise.THIRD}

    def done(self, result: WhatIf, subject: Any) -> HttpResponse:
        messages.success(self.request, "已经开始推演")
        return redirect("what-if", pk=result.pk)

    def context(self, subject: Any) -> dict[str, Any]:
        return {"crumbs": self.trail(("新的推演", "")), "cancel_url": LIST[1]}


class Result(WhatIfPage):
    """How far it is, whether the present policy gives what is stored, and what the other one would have made of it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(WhatIf.objects.select_related("by", "department", "item"), pk=pk)
        # a case that is kept from whoever reads is in no list of theirs; the numbers are of the whole hall
        changed = WhatIfClock.objects.filter(run=run, case__in=self.cases()).select_related("case__department")
        page = self.page_of(changed.order_by("-would_be_late", "case__opened_at", "pk"))
        context = {
            "crumbs": self.trail((_policy(run), "")),
            "heading": _policy(run),
            "about": f"{_span(run)}，{_scope(run)}。{run.by} {moment(run.asked_at)} 提出。",
            "run": run,
            "again": request.get_full_path(),
            "check": _check(run),
            "differing": [
                {"text": grouped(number), "href": reverse("oversight-case", args=[number])} for number in run.differing
            ],
            "unit_columns": UNITS,
            "units": [_unit_row(unit) for unit in what_if.of_units(run)],
            "page": page,
            "columns": CLOCKS,
            "rows": [_clock_row(each) for each in page],
        }
        partial = request.headers.get("HX-Request") == "true"
        return render(request, "oversight/_what_if.html" if partial else "oversight/what_if.html", context)


def _policy(run: WhatIf) -> str:
    words = {
        WhatIf.Promise.DAYS: f"承诺时限一律 {run.days} 个工作日",
        WhatIf.Promise.THIRD: "承诺时限再缩短三分之一",
        WhatIf.Promise.SAME: "",
    }[WhatIf.Promise(run.promise)]
    closed = f"{in_full(run.closed_on)}多停办一天" if run.closed_on else ""
    return "，".join(filter(None, [words, closed]))


def _span(run: WhatIf) -> str:
    return f"{in_full(run.first)} 至 {in_full(run.last)}收的件"


def _scope(run: WhatIf) -> str:
    return "，".join(filter(None, [str(run.department or ""), str(run.item or "")])) or "全大厅"


def _check(run: WhatIf) -> str:
    """The self-check, told first."""
    clocks = sum(unit[0] for unit in run.units.values())
    words = f"按现在的办法重新判一遍：{clocks:,} 个时限，和实际不同的 {run.differs:,} 个。"
    if run.unread:
        words += f"{run.unread:,} 件判不了，没有算进去。"
    return words


def _run_row(run: WhatIf) -> dict[str, Any]:
    href = reverse("what-if", args=[run.pk])
    if run.finished_at is None:
        result = f"正在推演，{run.judged:,}／{run.cases:,} 件"
    else:
        whole = what_if.of_units(run)[0]
        result = f"超期 {whole.late:,} → {whole.would_be_late:,}"
    return {
        "href": href,
        "cells": [
            {"text": _policy(run), "href": href},
            f"{_span(run)}，{_scope(run)}",
            f"{moment(run.asked_at)} {run.by}",
            result,
        ],
    }


def _unit_row(unit: what_if.OfUnit) -> dict[str, Any]:
    more = unit.would_be_late - unit.late
    return {
        "cells": [str(unit.department or "合计"), f"{unit.clocks:,}", f"{unit.late:,}", f"{unit.would_be_late:,}", f"{more:+,}"]
    }  # fmt: skip


def _clock_row(each: WhatIfClock) -> dict[str, Any]:
    case = each.case
    href = reverse("oversight-case", args=[case.number])
    return {
        "href": href,
        "cells": [
            {"text": f"{grouped(case.number)} {case.title}", "href": href},
            str(case.department),
            RULES[each.rule].words,
            moment(each.due_at),
            moment(each.would_be_due_at),
            "会超期" if each.would_be_late else "不会超期",
        ],
    }
