"""The figures of the centre, the list behind each, both as a workbook, and who took one."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.models import Case
from cases.wording import half_day, moment
from complaints.states import FLOW
from complaints.statistics import CUTS, FIGURES, PARTS, Row, behind, of_period, rows
from complaints.statistics_forms import NumberForm, PeriodForm, asked
from complaints.views.case import CentrePage
from complaints.views.reporter import labels
from complaints.wording import day
from hall.doors.pages import StaffPage
from hall.doors.workbook import Sheet, workbook_answer
from hall.exporting import note_export
from hall.identifiers import grouped
from hall.models import Export
from hall.roles import Permission
from hall.small_counts import table

LIST_COLUMNS = ("编号", "类别", "环节", "收到")
TABLE, LIST = "complaint-statistics", "complaint-list"  # names of what is taken out
WHAT = {TABLE: "统计表", LIST: "名单"}
INSIDE, OUTSIDE = "inside", "outside"  # whom a table is for
FOR = {INSIDE: "全部数字", OUTSIDE: "对外，小的数字不公布"}
LONGEST = 10_000  # rows of a list that is taken out: it is written while somebody waits


class StatisticsPage(CentrePage):
    """What all of them take from their address or form. Figures are of what the reader may see, as every list is."""

    form_class: type[PeriodForm] = PeriodForm

    def form(self) -> PeriodForm:
        asks = self.request.POST if self.request.method == "POST" else self.request.GET
        return asked(self.form_class, asks, on=self.on)

    def of(self, chosen: dict[str, Any]) -> QuerySet[Case]:
        return of_period(self.cases(), first=chosen["first"], last=chosen["last"])


class Statistics(StatisticsPage):
    """One table; sent, it comes back as a workbook."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = self.form()
        context: dict[str, Any] = {"form": form, "crumbs": [("投诉举报", reverse("centre")), ("统计", "")]}
        if not form.is_valid():
            return render(request, "complaints/statistics.html", context, status=422)
        chosen = form.cleaned_data
        within = _written(chosen)
        first, *figures = _head(chosen)
        context["columns"] = [{"label": first}, *({"label": words, "num": True} for words in figures)]
        context["rows"] = [
            {"cells": [line.words, *(_number(line.figures[name], within, line.key, name) for name in FIGURES)]}
            for line in rows(self.of(chosen), by=chosen["by"])
        ]
        context["within"] = within
        context["exports_url"] = reverse("centre-exports") if self.access.grant(Exports.permission) else ""
        return render(request, "complaints/statistics.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        form, audience = self.form(), request.POST.get("for", "")
        if not form.is_valid() or audience not in FOR:
            raise Http404
        chosen = form.cleaned_data
        note_export(what=TABLE, terms={**_written(chosen), "for": audience}, by=self.user, at=self.at)
        lines = rows(self.of(chosen), by=chosen["by"])
        return workbook_answer(
            Sheet("投诉举报统计", f"{_period_words(chosen)}，{FOR[audience]}", _head(chosen), _cells(lines, audience)),
            at=self.at,
        )


class Behind(StatisticsPage):
    """The cases behind one number; sent, they come back as a workbook."""

    form_class = NumberForm

    def chosen(self) -> dict[str, Any]:
        form = self.form()
        if not form.is_valid():
            raise Http404
        return form.cleaned_data

    def those(self, chosen: dict[str, Any]) -> QuerySet[Case]:
        return behind(self.of(chosen), by=chosen["by"], key=chosen["key"], figure=chosen["figure"])

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = self.chosen()
        within = _written(chosen)
        page = self.page_of(self.those(chosen))
        context = {
            "crumbs": [
                ("投诉举报", reverse("centre")),
                ("统计", f"{reverse('centre-statistics')}?{urlencode(within)}"),
                ("名单", ""),
            ],
            "title": f"{FIGURES[chosen['figure']][0]}的投诉举报",
            "page": page,
            "columns": labels(*LIST_COLUMNS),
            "rows": [_line(case) for case in page],
            "within": {**within, "figure": chosen["figure"], "key": chosen["key"]},
            "longest": LONGEST,
            "is_too_long": page.paginator.count > LONGEST,
        }
        return render(request, "complaints/statistics_list.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = self.chosen()
        cases = self.those(chosen)
        if cases.count() > LONGEST:
            raise Http404  # the page offers no such button
        # which line is not kept: that there was a list about a department would be news to whoever does not see it
        terms = {**_written(chosen), "figure": chosen["figure"]}
        note_export(what=LIST, terms=terms, by=self.user, at=self.at)
        name = f"{FIGURES[chosen['figure']][0]}的投诉举报"
        cells = (_texts(case) for case in cases.iterator(chunk_size=1_000))
        return workbook_answer(Sheet(name, _period_words(chosen), LIST_COLUMNS, cells), at=self.at)


class Exports(StaffPage):
    """Who took which figures or lists out of the centre, the newest first. Never what stood in them."""

    permission = Permission.IDENTITY_CONSENT

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.page_of(Export.objects.filter(what__in=WHAT).select_related("by"))
        context = {
            "crumbs": [
                ("投诉举报", reverse("centre")),
                ("统计", reverse("centre-statistics")),
                ("下载的记录", ""),
            ],
            "title": "下载的记录",
            "page": page,
            "columns": labels("时间", "下载人", "内容", "条件"),
            "rows": [
                {"cells": [moment(each.at), str(each.by), WHAT[each.what], _terms_words(each.terms)]} for each in page
            ],
        }
        return render(request, "complaints/exports.html", context)


def _written(chosen: dict[str, Any]) -> dict[str, str]:
    return {name: str(chosen[name]) for name in ("first", "last", "by")}


def _head(chosen: dict[str, Any]) -> list[str]:
    return [CUTS[chosen["by"]][0], *(words for words, _q in FIGURES.values())]


def _period_words(chosen: dict[str, Any]) -> str:
    return f"收到日期 {day(chosen['first'])}至 {day(chosen['last'])}"


def _cells(lines: list[Row], audience: str) -> Iterator[list[str | int | None]]:
    """The lines of the table with the one for all, as they go out; what leaves the office leaves small numbers out."""
    *parts, whole = lines
    numbers: list[Mapping[str, int | None]] = [line.figures for line in lines]
    if audience == OUTSIDE:
        shown, totals = table([line.figures for line in parts], PARTS)
        numbers = [*shown, totals]
    for line, figures in zip([*parts, whole], numbers, strict=True):
        yield [line.words, *(figures[name] for name in FIGURES)]


def _number(number: int, within: dict[str, str], key: str, figure: str) -> Any:
    if not number:
        return "0"
    address = urlencode({**within, "key": key, "figure": figure})
    return {"text": f"{number:,}", "href": f"{reverse('centre-statistics-list')}?{address}"}


def _texts(case: Case) -> list[str]:
    return [grouped(case.number), case.title, FLOW.states[case.state], half_day(case.opened_at)]


def _line(case: Case) -> dict[str, Any]:
    href = reverse("centre-case", args=[case.number])
    number, *others = _texts(case)
    return {"href": href, "cells": [{"text": number, "href": href}, *others]}


def _terms_words(terms: dict[str, str]) -> str:
    words = [f"{terms['first']} 至 {terms['last']}", f"按{CUTS[terms['by']][0]}"]
    figure = [FIGURES[terms["figure"]][0]] if "figure" in terms else []
    return "，".join([*words, *figure, *([FOR[terms["for"]]] if "for" in terms else [])])
