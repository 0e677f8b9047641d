"""The centre's list: tabs, conditions, lists with a name, and one act on the ticked rows."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from cases.doors import CasesPage
from cases.models import Case, CaseKind
from cases.sight import left_out_words, unseen, who
from cases.wording import half_day, limit_cell
from complaints import possible
from complaints.actions.in_bulk import BULK_ACTS, ask_bulk
from complaints.acts import ACTS, TAKE_IN
from complaints.acts.owners import OfficerForm
from complaints.lists import CentreLists, is_a_number
from complaints.models import Category, ComplaintKind
from complaints.queries import TABS, complaints_for, departments, written_to
from complaints.selection import (
    ABOUT_NOBODY,
    MINE,
    NOBODY,
    NOTHING_SET,
    Selection,
    selection_of,
)
from complaints.states import FLOW
from complaints.wording import marks_of
from hall import calendar
from hall.fields import legible
from hall.identifiers import grouped
from hall.models import User
from hall.roles import Permission
from hall.worktime import WorkCalendar
from worklists import pages
from worklists.bulk import Outlook
from worklists.listing import TAB_COUNTED, Place
from worklists.models import HAND_OVER, BulkRun, SavedView
from worklists.pages import counted, pager
from worklists.saved import views_for
from worklists.views import AskBulkPage, DropViewPage, RunPage, SaveViewPage

COLUMNS = [{"label": name} for name in ("编号", "类别", "反映的部门", "环节", "时限", "首办责任人", "收到")]
EMPTY = {
    "new": "没有待受理的投诉举报。",
    "open": "没有正在办理的投诉举报。",
    "today": "没有今日到期的投诉举报。",
    "late": "没有超期的投诉举报。",
    "silent": "没有压案：在办的 10 个工作日内都有人办过。",
    "review": "没有正在复查、复核的投诉举报。",
    "unowned": "没有没人管的投诉举报：已受理的都有能办的首办责任人。",
    "declined": "还没有不予受理的投诉举报。",
    "closed": "还没有办结的投诉举报。",
    "all": "还没有收到过投诉举报。",
}
OWNERS = {MINE: "我", NOBODY: "没有人"}
WITHOUT_DEPARTMENT = "没有指明"


class CentreList(CasesPage):
    """A page that knows which list of the centre is asked for."""

    permission = Permission.COMPLAINT_VIEW

    def cases(self) -> Any:
        return complaints_for(self.request.user, self.permission, on=self.on)

    def rows(self, wanted: list[int]) -> list[dict[str, Any]]:
        """The rows of these cases, in their order. Texts stay sealed."""
        shown = (
            self.cases()
            .filter(pk__in=wanted)
            .select_related("complaint__about_department", "complaint__intake", "owner")
            .defer("complaint__text", "complaint__declined_because", "complaint__intake__note")
            .prefetch_related("deadlines")
            .in_bulk()
        )
        days = calendar.current()
        return [self.row(shown[pk], days) for pk in wanted if pk in shown]

    def row(self, case: Case, days: WorkCalendar) -> dict[str, Any]:
        href = reverse("centre-case", args=[case.number])
        cells = [
            {"text": grouped(case.number), "href": href},
            "，".join([case.title, *marks_of(case.complaint)]),
            case.complaint.about or None,
            FLOW.states[case.state],
            limit_cell(list(case.deadlines.all()), counted=f"{href}#clocks", at=self.at, days=days),
            str(case.owner) if case.owner else None,
            half_day(case.opened_at),
        ]
        takes = [name for name in BULK_ACTS if not FLOW.why_not(case.state, name)]
        return {"href": href, "number": case.number, "cells": cells, "takes": takes}


class Inbox(CentreList):
    """Everything that narrows the list stands in its address, so a list can be kept and opened again."""

    compressed = True

    def get(self, request: HttpRequest) -> HttpResponse:
        selection = selection_of(request.GET)
        lists = CentreLists(self.cases(), self.access.grant(self.permission), self.user, at=self.at, on=self.on)
        counts, number = lists.counts(selection)
        listing = lists.listing(selection)
        listing.number = number
        after = Place.read(selection.after) if selection.after else None
        page = min(selection.page, pages.PAGES)
        offset = 0 if after else (page - 1) * pages.ROWS_A_PAGE
        places = listing.places(pages.ROWS_A_PAGE + 1, offset=offset, after=after)
        rows = self.rows([place.case for place in places[: pages.ROWS_A_PAGE]])
        about = list(departments())
        context = {
            "tabs": [
                {
                    "label": words,
                    "url": Selection().address(tab=tab),
                    "count": counted(counts[tab], TAB_COUNTED),
                    "current": tab == selection.tab and not is_a_number(selection),
                }
                for tab, words in TABS.items()
            ],
            "selection": selection,
            "caption": "按编号查" if is_a_number(selection) else TABS[selection.tab],
            "columns": COLUMNS,
            "rows": rows,
            "pager": pager(selection.address, page, number, places, after=after),
            "chips": _chips(selection, {each.code: str(each) for each in about}),
            "clear_url": selection.address(**NOTHING_SET),
            "empty": "没有符合条件的投诉举报。" if selection.is_filtered else EMPTY[selection.tab],
            "all_url": "" if selection.tab == "all" else Selection().address(tab="all"),
            "choices": {
                "kinds": ComplaintKind.choices,
                "categories": Category.choices,
                "departments": [(ABOUT_NOBODY, WITHOUT_DEPARTMENT), *((each.code, str(each)) for each in about)],
                "owners": OWNERS.items(),
            },
            "views": _views(self.user),
            "query": selection.query(),
            "bulk_acts": self.bulk_acts(rows),
            "bulk_at": reverse("centre-bulk"),
            "at": self.at,
            "unseen": unseen(at=self.at, reader=self.access).words,
            "rewards_url": reverse("centre-rewards") if self.access.grant(Permission.REWARD_DECIDE) else "",
            "written": [
                (grouped(number), reverse("centre-case", args=[number])) for number in written_to(self.cases())
            ],
            "takes_in": bool(self.access.grant(TAKE_IN.may)),
            "openings_url": reverse("centre-openings") if self.access.grant(Permission.IDENTITY_CONSENT) else "",
            "left_out": left_out_words(self.access.grant(self.permission)),
        }
        return render(request, "complaints/inbox.html", context)

    def bulk_acts(self, rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
        """Those that one row of the page can take at least, and that the person may do: name and words."""
        names = {name for row in rows for name in row["takes"]}
        return [(name, act.words) for name, act in BULK_ACTS.items() if name in names and self.access.grant(act.needs)]


def _chips(selection: Selection, names: Mapping[str, str]) -> list[dict[str, str]]:
    """The conditions that are on, each with the list without it."""
    label_of = {
        "q": f"编号：{selection.q}",
        "kind": f"类型：{dict(ComplaintKind.choices).get(selection.kind, '')}",
        "category": f"类别：{dict(Category.choices).get(selection.category, '')}",
        "about": f"反映的部门：{names.get(selection.about, WITHOUT_DEPARTMENT)}",
        "owner": f"首办责任人：{OWNERS.get(selection.owner, '')}",
        "since": f"收到自：{selection.since}",
        "until": f"收到至：{selection.until}",
    }
    return [
        {"label": words, "url": selection.address(**{name: ""})}
        for name, words in label_of.items()
        if getattr(selection, name)
    ]


class Bulk(AskBulkPage, CentreList):  # type: ignore[misc]  # both open cases
    permission = Permission.COMPLAINT_HANDLE
    acts = BULK_ACTS
    here, run_at = "centre-bulk", "centre-bulk-run"

    def list_of(self, query: QueryDict) -> Selection:
        return selection_of(query)

    def form(self, act: str, data: QueryDict | None = None) -> OfficerForm | None:
        if act != HAND_OVER:
            return None
        cases = list(self.chosen(self.request.POST.getlist("number"))[:1])
        people = who(Permission.COMPLAINT_HANDLE, cases[0], at=self.at) if cases else []
        return OfficerForm(data, people=people)

    def columns(self, *, on_the_sheet: bool) -> list[dict[str, Any]]:
        return COLUMNS

    def ticked(self, numbers: list[str], *, on_the_sheet: bool) -> list[dict[str, Any]]:
        return self.rows(list(self.chosen(numbers).order_by("number").values_list("pk", flat=True)))

    def outlooks(self, act: str, numbers: list[str]) -> Mapping[str, Outlook]:
        cases = self.chosen(numbers).select_related("complaint")
        return {case.number: Outlook(why_not=self.why_not(act, case)) for case in cases}

    def why_not(self, act: str, case: Case) -> str:
        described = next(each for each in ACTS if each.name == act)
        return described.why_not(case.state) or possible.why_not(act, case.complaint, by=self.user, at=self.at)

    def order(self, **order: Any) -> BulkRun:
        return ask_bulk(by=self.user, at=self.at, **order)


class Run(RunPage):
    permission = Permission.COMPLAINT_HANDLE
    kind = CaseKind.COMPLAINT
    acts = BULK_ACTS

    def case_words(self, case: Case) -> dict[str, str]:
        return {"number": grouped(case.number), "url": reverse("centre-case", args=[case.number])}

    def back_url(self, run: BulkRun, query: QueryDict) -> str:
        return selection_of(query).address()


class SaveView(SaveViewPage):
    permission = Permission.COMPLAINT_VIEW
    kind = CaseKind.COMPLAINT
    back = "centre"

    def read(self, query: QueryDict) -> tuple[str, str]:
        selection = selection_of(query)
        return selection.query(), selection.address()


class DropView(DropViewPage):
    permission = Permission.COMPLAINT_VIEW
    kind = CaseKind.COMPLAINT
    back = "centre"


def _views(user: User) -> list[dict[str, Any]]:
    """A person's own lists of the centre: nothing of it is shared with a department."""
    return [_view(view) for view in views_for(user, CaseKind.COMPLAINT, departments=[])]


def _view(view: SavedView) -> dict[str, Any]:
    query = legible(view, "query")
    selection = selection_of(QueryDict(query or ""))
    return {
        "label": view.name if query is not None else f"{view.name}（打不开）",
        "url": selection.address(),
        "drop": reverse("centre-view-drop", args=[view.pk]),
    }
