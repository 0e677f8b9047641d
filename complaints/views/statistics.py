"""The figures of the centre, and the list behind each."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.models import Case
from cases.wording import half_day
from complaints.states import FLOW
from complaints.statistics import CUTS, FIGURES, behind, of_period, rows
from complaints.views.case import CentrePage
from hall.doors import fields
from hall.identifiers import grouped

CUT_CHOICES = [(name, words) for name, (words, _column) in CUTS.items()]
LIST_COLUMNS = [{"label": words} for words in ("编号", "类别", "环节", "收到")]
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class PeriodForm(forms.Form):
    """Everything in the address: a table can be sent to somebody as a link."""

    first = fields.a_day("从", "填写起始日期")
    last = fields.a_day("到", "填写结束日期")
    by = fields.choice("按", CUT_CHOICES, "选择按什么分", widget=forms.Select)

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if chosen.get("first") and chosen.get("last") and chosen["first"] > chosen["last"]:
            self.add_error("last", "结束日期不能早于起始日期")
        return chosen


class StatisticsPage(CentrePage):
    """What both pages take from their address."""

    def form(self) -> PeriodForm:
        usual = {"first": date(self.on.year, 1, 1).isoformat(), "last": self.on.isoformat(), "by": "category"}
        return PeriodForm({name: self.request.GET.get(name) or value for name, value in usual.items()})

    def of(self, chosen: dict[str, Any]) -> QuerySet[Case]:
        return of_period(self.cases(), first=chosen["first"], last=chosen["last"])


class Statistics(StatisticsPage):
    """One table. Figures are of what the reader may see, as every list is."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = self.form()
        context: dict[str, Any] = {"form": form, "crumbs": [("投诉举报", reverse("centre")), ("统计", "")]}
        if not form.is_valid():
            return render(request, "complaints/statistics.html", context, status=422)
        chosen = form.cleaned_data
        within = {"first": chosen["first"].isoformat(), "last": chosen["last"].isoformat(), "by": chosen["by"]}
        context["columns"] = [{"label": CUTS[chosen["by"]][0]}, *({"label": words} for words, _q in FIGURES.values())]
        context["rows"] = [
            {"cells": [line.words, *(_number(line.figures[name], within, line.key, name) for name in FIGURES)]}
            for line in rows(self.of(chosen), by=chosen["by"])
        ]
        return render(request, "complaints/statistics.html", context)


class Behind(StatisticsPage):
    """The cases behind one number."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form, figure, key = self.form(), request.GET.get("figure") or "received", request.GET.get("key", "")
        if not form.is_valid() or figure not in FIGURES or "\x00" in key:
            raise Http404
        chosen = form.cleaned_data
        if chosen["by"] == "month" and key and not MONTH.fullmatch(key):
            raise Http404
        page = self.page_of(behind(self.of(chosen), by=chosen["by"], key=key, figure=figure))
        context = {
            "crumbs": [
                ("投诉举报", reverse("centre")),
                ("统计", f"{reverse('centre-statistics')}?{_period(chosen)}"),
                ("名单", ""),
            ],
            "title": f"{FIGURES[figure][0]}的投诉举报",
            "page": page,
            "columns": LIST_COLUMNS,
            "rows": [_line(case) for case in page],
        }
        return render(request, "complaints/statistics_list.html", context)


def _period(chosen: dict[str, Any]) -> str:
    return urlencode({name: str(value) for name, value in chosen.items()})


def _number(number: int, within: dict[str, str], key: str, figure: str) -> Any:
    if not number:
        return "0"
    address = urlencode({**within, "key": key, "figure": figure})
    return {"text": f"{number:,}", "href": f"{reverse('centre-statistics-list')}?{address}"}


def _line(case: Case) -> dict[str, Any]:
    href = reverse("centre-case", args=[case.number])
    cells = [
        {"text": grouped(case.number), "href": href},
        case.title,
        FLOW.states[case.state],
        half_day(case.opened_at),
    ]
    return {"href": href, "cells": cells}
