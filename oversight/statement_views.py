"""The statement of a period on the board: the figures, their definitions, and the list behind each of them."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.wording import moment
from hall.access import Grant
from hall.doors.workbook import Sheet, workbook_answer
from hall.exporting import note_export
from hall.identifiers import grouped
from hall.models import Department, Export
from hall.worktime import days_later
from hall.worktime.wording import in_full
from oversight import forms, statement
from oversight.lists import PERIODS, span_of, words_of_span
from oversight.measures import Line, ranked
from oversight.statement import MEASURES, OF_COMPLAINTS, OF_DEPARTMENTS
from oversight.views import Crumbs, FilteredPage, OversightPage
from oversight.wording import STATE_WORDS, address, number

DEFAULT = "year"
PERIOD_CHOICES = [(name, words) for name, (words, _span) in PERIODS.items() if name != DEFAULT]
RATES = {each.name: each.rate_words for each in MEASURES.values() if each.rate_words}
EXPORT = "statement"
LIST_COLUMNS = [{"label": words} for words in ("编号", "事由", "部门", "环节", "收到", "办结")]


class StatementFilters(forms.Filters):
    takes_months = True
    with_centre = False
    period = forms.one_of("时间", PERIOD_CHOICES, first=PERIODS[DEFAULT][0])
    field_order = ["period", "department"]


class BehindFilters(StatementFilters):
    measure = forms.one_of(
        "数字", [(each.name, each.words) for each in [*MEASURES.values()][1:]], first=MEASURES["registered"].words
    )
    field_order = ["period", "department", "measure"]


class StatementPage(FilteredPage):
    """What came in during a period and what became of it."""

    form_class = StatementFilters
    template_name = "oversight/statement.html"

    def crumbs(self, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
        return [self.root, ("统计报表", "")]

    def narrowed(self, chosen: dict[str, str], form: Any) -> dict[str, Any]:
        span = self.span(chosen)
        shown = statement.statement(self.grant, span)
        department: Department | None = form.the_department
        lines = [line for line in shown.lines if department is None or line.department == department]
        names = [
            name
            for each in OF_DEPARTMENTS
            for name in (each, f"{each}_rate")
            if name in OF_DEPARTMENTS or each in RATES
        ]
        return {
            "span": span_words(span),
            "chosen": chosen.items(),
            "exports_url": reverse("oversight-exports") if self.grant.everywhere else "",
            "facts": facts(shown, chosen) if department is None else [],
            "columns": [{"label": "部门"}] + [{"label": label(name), "num": True} for name in names],
            "rows": [unit_row(line, names, chosen) for line in lines],
            "lowest": [lowest_words(line, chosen) for line in ranked(lines, "on_time")[:3] if (line.rate("on_time") or 0) < 1],
            "definitions": [(each.words, f"{each.definition}（{in_full(each.since)}起这样算）") for each in MEASURES.values()],
            "rates": [(words, f"{MEASURES[name].words} ÷ {MEASURES[MEASURES[name].of].words}") for name, words in RATES.items()],
        }  # fmt: skip

    def post(self, request: HttpRequest) -> HttpResponse:
        """The same as a workbook; each leaves a row."""
        form = self.form_class(self.grant, request.POST)
        if not form.is_valid():
            raise Http404  # the page sends what it was shown for
        chosen = form.chosen()
        span, department = self.span(chosen), form.the_department
        shown = statement.statement(self.grant, span)
        lines = [line for line in shown.lines if department is None or line.department == department]
        whole = [shown.total] if department is None else []
        note_export(what=EXPORT, terms=dict(chosen), by=self.user, at=self.at)
        columns = ["部门", *(each.words for each in MEASURES.values())]
        cells = ([str(line.department or "合计"), *map(line.counts.get, MEASURES)] for line in [*lines, *whole])
        return workbook_answer(Sheet("统计报表", f"{span_words(span)}，内部使用", columns, cells), at=self.at)

    def span(self, chosen: dict[str, str]) -> tuple[date, date]:
        return span_of(chosen.get("period", DEFAULT), self.on)


class BehindPage(StatementPage):
    """The list behind one figure."""

    form_class = BehindFilters
    template_name = "oversight/statement_list.html"

    def crumbs(self, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
        return [self.root, ("统计报表", reverse("oversight-statement")), ("清单", "")]

    def narrowed(self, chosen: dict[str, str], form: Any) -> dict[str, Any]:
        name = chosen.get("measure", "registered")
        cases = statement.behind(self.grant, self.span(chosen), name, form.the_department)
        page = self.page_of(cases.select_related("department").order_by("-opened_at", "-pk"))
        return {"page": page, "columns": LIST_COLUMNS, "rows": [list_row(case) for case in page]}


class Exports(OversightPage):
    """Who took the statement out of the hall as a file, the newest first: for who sees the whole hall."""

    def lets_in(self, grant: Grant) -> bool:
        return bool(grant) and grant.everywhere

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.page_of(Export.objects.filter(what=EXPORT).select_related("by"))
        context = {
            "crumbs": [self.root, ("统计报表", reverse("oversight-statement")), ("下载的记录", "")],
            "page": page,
            "columns": [{"label": words} for words in ("时间", "下载人", "条件")],
            "rows": [{"cells": [moment(each.at), str(each.by), terms_words(each.terms)]} for each in page],
        }
        return render(request, "oversight/exports.html", context)


def span_words(span: tuple[date, date]) -> str:
    return f"{in_full(span[0])} 至 {in_full(days_later(span[1], -1))}"


def terms_words(terms: dict[str, str]) -> str:
    """What was asked for: a period, and a department if one was."""
    return "，".join(
        [words_of_span(terms.get("period", DEFAULT)), *([terms["department"]] if "department" in terms else [])]
    )


def label(name: str) -> str:
    return MEASURES[name].words if name in MEASURES else RATES[name.removesuffix("_rate")]


def facts(shown: statement.Statement, chosen: dict[str, str]) -> list[tuple[str, Any]]:
    """What the whole comes to, each number with its list."""
    within = {name: value for name, value in chosen.items() if name == "period"}
    lines: list[tuple[str, Any]] = [("进驻的部门", f"{shown.departments} 个"), ("进驻的事项", f"{shown.items} 项")]
    for name, measure in MEASURES.items():
        if name in OF_COMPLAINTS and name not in shown.total.counts:
            continue
        lines.append((measure.words, figure(shown.total, name, within)))
        if measure.rate_words:
            lines.append((measure.rate_words, rate_words(shown.total, name)))
    return lines


def figure(line: Line, name: str, within: dict[str, str]) -> dict[str, str] | str:
    more = {"measure": name} if name != "registered" else {}
    return number(line.counts.get(name, 0), address("oversight-statement-list", **within, **more))


def rate_words(line: Line, name: str) -> str:
    """The share with what it is a share of; “—” where there is nothing to be a share of."""
    share, whole = line.rate(name), line.counts.get(MEASURES[name].of, 0)
    return "—" if share is None else f"{share:.1%}（{line.counts.get(name, 0):,}／{whole:,}）"


def unit_row(line: Line, names: list[str], chosen: dict[str, str]) -> dict[str, Any]:
    within = {name: value for name, value in chosen.items() if name == "period"}
    within["department"] = line.department.code if line.department else ""
    cells = [
        figure(line, name, within) if name in MEASURES else _rate(line, name.removesuffix("_rate")) for name in names
    ]
    return {"cells": [str(line.department), *cells]}


def _rate(line: Line, name: str) -> str:
    share = line.rate(name)
    return "—" if share is None else f"{share:.1%}"


def lowest_words(line: Line, chosen: dict[str, str]) -> str:
    return f"{line.department} {rate_words(line, 'on_time')}"


def list_row(case: Any) -> dict[str, Any]:
    href = reverse("oversight-case", args=[case.number])
    cells = [
        {"text": grouped(case.number), "href": href},
        case.title,
        str(case.department or "投诉举报中心"),
        STATE_WORDS[case.state],
        moment(case.opened_at),
        moment(case.concluded_at) if case.concluded_at else None,
    ]
    return {"href": href, "cells": cells}
