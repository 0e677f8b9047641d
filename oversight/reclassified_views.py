"""Complaints that were made another kind afterwards: a figure of the office's board, and the list behind it (field.md a-7)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.wording import half_day, moment
from complaints.models import ComplaintKind, Reclassification
from complaints.queries import reclassified
from hall.identifiers import grouped
from oversight.views import OversightPage

COLUMNS = [{"label": words} for words in ("编号", "改了什么", "收到", "提出", "复核")]


class Reclassified(OversightPage):
    """The newest first, of all the time. Why stands in the case, for whoever may read it: not here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = reclassified(self.cases()).select_related("complaint__case", "proposed_by", "decided_by")
        page = self.page_of(rows.defer("reason", "complaint__text").order_by("-decided_at", "-pk"))
        context = {
            "crumbs": [self.root, ("改了类型的投诉举报", "")],
            "page": page,
            "columns": COLUMNS,
            "rows": [_row(each) for each in page],
        }
        return render(request, "oversight/reclassified.html", context)


def _row(each: Reclassification) -> dict[str, Any]:
    case = each.complaint.case
    href = reverse("oversight-case", args=[case.number])
    before = ComplaintKind(each.complaint.kind).label
    return {
        "href": href,
        "cells": [
            {"text": grouped(case.number), "href": href},
            f"{before}改为{each.get_kind_display()}",
            half_day(case.opened_at),
            f"{moment(each.proposed_at)} {each.proposed_by}",
            f"{moment(each.decided_at)} {each.decided_by}" if each.decided_at else "",
        ],
    }
