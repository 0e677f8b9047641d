"""The complaint centre: the inbox, one complaint, and the page of every act on it."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.doors import CasesPage
from cases.events import lines
from cases.letters import linked_cards
from cases.models import Case, Event
from cases.sight import left_out_words, unseen
from cases.wording import half_day, headline, limit_cell, limit_panels
from complaints import wording
from complaints.acts import EVENTS, TAKE_IN, offered, why_not
from complaints.high_voltage import words_of
from complaints.models import Complaint, ComplaintKind
from complaints.queries import TABS, complaints_for, counts, inbox, kind_of, lacking, opened, waiting_reclassification
from complaints.states import ACCEPTED, FLOW
from hall import calendar
from hall.doors.acts import Occasion
from hall.fields import shown
from hall.identifiers import grouped
from hall.roles import Permission
from hall.worktime import WorkCalendar
from worklists.drafting import DraftedAct
from worklists.views import DraftsPage, DropDraftPage

A_PAGE = 50  # rows
COLUMNS = [{"label": name} for name in ("编号", "类别", "反映的部门", "环节", "时限", "收到")]
EMPTY = {
    "new": "没有待受理的投诉举报。",
    "open": "没有正在办理的投诉举报。",
    "today": "没有今日到期的投诉举报。",
    "late": "没有超期的投诉举报。",
    "unowned": "没有没人管的投诉举报：已受理的都有能办的首办责任人。",
    "declined": "还没有不予受理的投诉举报。",
    "closed": "还没有办结的投诉举报。",
    "all": "还没有收到过投诉举报。",
}


class CentrePage(CasesPage):
    """Reading in the centre."""

    permission = Permission.COMPLAINT_VIEW

    def cases(self) -> Any:
        return complaints_for(self.request.user, self.permission, on=self.on)


class Inbox(CentrePage):
    def get(self, request: HttpRequest) -> HttpResponse:
        tab = request.GET.get("tab", "")
        tab = tab if tab in TABS else "new"
        number_of = counts(self.cases(), at=self.at, on=self.on)
        paginator = Paginator(inbox(self.cases(), tab, at=self.at, on=self.on), A_PAGE)
        paginator.count = number_of[tab]
        page = paginator.get_page(request.GET.get("page"))
        days = calendar.current()
        context = {
            "tabs": [
                {"label": words, "url": f"?tab={name}", "count": number_of[name], "current": name == tab}
                for name, words in TABS.items()
            ],
            "caption": TABS[tab],
            "columns": COLUMNS,
            "rows": [self.row(case, days) for case in page],
            "page": page,
            "empty": EMPTY[tab],
            "all_url": "?tab=all" if number_of["all"] else "",
            "at": self.at,
            "unseen": unseen(at=self.at).words,
            "left_out": left_out_words(self.access.grant(self.permission)),
            "takes_in": bool(self.access.grant(TAKE_IN.may)),
        }
        return render(request, "complaints/inbox.html", context)

    def row(self, case: Case, days: WorkCalendar) -> dict[str, Any]:
        href = reverse("centre-case", args=[case.number])
        return {
            "href": href,
            "cells": [
                {"text": grouped(case.number), "href": href},
                case.title,
                case.complaint.about or None,
                FLOW.states[case.state],
                limit_cell(list(case.deadlines.all()), counted=f"{href}#clocks", at=self.at, days=days),
                half_day(case.opened_at),
            ],
        }


class OpenComplaint(CentrePage):
    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        complaint = opened(case)
        clocks = list(case.deadlines.all())
        context = {
            "case": case,
            "complaint": complaint,
            "crumbs": [("投诉举报", reverse("centre")), (grouped(case.number), "")],
            "who": _identity(case, complaint),
            **headline(clocks, at=self.at),
            "limits": limit_panels(wording.newest_of_each(clocks), at=self.at),
            "cards": linked_cards(case, self.access),
            "history": history_lines(list(case.events.select_related("actor").order_by("-seq"))),
            "acts": self.acts(case, complaint),
            "missing": "和".join(lacking(complaint)) if case.state == ACCEPTED else "",
            "state": FLOW.states[case.state],
        }
        return render(request, "complaints/case.html", context)

    def acts(self, case: Case, complaint: Complaint) -> list[dict[str, Any]]:
        """The buttons that this person has now; the first one is the next step."""
        occasion = Occasion(case, complaint, self.request.user, self.access, self.at, self.on)
        return [
            {"words": act.label, "url": reverse(f"centre-{act.name}", args=[case.number]), "key": act.key}
            for act in offered(occasion)
        ]


class DoAct(DraftedAct, CentrePage):  # type: ignore[override]  # the permission is the act's
    """An act on a complaint, as its description says."""

    template_name = "complaints/act.html"
    drafts_at = "centre-drafts"

    def subject_of(self, case: Case) -> Complaint:
        return opened(case)

    def to(self, case: Case) -> str:
        return reverse("centre-case", args=[case.number])

    def why_not(self, occasion: Occasion) -> str:
        return why_not(self.act, occasion)

    def event_lines(self, events: list[Event]) -> list[dict[str, Any]]:
        return history_lines(events)

    def context(self, case: Case) -> dict[str, Any]:
        number = grouped(case.number)
        return {
            "crumbs": [("投诉举报", reverse("centre")), (number, self.to(case)), (self.title, "")],
            "number": number,
            "state": FLOW.states[case.state],
            "due": "",
            **super().context(case),
        }


class Drafts(CentrePage, DraftsPage):
    here, drop, back = "centre-drafts", "centre-draft-drop", "centre"


class DropDraft(CentrePage, DropDraftPage):
    back = "centre-drafts"


def history_lines(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Who filed is nobody's business, nor when to the minute: no name stands there, and the half-day."""
    filed = {event.at: half_day(event.at) for event in events if event.verb in ("file", "take_in")}
    return [line | {"half_day": filed.get(line["at"], "")} for line in lines(events, EVENTS, by_itself="")]


def _identity(case: Case, complaint: Complaint) -> list[tuple[str, str]]:
    by_people = complaint.kind != ComplaintKind.LEAD
    signed = wording.signed(complaint.is_anonymous) if by_people else "没有投诉人：系统由红黄牌生成的线索"
    return [
        ("编号", grouped(case.number)),
        *_kinds(complaint),
        ("收到", half_day(case.opened_at)),
        *_origin(complaint),
        ("署名", f"{signed} {case.party}" if case.party else signed),
        ("反映的部门", complaint.about or "没有指明"),
        ("环节", FLOW.states[case.state]),
        *_of_whoever_accepts(case, complaint),
    ]


def _kinds(complaint: Complaint) -> list[tuple[str, str]]:
    """What it turned out to be: another kind, part of another case, or the case of several reporters."""
    lines = []
    if kind_of(complaint) != complaint.kind:
        lines.append(
            ("类型", f"{complaint.get_kind_display()}，改为{ComplaintKind(kind_of(complaint)).label}，时限不变")
        )
    if waiting := waiting_reclassification(complaint):
        lines.append(("改类型", f"{waiting.proposed_by}提出改为{waiting.get_kind_display()}，等另一个人复核"))
    if hasattr(complaint, "joining"):
        lines.append(("并入", grouped(complaint.joining.leading.case.number)))
    if joined := [grouped(each.complaint.case.number) for each in complaint.joined.all()]:
        lines.append(("并进来的", "、".join(joined)))
    return lines


def _origin(complaint: Complaint) -> list[tuple[str, str]]:
    """How it came, where an officer typed it in."""
    if not hasattr(complaint, "intake"):
        return []
    intake = complaint.intake
    about = [
        ("反映的窗口", intake.window),
        ("反映的人", intake.person),
        ("反映的事项", intake.item),
        ("反映的办件", intake.about_case),
    ]
    return [
        ("来源", f"{intake.get_channel_display()}，{wording.day(intake.came_on)}来件，{intake.typed_by} 登记"),
        *([("来源记录", shown(intake, "note"))] if shown(intake, "note") else []),
        *([("高压线", words_of(intake.line_version, intake.line))] if intake.line else []),
        *([("主动报告", "是：单位自己报告的问题")] if intake.is_self_reported else []),
        *((label, str(row)) for label, row in about if row),
    ]


def _of_whoever_accepts(case: Case, complaint: Complaint) -> list[tuple[str, str]]:
    """How hard a matter is and whose it is; nothing of one that ended without being accepted."""
    if case.owner:
        return [("难易", wording.graded(complaint)), ("首办责任人", str(case.owner))]
    return [] if case.closed_at else [("难易", "受理时确定"), ("首办责任人", "受理时确定")]
