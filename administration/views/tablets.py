"""The tablets on the counters: which window has one, enrolling one, and ending what it may do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from administration.staff_forms import Reasoned
from administration.views.organising import ROOT, ChangePage, OrganisingPage
from cases.wording import moment
from hall.models import Window
from hall.roles import Permission
from ratings.actions import enrol, revoke
from ratings.models import Tablet
from ratings.tablets import in_force

TABLETS = ("评价平板", "/administration/tablets/")
COLUMNS = [{"label": words} for words in ("窗口", "平板", "登记", "登记或更换", "停用")]


class Tablets(OrganisingPage):
    permission = Permission.STAFF_MANAGE

    def get(self, request: HttpRequest) -> HttpResponse:
        tablets = in_force()
        rows = [_row(window, tablets.get(window.pk)) for window in Window.objects.order_by("number")]
        context = {"crumbs": self.trail(TABLETS), "columns": COLUMNS, "rows": rows}
        return render(request, "administration/tablets.html", context)


class Enrol(ChangePage):
    form_class = Reasoned
    verb = staticmethod(enrol)
    heading = "登记评价平板"
    lead = "登记以后显示一次开通码，30 分钟内在平板上输入。这个窗口原来的平板马上停用。"
    above = TABLETS
    rows = Window.objects.all()
    takes = "window"

    def done(self, result: Any, subject: Window) -> HttpResponse:
        crumbs = [ROOT, TABLETS, (str(subject), "")]
        digits = " ".join(result.code[start : start + 4] for start in range(0, len(result.code), 4))
        context = {"crumbs": crumbs, "window": subject, "code": digits, "back": TABLETS[1]}
        return render(self.request, "administration/tablet_code.html", context)


class Revoke(ChangePage):
    form_class = Reasoned
    verb = staticmethod(revoke)
    heading = "停用评价平板"
    lead = "马上停用：这台平板不能再评价。已有的评价照样保留。"
    above = TABLETS
    rows = Window.objects.filter(tablets__revoked_at=None, tablets__isnull=False)
    takes = "window"


def _row(window: Window, tablet: Tablet | None) -> dict[str, Any]:
    enrol_it = {"text": "更换" if tablet else "登记", "href": f"{TABLETS[1]}{window.pk}/enrol/"}
    if tablet is None:
        return {"cells": [str(window), "没有", "—", enrol_it, "—"]}
    state = f"{moment(tablet.opened_at)} 开通" if tablet.opened_at else "等输入开通码"
    entry = f"{moment(tablet.enrolled_at)}，{tablet.enrolled_by}"
    return {
        "cells": [str(window), state, entry, enrol_it, {"text": "停用", "href": f"{TABLETS[1]}{window.pk}/revoke/"}]
    }
