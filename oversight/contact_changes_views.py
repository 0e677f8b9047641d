"""
Who let an applicant be reached otherwise: the list of these acts for the office (decision 125). The applicant is the one watcher outside
the house; whoever hides a late case has to get rid of them first.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.events import actor_words
from cases.models import CUTS_OFF, Event
from cases.wording import moment
from hall.identifiers import grouped
from oversight.story import event_lines
from oversight.views import OversightPage
from oversight.wording import unit_of

COLUMNS = [{"label": words} for words in ("时间", "编号", "部门", "办理", "改了什么、为什么", "经手人")]


class ContactChanges(OversightPage):
    """The newest first, of all the time."""

    def get(self, request: HttpRequest) -> HttpResponse:
        events = Event.objects.filter(verb__in=CUTS_OFF, case__in=self.cases())
        page = self.page_of(events.select_related("case__department", "actor").order_by("-at", "-pk"))
        context = {
            "crumbs": [self.root, ("联系方式和凭证码的变更", "")],
            "page": page,
            "columns": COLUMNS,
            "rows": [_row(event) for event in page],
        }
        return render(request, "oversight/contact_changes.html", context)


def _row(event: Event) -> dict[str, Any]:
    case = event.case
    [line] = event_lines(case, [event])
    href = reverse("oversight-case", args=[case.number])
    number = {"text": grouped(case.number), "href": href}
    return {
        "href": href,
        "cells": [moment(event.at), number, unit_of(case), line["what"], line["note"], actor_words(event)],
    }
