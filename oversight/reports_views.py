"""The reports on the board: the list of them, each with its figures by department, and the rows behind each figure."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from hall.worktime.wording import in_full
from oversight import forms, power_report
from oversight.lists import PERIODS
from oversight.measures import Asked, Line, asked, by_department
from oversight.power_report_views import rate_words as rate_of_power
from oversight.report_rows import LISTED, columns_of, rows_of
from oversight.reports.record import InHand, Report, half_days, in_hands, minutes_of_departments
from oversight.reports.register import REPORTS
from oversight.statement_views import span_words
from oversight.views import Crumbs, FilteredPage
from oversight.wording import address, number

DEFAULT = "month"
HALF_DAYS = {"label": "共停了（半天）", "num": True}
PERIOD_CHOICES = [(name, words) for name, (words, _span) in PERIODS.items() if name != DEFAULT]
LIST_COLUMNS = [{"label": "报表"}, {"label": "看什么"}, {"label": "多少", "num": True}, {"label": "占比", "num": True}]


class PeriodFilters(forms.Filters):
    """The list of reports has no department: a figure is cut by departments on its own page."""

    with_centre = False
    period = forms.one_of("时间", PERIOD_CHOICES, first=PERIODS[DEFAULT][0])
    field_order = ["period", "department"]


class DepartmentFilters(forms.Filters):
    """Of a report that stands as it stands now."""

    with_centre = False


class BehindFilters(forms.Filters):
    with_centre = False
    person = django_forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=django_forms.HiddenInput
    )

    window = django_forms.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, widget=django_forms.HiddenInput
    )

    def chosen(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.cleaned_data.items() if value not in ("", None)}


def _behind_filters(report: Report) -> type[BehindFilters]:
    others = [(each.name, each.words) for each in report.measures if each.name != report.headline]
    fields = {"measure": forms.one_of("数字", others, first=report.first.words)}
    terms = (BehindFilters,) if report.of_now else (BehindFilters, PeriodFilters)
    return type("BehindFilters", terms, fields | {"field_order": ["period", "department", "measure"]})


BEHIND = {name: _behind_filters(report) for name, report in REPORTS.items()}


class ReportList(FilteredPage):
    """Every report with its number."""

    form_class: type[forms.Filters] = PeriodFilters
    template_name = "oversight/reports.html"

    def crumbs(self, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
        return [self.root, ("专项报表", "")]

    def narrowed(self, chosen: dict[str, str], form: Any) -> dict[str, Any]:
        terms, within = self.asked(chosen), within_of(chosen)
        department = form.the_department
        grant = power_report.within(self.grant, department) if department else self.grant
        total = power_report.together(power_report.in_place(grant, self.span(chosen)))
        rows: list[dict[str, Any]] = [
            {
                "cells": [
                    {"text": "授权到位", "href": address("oversight-authority", **within)},
                    "窗口凭授权书作出的决定占全部决定的多少，哪些环节离开了窗口",
                    number(total.at_window, address("oversight-authority-list", step=power_report.DECISION, **within)),
                    rate_of_power(total),
                ]
            }
        ]
        for report in REPORTS.values():
            first = report.first
            count = first.behind(self.grant, terms, department).count()
            whole = report.measure(first.of).behind(self.grant, terms, department).count() if first.of else 0
            rows.append(
                {
                    "cells": [
                        {"text": report.words, "href": address_of(report, **within)},
                        f"{report.definition}{'（现在）' if report.of_now else ''}",
                        number(count, list_address(report, first.name, **within)),
                        share_words(count, whole) if first.of else None,
                    ]
                }
            )
        return {"span": span_words(self.span(chosen)), "columns": LIST_COLUMNS, "rows": rows}

    def span(self, chosen: dict[str, str]) -> tuple[date, date]:
        return PERIODS[chosen.get("period", DEFAULT)][1](self.on)

    def asked(self, chosen: dict[str, str]) -> Asked:
        return asked(self.span(chosen), at=self.at)


class ReportPage(ReportList):
    """One report: what it looks for, its figures by department and by person."""

    template_name = "oversight/report.html"

    report: Report

    def get(self, request: HttpRequest, name: str = "") -> HttpResponse:
        if name not in REPORTS:
            raise Http404
        self.report = REPORTS[name]
        if self.form_class is PeriodFilters and self.report.of_now:
            self.form_class = DepartmentFilters
        return super().get(request)

    def crumbs(self, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
        return [self.root, ("专项报表", reverse("oversight-reports")), (self.report.words, "")]

    def narrowed(self, chosen: dict[str, str], form: Any) -> dict[str, Any]:
        report, terms, within = self.report, self.asked(chosen), within_of(chosen)
        total, lines = by_department(report.measures, self.grant, terms)
        department = form.the_department
        if department is not None:
            lines = [line for line in lines if line.department == department]
            total = Line(None, lines[0].counts if lines else {}, total.wholes)
        lay = minutes_of_departments(report, self.grant, terms)
        hands = in_hands(report, self.grant, terms, department)
        return {
            "report": report,
            "span": "现在" if report.of_now else span_words(self.span(chosen)),
            "facts": facts(report, total, within),
            "columns": unit_columns(report),
            "rows": [unit_row(report, line, within, lay) for line in by_headline(report, lines)],
            "hand_columns": hand_columns(report),
            "hands": [hand_row(report, each, within) for each in hands],
            "definitions": [(each.words, f"{each.definition}（{in_full(each.since)}起这样算）") for each in report.measures],
        }  # fmt: skip


class BehindPage(ReportPage):
    """The rows behind one figure."""

    template_name = "oversight/report_list.html"

    def get(self, request: HttpRequest, name: str = "") -> HttpResponse:
        if name in BEHIND:
            self.form_class = BEHIND[name]
        return super().get(request, name)

    def crumbs(self, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
        way = super().crumbs(chosen, form)
        return [*way[:-1], (self.report.words, address_of(self.report, **within_of(chosen))), ("清单", "")]

    def narrowed(self, chosen: dict[str, str], form: Any) -> dict[str, Any]:
        report, terms, name = self.report, self.asked(chosen), chosen.get("measure", self.report.headline)
        person = int(chosen["person"]) if "person" in chosen else None
        window = int(chosen["window"]) if "window" in chosen else None
        rows = report.behind(self.grant, terms, name, form.the_department, person, window)
        ordered = LISTED[report.measure(name).subject].ordered(rows)
        page = self.page_of(ordered.order_by(*report.order) if report.order else ordered)
        shown = {other: value for other, value in chosen.items() if other not in ("person", "window")}
        return {
            "report": report,
            "measure": report.measure(name),
            "page": page,
            "columns": columns_of(report, name),
            "rows": rows_of(report, name, page, terms),
            "everybody_url": list_address(report, **shown) if (person, window) != (None, None) else "",
        }


def within_of(chosen: dict[str, str]) -> dict[str, str]:
    return {name: chosen[name] for name in ("period", "department") if name in chosen}


def address_of(report: Report, *, page: str = "oversight-report", **query: str) -> str:
    url = reverse(page, args=[report.name])
    return f"{url}?{urlencode(query)}" if query else url


def list_address(report: Report, measure: str = "", **query: str) -> str:
    """The rows behind a figure; what is the form's own first choice is left out."""
    more = {"measure": measure} if measure and measure != report.headline else {}
    return address_of(report, page="oversight-report-list", **query, **more)


def share_words(count: int, whole: int) -> str:
    """The share with what it is a share of; “—” where there is nothing to be a share of."""
    return f"{count / whole:.1%}（{count:,}／{whole:,}）" if whole else "—"


def facts(report: Report, total: Line, within: dict[str, str]) -> list[tuple[str, Any]]:
    """What all of it comes to, each number with its list, a rate with what is aimed at."""
    lines: list[tuple[str, Any]] = []
    for each in report.measures:
        lines.append((each.words, figure(report, total, each.name, within)))
        if each.rate_words:
            aim = f"，目标 {report.target:.0%}" if report.target and each.name == report.headline else ""
            lines.append((each.rate_words, share_words(total.counts.get(each.name, 0), total.whole(each.name)) + aim))
    return lines


def figure(report: Report, line: Line, name: str, within: dict[str, str]) -> dict[str, str] | str:
    return number(line.counts.get(name, 0), list_address(report, name, **within))


def by_headline(report: Report, lines: list[Line]) -> list[Line]:
    """What there is most of stands first; of a rate that is aimed at, who is furthest from it."""
    if report.target:
        return sorted(lines, key=lambda line: line.rate(report.headline) or 0)
    return sorted(lines, key=lambda line: -line.counts.get(report.headline, 0))


def unit_columns(report: Report) -> list[dict[str, Any]]:
    columns: list[dict[str, Any]] = [{"label": "部门"}]
    for each in report.measures:
        columns += [{"label": words, "num": True} for words in (each.words, each.rate_words) if words]
    return columns + ([HALF_DAYS] if report.minutes else [])


def unit_row(report: Report, line: Line, within: dict[str, str], lay: Mapping[int, float]) -> dict[str, Any]:
    own = within | {"department": line.department.code if line.department else ""}
    cells: list[Any] = [str(line.department)]
    for each in report.measures:
        cells.append(figure(report, line, each.name, own))
        if each.rate_words:
            share = line.rate(each.name)
            cells.append("—" if share is None else f"{share:.1%}")
    if report.minutes and line.department:
        cells.append(f"{half_days(lay.get(line.department.pk, 0)):,}")
    return {"cells": cells}


def hand_columns(report: Report) -> list[dict[str, Any]]:
    columns: list[dict[str, Any]] = [{"label": "谁手里"}, {"label": report.first.words, "num": True}]
    return columns + ([HALF_DAYS] if report.minutes else [])


def hand_row(report: Report, each: InHand, within: dict[str, str]) -> dict[str, Any]:
    key = str(each.person.pk) if each.person else "0"
    count = number(each.count, list_address(report, person=key, **within))
    return {"cells": [str(each.person or report.nobody), count, *([f"{each.half_days:,}"] if report.minutes else [])]}
