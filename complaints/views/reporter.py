"""
Who complained: the page that opens it and hands out the sealed files, and the inspector's list of every request and every opening
(decisions 154, 167).
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.models import Case
from cases.wording import half_day, moment
from complaints.actions.identity import NoSuchFile, look_at_identity, open_sealed_file
from complaints.acts.reporter import MINUTES
from complaints.attachments import sealed, words_of
from complaints.models import Complaint, Look, Opening
from complaints.queries import complaints_for, opening_of
from complaints.views.case import CentrePage, as_uuid
from hall.doors.pages import StaffPage
from hall.fields import shown
from hall.identifiers import grouped
from hall.refusals import Refused
from hall.roles import Permission
from papers import store
from papers.models import StoredFile


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
        return self.show(case, is_open=True, facts=facts, taken_back="" if identity else _taken_back(case.complaint))

    def show(self, case: Case, *, status: int = 200, is_open: bool = False, **more: Any) -> HttpResponse:
        opening = opening_of(case.complaint, by=self.user, at=self.at)
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
            "until": moment(opening.until) if opening and opening.until else "",
            "files": sealed(case) if is_open and opening else [],
            "refused": "",
            "is_open": is_open,
            "facts": [],
            "taken_back": "",
            **more,
        }
        return render(self.request, "complaints/identity.html", context, status=status)


class SealedFile(Identity):
    """One sealed file, to who may open it now. A POST: it leaves a row. Whoever comes back by the address reads the page again."""

    def get(self, request: HttpRequest, number: str, key: str, what: str) -> HttpResponse:  # type: ignore[override]
        return redirect("centre-identity", number=self.case(number).number)

    def post(self, request: HttpRequest, number: str, key: str, what: str) -> HttpResponseBase:  # type: ignore[override]
        case = self.case(number)
        try:
            file = open_sealed_file(number=case.number, key=as_uuid(key), what=what, by=self.user, at=self.at)
            return store.download_original(file) if what == Look.What.ORIGINAL else store.download(file)
        except NoSuchFile:
            raise Http404 from None
        except Refused as refused:
            return self.show(case, refused=refused.sentence, status=422)


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
        files = StoredFile.objects.in_bulk([look.file for look in page if look.file], field_name="key")
        context = {
            "waiting": [self.request_row(each) for each in requests.filter(decided_at__isnull=True)],
            "decided": [self.request_row(each) for each in requests.filter(decided_at__isnull=False)[:20]],
            "rows": [self.look_row(each, files.get(each.file)) for each in page],
            "page": page,
            "asked_columns": labels("编号", "申请人", "理由", "申请时间", "答复"),
            "look_columns": labels("编号", "打开人", "时间", "打开了什么", "凭什么打开"),
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

    def look_row(self, look: Look, file: StoredFile | None) -> dict[str, Any]:
        number = look.complaint.case.number
        href = reverse("centre-case", args=[number])
        why = f"{look.opening.asked_by}申请，已同意" if look.opening else "实名的"
        what = words_of(file, look.what) if file else look.get_what_display()
        return {
            "href": href,
            "cells": [{"text": grouped(number), "href": href}, str(look.by), moment(look.at), what, why],
        }


def _taken_back(complaint: Complaint) -> str:
    """When the name was taken back, of a complaint without one; "" where there never was one."""
    return half_day(complaint.signed_at) if complaint.signed_at else ""


def _answer(opening: Opening) -> str:
    if opening.decided_at is None:
        return "等待答复"
    return f"{'同意' if opening.is_allowed else '不同意'}，{opening.decided_by}，{moment(opening.decided_at)}"


def labels(*names: str) -> list[dict[str, str]]:
    return [{"label": name} for name in names]
