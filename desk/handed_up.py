"""What was handed up and waits, and what the page of a case shows about power."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.models import Deadline
from cases.wording import moment
from desk.pages import DeskPage, address_of
from desk.queue_rows import NO_BREAK, lamp_cell
from hall import calendar
from hall.roles import Permission
from hall.sentences import in_stead
from hall.worktime import WorkCalendar
from permits.models import Application, HandUp, StepTaken
from permits.power import handed_back, open_hand_ups, steps_taken, waiting
from permits.wording import check_line, grouped

COLUMNS = [{"label": words} for words in ("编号", "时限", "事项", "申请人", "要决定什么", "原因和窗口意见", "上交")]


class HandedUp(DeskPage):
    """上交待定: what windows handed to this person's departments, what is due first at the top: here the case hangs on this person."""

    permission = Permission.APPLICATION_APPROVE

    def get(self, request: HttpRequest) -> HttpResponse:
        clocks = Prefetch("application__case__deadlines", Deadline.objects.running(), to_attr="clocks")
        page, days = self.page_of(open_hand_ups(self.cases()).prefetch_related(clocks)), calendar.current()
        rows = [_row(handed, at=self.at, days=days) for handed in page]
        context = {"page": page, "columns": COLUMNS, "rows": rows}
        return render(request, "desk/handed_up.html", context)


def on_the_case_page(application: Application, *, may_answer: bool) -> dict[str, Any]:
    """What the page of a case shows about power: who did what on which instrument and seal, checks, what waits."""
    waits = waiting(application)
    answered = None if waits else handed_back(application)
    return {
        "steps": [taken_line(each) for each in steps_taken(application.pk)],
        "checks": [check_line(each) for each in application.checks.all()],
        "waits": waits,
        "answered": answered,
        "answer_url": address_of(application.case, "desk-answer_hand_up") if may_answer else "",
        "amount": application.amount_yuan,
    }


def taken_line(step: StepTaken) -> dict[str, Any]:
    """A step for ``_parts/timeline.html``: on whose power, under which seal."""
    who = in_stead(step.taken_by, step.acts_for and step.acts_for.user)
    by = f"授权书 {step.delegation}" if step.delegation else "部门职权"
    special = "，特别处置（先办后报）" if step.is_special else ""
    seal = f"，用章 {step.seal}" if step.seal else ""
    return {"at": step.at, "what": step.act_words, "who": who, "note": f"{by}{special}{seal}"}


def _row(handed: HandUp, *, at: datetime, days: WorkCalendar) -> dict[str, Any]:
    case = handed.application.case
    href = address_of(case)
    clocks: list[Deadline] = case.clocks  # type: ignore[attr-defined]  # prefetched by the page
    cells = [
        {"text": grouped(case.number).replace(" ", NO_BREAK), "href": href},
        lamp_cell(case, clocks, at=at, days=days),
        case.title,
        case.party,
        f"{handed.get_step_display()}（{handed.get_kind_display()}）",
        f"{handed.why}。{handed.note}" if handed.note else handed.why,
        f"{handed.window.number} 号窗口 {handed.handed_by}，{moment(handed.handed_at)}",
    ]
    return {"href": href, "cells": cells}
