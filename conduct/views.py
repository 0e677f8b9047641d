"""Consequences: the lists, one row, the page of each act, and what of it is one's own."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cases.letters import linked_cards
from complaints.models import Complaint
from conduct import evidence, overview, paper, wording
from conduct.acts import OF_A_FINDING, offered
from conduct.ladders import DEFAULT, LADDERS
from conduct.ledgers import ATTRIBUTIONS, CORRECTIONS, EXPOSURES, MINE, SANCTIONS, SUPERVISION, Ledger
from conduct.models import Attribution, Correction, Exposure, Sanction, SanctionPolicy, Supervision
from conduct.queries import counted_with, findings_for, policy_on, stands, without_liable
from conduct.rows import LISTINGS, in_tab, table, title_of
from conduct.states import CORRECTION_CALLED_OFF, STANDS
from conduct.veto import candidates
from hall import calendar
from hall.access import Grant
from hall.doors.acts import Occasion
from hall.doors.downloading import as_download
from hall.doors.pages import StaffPage
from hall.exporting import note_export
from hall.identifiers import grouped
from hall.models import Department
from hall.permissions import Permission
from hall.worktime.wording import in_full
from papers.pdf import pdf_of

FINDING_COLUMNS = [{"label": label} for label in ("编号", "类别", "反映的部门", "结论", "责任认定", "整改")]
VETO_COLUMNS = [{"label": label} for label in ("部门", "查实", "不能评优的负责人", "隐瞒不报", "各件")]
# the list on which something begins: by which permission, where, in which words
OPENS = {
    "exposures": (Permission.CONDUCT_ATTRIBUTE, "conduct-record_exposure", "登记曝光"),
    "supervision": (Permission.SUPERVISION_ISSUE, "conduct-issue_supervision", "发出督办单"),
}


class ConductPage(StaffPage):
    """A page of this room; above each stand the lists that its reader may open."""

    permission = Permission.CONDUCT_ATTRIBUTE

    def rooms(self, here: str) -> list[dict[str, Any]]:
        lists = [("findings", "查实的件", Permission.CONDUCT_ATTRIBUTE, "conduct")]
        lists += [(each.name, each.title, each.reads[0], f"conduct-{each.name}") for each in (ATTRIBUTIONS, SANCTIONS)]
        tabs = [
            {"label": label, "url": reverse(route), "current": name == here}
            for name, label, need, route in lists
            if self.access.grant(need)
        ]
        if self.access.grant(Permission.CORRECTION_JUDGE):
            tabs.append({"label": "总览", "url": reverse("conduct-overview"), "current": here == "overview"})
        for each in (CORRECTIONS, EXPOSURES, SUPERVISION):
            if each.is_open(self.access):
                tabs.append({"label": each.title, "url": reverse(f"conduct-{each.name}"), "current": each.name == here})
        if self.access.grant(Permission.CONDUCT_ATTRIBUTE):
            tabs.append({"label": "一票否决", "url": reverse("conduct-veto"), "current": here == "veto"})
            tabs.append({"label": "处理标准", "url": reverse("conduct-policies"), "current": here == "policies"})
        return tabs


class LedgerPage(ConductPage):
    """A page about the rows of one ledger, which an address names."""

    ledger: ClassVar[Ledger] = None  # type: ignore[assignment]  # every address names it

    def lets_in(self, grant: Grant) -> bool:
        """What is one's own has no permission: it may be read without any post."""
        return self.ledger is MINE or self.ledger.is_open(self.access)

    def rows(self) -> Any:
        return self.ledger.read_by(self.user, self.access, self.on)


class Rows(LedgerPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        name, days = self.ledger.name, calendar.current()
        listing = LISTINGS[name]
        tab = request.GET.get("tab", "")
        tab = tab if tab in listing.tabs else next(iter(listing.tabs))
        rows, departments = self.rows(), self.departments()
        chosen = request.GET.get("department", "")
        refused = bool(departments and chosen) and chosen not in {each.code for each in departments}
        chosen = chosen if departments and not refused else ""
        rows = rows.none() if refused else rows
        rows = rows.filter(department__code=chosen) if chosen else rows
        page = self.page_of(in_tab(rows, listing, tab, at=self.at, days=days))
        kept = f"&department={chosen}" if chosen else ""
        opens = OPENS.get(name)
        opens = opens if opens and self.access.grant(opens[0]) else None
        context = {
            "title": self.ledger.title,
            "rooms": [] if self.ledger is MINE else self.rooms(name),
            "tabs": [
                {"label": words, "url": f"?tab={each}{kept}", "current": each == tab}
                for each, (words, _rows) in listing.tabs.items()
            ]
            if len(listing.tabs) > 1
            else [],
            "tab": tab,
            "departments": departments,
            "department": chosen,
            "refused": "没有这个部门，从名单里选择" if refused else "",
            "columns": [{"label": label} for label in listing.columns],
            "rows": table(name, list(page), at=self.at, on=self.on, days=days),
            "page": page,
            "empty": listing.empty,
            "opens": {"url": reverse(opens[1]), "words": opens[2]} if opens else None,
        }
        return render(request, "conduct/list.html", context, status=422 if refused else 200)

    def departments(self) -> list[Department]:
        """What the rows may be narrowed to: of whoever judges those of all units."""
        watches = any(self.access.grant(each) for each in (Permission.CORRECTION_JUDGE, Permission.SUPERVISION_ISSUE))
        if self.ledger not in (CORRECTIONS, EXPOSURES, SUPERVISION) or not watches:
            return []
        return list(Department.objects.order_by("code"))


class OneRow(LedgerPage):
    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        row = get_object_or_404(self.rows(), key=key)
        occasion = Occasion(None, row, self.user, self.access, self.at, self.on)
        name, title = self.ledger.name, title_of(row)
        acts = [
            {"words": act.label, "url": reverse(f"conduct-{name}-{act.name}", args=[row.key])}
            for act in offered(self.ledger.acts, occasion)
        ]
        context = {
            "title": title,
            "crumbs": [(self.ledger.title, reverse(f"conduct-{name}")), (title, "")],
            "facts": self.facts(row),
            "acts": acts,
            "limits": wording.limit_panels_of(row, at=self.at, days=calendar.current()),
            "history": wording.line_rows(row, self.lines(row)),
            "prints": reverse("conduct-supervision-pdf", args=[row.key]) if isinstance(row, Supervision) else "",
            "cards": linked_cards(row.case, self.access) if getattr(row, "case", None) else [],
            **self.beside(row),
        }
        return render(request, "conduct/one.html", context)

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        if self.ledger is MINE:
            return wording.decision_facts(row, on=self.on)
        if isinstance(row, Sanction):
            return wording.sanction_facts(row, on=self.on)
        if isinstance(row, Correction):
            return wording.correction_facts(row)
        if isinstance(row, Supervision):
            return wording.supervision_facts(row)
        return wording.exposure_facts(row) if isinstance(row, Exposure) else wording.attribution_facts(row)

    def lines(self, row: Any) -> list[Any]:
        lines = list(row.lines.select_related("by"))
        return wording.own_lines(lines) if self.ledger is MINE else lines

    def beside(self, row: Any) -> dict[str, Any]:
        """Of a person's liability: whether it stands, and what was counted."""
        if self.ledger is MINE or not isinstance(row, Attribution | Sanction):
            return {}
        attribution = row if isinstance(row, Attribution) else row.attribution
        counted = counted_with(attribution)
        stale = isinstance(row, Sanction) and row.state == "proposed" and len(counted) != row.occurrence
        return {
            "overturned": not stands(attribution),
            "stale": f"提出建议以后查实的次数有变化：现在是第 {len(counted)} 次" if stale and counted else "",
            "counted": [
                f"{in_full(each.found_on)}，{each.post.title}，{grouped(each.complaint.case.number)}"
                for each in counted
            ],
            "sanctions": [each for each in self.proposals(attribution) if each != row],
            "chain": "建议和处理" if isinstance(row, Attribution) else "这一件连带的责任",
        }

    def proposals(self, attribution: Attribution) -> list[Sanction]:
        """What became of an attribution, for whoever decides; whoever attributed knows that it was proposed, and no more."""
        if not self.access.grant(Permission.SANCTION_DECIDE):
            return []
        rows = SANCTIONS.read_by(self.user, self.access, self.on)
        return list(rows.filter(attribution=attribution).order_by("pk"))


class OverviewPage(ConductPage):
    permission = Permission.CORRECTION_JUDGE

    def get(self, request: HttpRequest) -> HttpResponse:
        shown = overview.overview(self.user, self.access, at=self.at, on=self.on, days=calendar.current())
        context = {
            "title": "整改和曝光",
            "rooms": self.rooms("overview"),
            "tiles": overview.tiles(shown),
            "proposals": list(shown.proposals.items()) if shown.proposals else None,
            "proposals_url": reverse("conduct-sanctions") if self.access.grant(Permission.SANCTION_DECIDE) else "",
            "late": overview.late_lines(shown),
            "columns": overview.COLUMNS,
            "rows": overview.rows_of_units(shown),
        }
        return render(request, "conduct/overview.html", context)


class OfCase(ConductPage):
    """From the number of a case, as cards and letters name it, to the correction or exposure that it is of."""

    permission = Permission.BOARD_VIEW

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        for ledger in (CORRECTIONS, EXPOSURES, SUPERVISION):
            row = ledger.read_by(self.user, self.access, self.on).filter(case__number=number).first()
            if row is not None:
                return redirect(f"conduct-{ledger.name}-one", key=row.key)
        raise Http404


class Pdf(LedgerPage):
    """The order as a paper, with all that was answered and returned: who took it is noted first."""

    ledger = SUPERVISION

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        row = get_object_or_404(self.rows(), key=key)
        note_export(what="supervision", terms={"number": row.number}, by=self.user, at=self.at)
        pdf = pdf_of(paper.layout(row, at=self.at), at=self.at)
        return as_download(pdf, "application/pdf", plain="supervision.pdf", name=f"{row.number}.pdf")


class OpenFile(LedgerPage):
    """A file that was handed in with a correction or an exposure, for whoever may read that."""

    def get(self, request: HttpRequest, key: str, file: UUID) -> HttpResponseBase:
        return evidence.opened(get_object_or_404(self.rows(), key=key), file)


class Findings(ConductPage):
    """The upheld complaints that this person may see: what is to be attributed first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        cases = findings_for(self.user, on=self.on).select_related("complaint__about_department")
        cases = cases.defer("complaint__text").prefetch_related("complaint__attributions", "complaint__corrections")
        tab = "all" if request.GET.get("tab") == "all" else "open"
        if tab == "open":
            cases = without_liable(cases, self.user)
        page = self.page_of(cases.order_by("-found_at", "-pk"))
        context = {
            "title": "责任追究",
            "rooms": self.rooms("findings"),
            "tabs": [
                {"label": words, "url": f"?tab={name}", "current": name == tab}
                for name, words in (("open", "待认定"), ("all", "全部"))
            ],
            "columns": FINDING_COLUMNS,
            "rows": [self.row(case) for case in page],
            "page": page,
            "empty": "没有待认定责任的件。" if tab == "open" else "没有查实的件。",
        }
        return render(request, "conduct/list.html", context)

    def row(self, case: Any) -> dict[str, Any]:
        href = reverse("conduct-finding", args=[case.number])
        complaint = case.complaint
        standing = [
            each for each in complaint.attributions.all() if each.state == STANDS and each.person_id != self.user.pk
        ]
        corrections = [each for each in complaint.corrections.all() if each.state != CORRECTION_CALLED_OFF]
        return {
            "href": href,
            "cells": [
                {"text": grouped(case.number), "href": href},
                complaint.get_category_display(),
                complaint.about or None,
                f"{RESULTS[case.last_result]}，{in_full(timezone.localdate(case.found_at))}",
                f"{len(standing)} 人" if standing else "还没有",
                f"{len(corrections)} 项" if corrections else None,
            ],
        }


RESULTS = {"upheld": "属实", "partly_upheld": "部分属实"}


class FindingPage(ConductPage):
    def complaint(self, number: str) -> Complaint:
        """An upheld complaint that this person may see, without its text."""
        case = get_object_or_404(findings_for(self.user, on=self.on), number=number)
        complaint = Complaint.objects.select_related("about_department", "case").defer("text").get(pk=case.pk)
        return complaint


class OneFinding(FindingPage):
    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        complaint = self.complaint(number)
        title = f"查实的件 {grouped(number)}"
        finding = complaint.findings.order_by("at", "id").last()
        attributions = ATTRIBUTIONS.read_by(self.user, self.access, self.on).filter(complaint=complaint)
        corrections = CORRECTIONS.read_by(self.user, self.access, self.on).filter(complaint=complaint)
        context = {
            "title": title,
            "crumbs": [("责任追究", reverse("conduct")), (title, "")],
            "facts": [
                ("类别", complaint.get_category_display()),
                ("反映的部门", complaint.about or "没有指明"),
                ("结论", finding.get_result_display() if finding else "没有"),
                ("投诉举报", {"text": "打开这一件", "href": reverse("centre-case", args=[number])}),
            ],
            "acts": [
                {"words": act.label, "url": reverse(f"conduct-{act.name}", args=[number])} for act in OF_A_FINDING
            ],
            "attributions": attributions,
            "corrections": corrections,
            "history": [],
        }
        return render(request, "conduct/finding.html", context)


class Veto(ConductPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("year", "")
        year = int(asked) if asked.isdecimal() and 2000 <= int(asked[:6]) <= 2199 else self.on.year
        context = {
            "title": f"{year} 年一票否决的部门",
            "rooms": self.rooms("veto"),
            "tabs": [
                {"label": f"{each} 年", "url": f"?year={each}", "current": each == year}
                for each in (self.on.year - 1, self.on.year)
            ],
            "candidates": candidates(self.user, year, on=self.on),
        }
        return render(request, "conduct/veto.html", context)


class Policies(ConductPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        now = policy_on(self.on)
        context = {
            "title": "处理标准",
            "rooms": self.rooms("policies"),
            "now": LADDERS[now.ladder if now else DEFAULT],
            "policies": SanctionPolicy.objects.select_related("adopted_by"),
            "may_adopt": bool(self.access.grant(Permission.SANCTION_DECIDE)),
        }
        return render(request, "conduct/policies.html", context)
