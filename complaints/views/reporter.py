"""Who complained: the page that opens it, and the inspector's list of every request and every opening (decision 154)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.models import Case
from cases.wording import moment
from complaints.actions.identity import look_at_identity
from complaints.acts.reporter import MINUTES
from complaints.models import Look, Opening
from complaints.queries import complaints_for
from complaints.views.case import CentrePage
from hall.doors.pages import StaffPage
from hall.fields import shown
from hall.identifiers import grouped
from hall.refusals import Refused
from hall.roles import Permission


class Identity(CentrePage):
    """
    Opening the identity. Only the POST shows it, leaves its row, and is answered with the page itself: the name is in no address,
    cookie, message or cache.
    """

    permission = Permission.COMPLAINT_HANDLE

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.show(self.case(number))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        try:
            identity = look_at_identity(number=case.number, by=self.user, at=self.at)
        except Refused as refused:
            return self.show(case, refused=refused.sentence, status=422)
        facts = [("姓名", shown(identity, "name")), ("电话", shown(identity, "phone"))] if identity else []
        return self.show(case, is_open=True, facts=facts)

    def show(self, case: Case, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "case": case,
            "number": grouped(case.number),
            "crumbs": [
                ("投诉举报", reverse("centre")),
                (grouped(case.number), reverse("centre-case", args=[case.number])),
                ("投诉人身份", ""),
            ],
            "back": reverse("centre-case", args=[case.number]),
            "ask_url": reverse("centre-ask_identity", args=[case.number]),
            "is_named": not case.complaint.is_anonymous,
            "minutes": MINUTES,
            "refused": "",
            "is_open": False,
            "facts": [],
            **more,
        }
        return render(self.request, "complaints/identity.html", context, status=status)


class Openings(StaffPage):
    """Every request to open an identity, and each time that one was shown, the newest first. Never the identity itself."""

    permission = Permission.IDENTITY_CONSENT

    def get(self, request: HttpRequest) -> HttpResponse:
        cases = complaints_for(request.user, self.permission, on=self.on)
        requests = Opening.objects.filter(complaint__case__in=cases).select_related(
            "complaint__case", "asked_by", "decided_by"
        )
        looks = Look.objects.filter(complaint__case__in=cases).select_related(
            "complaint__case", "opening__asked_by", "by"
        )
        page = self.page_of(looks)
        context = {
            "waiting": [self.request_row(each) for each in requests.filter(decided_at__isnull=True)],
            "decided": [self.request_row(each) for each in requests.filter(decided_at__isnull=False)[:20]],
            "rows": [self.look_row(each) for each in page],
            "page": page,
            "asked_columns": labels("编号", "申请人", "理由", "申请时间", "答复"),
            "look_columns": labels("编号", "打开人", "时间", "凭什么打开"),
        }
        return render(request, "complaints/openings.html", context)

    def request_row(self, opening: Opening) -> dict[str, Any]:
        number = opening.complaint.case.number
        href = reverse("centre-decide_identity" if opening.decided_at is None else "centre-case", args=[number])
        return {
            "href": href,
            "cells": [
                {"text": grouped(number), "href": href},
                str(opening.asked_by),
                shown(opening, "reason"),
                moment(opening.asked_at),
                _answer(opening),
            ],
        }

    def look_row(self, look: Look) -> dict[str, Any]:
        number = look.complaint.case.number
        href = reverse("centre-case", args=[number])
        why = f"{look.opening.asked_by}申请，已同意" if look.opening else "实名的"
        return {
            "href": href,
            "cells": [{"text": grouped(number), "href": href}, str(look.by), moment(look.at), why],
        }


def _answer(opening: Opening) -> str:
    if opening.decided_at is None:
        return "等待答复"
    return f"{'同意' if opening.is_allowed else '不同意'}，{opening.decided_by}，{moment(opening.decided_at)}"


def labels(*names: str) -> list[dict[str, str]]:
    return [{"label": name} for name in names]
