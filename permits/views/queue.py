"""The queue: what this desk has to do, the worst_clock due first."""

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from cases.models import Case
from cases.wording import lamp_at, remaining, worst_clock
from hall import calendar
from hall.identifiers import tidy
from hall.models import User
from hall.roles import Permission
from hall.worktime import WorkCalendar
from permits.queries import with_due, with_last_act
from permits.states import CORRECTION_REQUESTED, FLOW, GRANTED, REFUSED, SUBMITTED, SUSPENDED
from permits.views.desk import DeskPage, address_of
from permits.wording import IN_A_LIST, NO_CLOCK, day_or_hour, grouped, short_moment, verb_words

ROWS_A_PAGE = 50
NO_BREAK = "\u00a0"  # a row is one line high
DEFAULT_TAB = "window"
TABS = {
    "window": ("本窗口", "没有在办的办件。"),
    "mine": ("我的", "没有由您首办的在办办件。"),
    "today": ("今日到期", "没有今日到期的办件。"),
    "overdue": ("已超期", "没有超期的办件。"),
    "correction": ("待补正", "没有等申请人补正的办件。"),
    "acceptance": ("待受理", "没有等待受理的办件。"),
    "collection": ("待领取", "没有等申请人领取的办件。"),
    "special": ("特别程序", "没有在特别程序里的办件。"),
}
SORTS = {"due": (F("due_at").asc(nulls_last=True), "opened_at", "pk"), "opened": ("opened_at", "pk")}


def tab_filters(user: User, *, at: datetime) -> dict[str, Q]:
    """What each tab holds, over cases that have `due_at`."""
    tomorrow = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return {
        "window": Q(),
        "mine": Q(owner=user),
        "today": Q(due_at__gte=at, due_at__lt=tomorrow),
        "overdue": Q(due_at__lt=at),
        "correction": Q(state=CORRECTION_REQUESTED),
        "acceptance": Q(state=SUBMITTED),
        "collection": Q(state__in=[GRANTED, REFUSED]),
        "special": Q(state=SUSPENDED),
    }


class Queue(DeskPage):
    """Everything that narrows the list stands in its address, so a list can be kept and opened again."""

    permission = Permission.APPLICATION_HANDLE

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = _asked(request.GET)
        filters = tab_filters(self.user, at=self.at)
        running = with_due(self.cases().running())
        counts = running.aggregate(**{tab: Count("pk", filter=chosen) for tab, chosen in filters.items()})
        page = Paginator(self.found(asked, filters), ROWS_A_PAGE).get_page(request.GET.get("page"))
        days = calendar.current()
        context = {
            "tabs": [_tab(tab, counts[tab], asked) for tab in TABS],
            "asked": asked,
            "heading": "这位申请人的办件" if asked["who"] else TABS[asked["tab"]][0],
            "page": page,
            "columns": _columns(asked),
            "rows": [_row(case, at=self.at, days=days) for case in page],
            "chips": _chips(asked),
            "clear_url": _address(asked, q="", who=""),
            "empty": _empty(asked, any_case=bool(counts[DEFAULT_TAB])),
            "at": timezone.localtime(self.at),
            "again": request.get_full_path(),
        }
        return render(request, "permits/queue.html", context)

    def found(self, asked: dict[str, str], filters: dict[str, Q]) -> QuerySet[Case]:
        """The cases of one list. A person's cases are shown with the closed ones."""
        if asked["who"]:
            cases = self.cases().filter(application__applicant_id_hash=asked["who"])
        else:
            cases = self.cases().running()
        cases = with_due(cases).filter(filters[asked["tab"]])
        if asked["q"]:
            cases = cases.filter(Q(title__icontains=asked["q"]) | Q(number=tidy(asked["q"])))
        return with_last_act(cases).select_related("window", "owner").order_by(*SORTS[asked["sort"]])


def _asked(given: QueryDict) -> dict[str, str]:
    """The list that an address asks for; what it does not know is left aside."""
    tab, sort = given.get("tab", DEFAULT_TAB), given.get("sort", "due")
    return {
        "tab": tab if tab in TABS else DEFAULT_TAB,
        "sort": sort if sort in SORTS else "due",
        "q": given.get("q", "").replace("\0", "").strip()[:100],
        "who": given.get("who", "").replace("\0", "")[:64],
    }


def _address(asked: dict[str, str], **changes: str) -> str:
    wanted = {**asked, **changes}
    usual = {"tab": DEFAULT_TAB, "sort": "due", "q": "", "who": ""}
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in wanted.items() if value != usual[name]})
    return f"?{query.urlencode()}"


def _tab(tab: str, count: int, asked: dict[str, str]) -> dict[str, Any]:
    current = tab == asked["tab"] and not asked["who"]
    return {"label": TABS[tab][0], "url": _address(asked, tab=tab, who=""), "count": count, "current": current}


def _chips(asked: dict[str, str]) -> list[dict[str, str]]:
    chips = []
    if asked["who"]:
        chips.append({"label": "证件号：刚才查的申请人", "url": _address(asked, who="")})
    if asked["q"]:
        chips.append({"label": f"事项或编号：{asked['q']}", "url": _address(asked, q="")})
    return chips


def _columns(asked: dict[str, str]) -> list[dict[str, Any]]:
    def sortable(label: str, sort: str) -> dict[str, Any]:
        column = {"label": label, "sort": _address(asked, sort=sort)}
        return {**column, "sorted": "ascending"} if asked["sort"] == sort else column

    plain = [{"label": label} for label in ("事项", "申请人", "环节")]
    return [sortable("编号", "opened"), *plain, sortable("时限", "due"), {"label": "窗口"}, {"label": "最近动作"}]


def _row(case: Any, *, at: datetime, days: WorkCalendar) -> dict[str, Any]:
    """One row; `case` carries `running` and `last_events` from with_last_act."""
    href = address_of(case)
    last = next(iter(case.last_events), None)
    cells = [
        {"text": grouped(case.number).replace(" ", NO_BREAK), "href": href},
        case.title,
        case.party,
        IN_A_LIST.get(case.state, FLOW.states[case.state]),
        _clock_cell(case, at=at, days=days),
        case.window.number if case.window else None,
        f"{verb_words(last.verb)} {day_or_hour(last.at, now=at)}" if last else None,
    ]
    return {"href": href, "cells": cells}


def _clock_cell(case: Any, *, at: datetime, days: WorkCalendar) -> dict[str, Any] | str:
    clock = worst_clock(case.running, at=at)
    if clock is None:
        return NO_CLOCK.get(case.state, "不计时")
    left = remaining(clock, at=at, calendar_now=days)
    lamp = lamp_at(clock, at=at)
    if lamp == "grey":
        return {"lamp": lamp, "text": "特别程序，不计时"}
    text, counted = f"{left} · {short_moment(clock.due_at)}", f"{address_of(case)}#clocks"
    return {"lamp": lamp, "text": text, "provisional": clock.provisional, "href": counted}


def _empty(asked: dict[str, str], *, any_case: bool) -> dict[str, str]:
    """What is empty, and what to do next."""
    if asked["who"]:
        return {"text": "这个证件号在本窗口没有办件。", "url": "/desk/register/", "action": "登记一件（F2）"}
    if asked["q"]:
        return {"text": f"没有符合“{asked['q']}”的办件。", "url": _address(asked, q=""), "action": "清除条件"}
    if not any_case:
        return {"text": "没有在办的办件。按 F2 登记一件。", "url": "/desk/register/", "action": "登记（F2）"}
    return {"text": TABS[asked["tab"]][1], "url": _address(asked, tab=DEFAULT_TAB), "action": "查看本窗口全部办件"}
