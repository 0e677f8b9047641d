"""
Who let an applicant be reached otherwise: the list of these acts for the office (decision 125). The applicant is the one watcher outside
the house; whoever hides a late case has to get rid of them first.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.dispatch_wording import outcome
from cases.events import actor_words
from cases.models import CUTS_OFF, Dispatch, Event
from cases.wording import moment
from hall.identifiers import grouped
from oversight.story import event_lines
from oversight.views import OversightPage
from oversight.wording import unit_of

COLUMNS = [{"label": words} for words in ("时间", "编号", "部门", "办理", "改了什么、为什么", "经手人", "告知")]
# the letters by which whoever was reached until then hears of the act
TELL_OF_IT = ("contact_changed", "code_replaced", "agent_named")
NOBODY_WRITTEN_TO = "没有写：没有号码、邮箱可以告知，或者原来的仍在用"


class ContactChanges(OversightPage):
    """The newest first, of all the time."""

    def get(self, request: HttpRequest) -> HttpResponse:
        events = Event.objects.filter(verb__in=CUTS_OFF, case__in=self.cases())
        page = self.page_of(events.select_related("case__department", "actor").order_by("-at", "-pk"))
        context = {
            "crumbs": [self.root, ("联系方式和凭证码的变更", "")],
            "page": page,
            "columns": COLUMNS,
            "rows": [_row(event, written) for event, written in _with_letters(list(page))],
        }
        return render(request, "oversight/contact_changes.html", context)


def _with_letters(events: Sequence[Event]) -> Iterator[tuple[Event, list[Dispatch]]]:
    """Each act with what was written of it: a letter bears the instant of its act."""
    of_these = Dispatch.objects.filter(case__in=[event.case_id for event in events], kind__in=TELL_OF_IT)
    written: defaultdict[tuple[int | None, datetime], list[Dispatch]] = defaultdict(list)
    for each in of_these.defer("address", "text").order_by("pk"):
        written[each.case_id, each.written_at].append(each)
    return ((event, written[event.case_id, event.at]) for event in events)


def _row(event: Event, written: Sequence[Dispatch]) -> dict[str, Any]:
    case = event.case
    [line] = event_lines(case, [event])
    href = reverse("oversight-case", args=[case.number])
    number = {"text": grouped(case.number), "href": href}
    return {
        "href": href,
        "cells": [
            moment(event.at),
            number,
            unit_of(case),
            line["what"],
            line["note"],
            actor_words(event),
            _fate(written),
        ],
    }


def _fate(written: Sequence[Dispatch]) -> str:
    """What became of the notice, by each way."""
    return "；".join(f"{each.masked} {outcome(each)}" for each in written) or NOBODY_WRITTEN_TO
