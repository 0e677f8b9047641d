"""The nightly check of all clocks and cards: its last runs, and what is stored otherwise than it follows."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from administration.wording import linked_row
from cases.models import Deadline, Discrepancy, Doing, ReconciliationRun
from cases.reconcile.standing import standing
from cases.troubles import open_troubles
from cases.wording import limit_panel, moment
from hall.doors.pages import StaffPage
from hall.identifiers import grouped
from hall.roles import Permission

RUNS = 14
COLUMNS = [{"label": label} for label in ("案件编号", "时限", "不符", "存的是", "应当是", "首次发现")]
RUN_COLUMNS = [
    {"label": "开始"},
    *({"label": label, "num": True} for label in ("案件", "时限", "红黄牌", "不符", "新出现", "已消失", "用时")),
]


class ReconciliationPage(StaffPage):
    permission = Permission.CLOCKS_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        still = Discrepancy.objects.filter(gone_at__isnull=True).select_related("case")
        page = self.page_of(still)
        context = {
            "now": standing(at=self.at),
            "sees_troubles": bool(self.access.grant(Permission.CLOCKS_CHECK)),
            "unread": open_troubles().filter(doing=Doing.RECONCILIATION).count(),
            "page": page,
            "columns": COLUMNS,
            "rows": [
                row(discrepancy, new=discrepancy.first_seen_at == discrepancy.last_seen_at) for discrepancy in page
            ],
            "run_columns": RUN_COLUMNS,
            "runs": [run_row(run) for run in ReconciliationRun.objects.all()[:RUNS]],
        }
        return render(request, "administration/reconciliation.html", context)


class ReconciliationCasePage(StaffPage):
    """
    What was found on one case, and how its clocks are counted. The number and the clocks, no word about the person; a case on
    which nothing was ever found is not here.
    """

    permission = Permission.CLOCKS_VIEW

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        discrepancies = list(
            Discrepancy.objects.filter(case__number=number).order_by("gone_at", "-first_seen_at", "pk")
        )
        if not discrepancies:
            raise Http404
        clocks = Deadline.objects.filter(case__number=number).order_by("due_at", "pk").prefetch_related("case__pauses")
        context = {
            "number": grouped(number),
            "discrepancies": discrepancies,
            "clocks": [limit_panel(clock, at=self.at) for clock in clocks],
            "crumbs": [
                *([("大厅管理", "/administration/")] if self.access.grant(Permission.CALENDAR_MANAGE) else []),
                ("计时核对", reverse("reconciliation")),
                (grouped(number), ""),
            ],
        }
        return render(request, "administration/reconciliation_case.html", context)


def row(discrepancy: Discrepancy, *, new: bool) -> dict[str, Any]:
    first = f"{moment(discrepancy.first_seen_at)}{'（新）' if new else ''}"
    return linked_row(
        grouped(discrepancy.case.number),
        reverse("reconciliation-case", args=[discrepancy.case.number]),
        discrepancy.rule_words,
        discrepancy.words,
        discrepancy.stored,
        discrepancy.derived,
        first,
    )


def run_row(run: ReconciliationRun) -> dict[str, Any]:
    figures = (run.cases, run.clocks, run.cards, run.differences, run.appeared, run.gone)
    took = f"{run.seconds:,.0f} 秒" if run.seconds >= 1 else "不到 1 秒"
    return {"cells": [moment(run.started_at), *(f"{figure:,}" for figure in figures), took]}
