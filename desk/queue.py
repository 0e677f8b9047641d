"""The queue: what this desk has to do, what is due first at the top."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from desk import queue_rows, saved_views, scanned
from desk.asked import COLUMNS, DEFAULT_TAB, TABS, Asked, asked_for
from desk.lists import DeskLists
from desk.pages import DeskPage
from hall import calendar
from hall.models import Department, ServiceItem, User
from hall.roles import Permission
from hall.worktime import WorkCalendar
from permits.queries import windows_of, with_last_act
from permits.states import STATES
from permits.wording import IN_A_LIST
from worklists.drafts import drafts_of
from worklists.listing import TAB_COUNTED, Place
from worklists.pages import PAGES, ROWS_A_PAGE, counted, in_order, pager, unless_unchanged

LAST_QUARTER = 15 * 60  # seconds


class ListPage(DeskPage):
    """A page that knows which list is asked for."""

    permission = Permission.APPLICATION_HANDLE

    def lists(self) -> DeskLists:
        return DeskLists(self.cases(), self.access, self.user, at=self.at)

    def loaded(self, places: list[Place]) -> list[Any]:
        """The cases of these places, with what a row shows: a fixed number of queries."""
        return self.loaded_ids([place.case for place in places])

    def loaded_ids(self, wanted: list[int]) -> list[Any]:
        cases = with_last_act(self.cases().filter(pk__in=wanted)).select_related("window", "owner")
        return in_order(list(cases), wanted)


class Queue(ListPage):
    """Everything that narrows the list stands in its address, so a list can be kept and opened again."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked, lists = asked_for(request.GET), self.lists()
        counts, (number,) = lists.counts(asked)
        listing = lists.listing(asked)
        after = Place.read(asked.after) if asked.after else None
        page = min(asked.page, PAGES)
        offset = 0 if after else (page - 1) * ROWS_A_PAGE
        places = listing.places(ROWS_A_PAGE + 1, offset=offset, after=after)
        shown = places[:ROWS_A_PAGE]
        days = calendar.current()
        context = {
            **tabs(asked, counts, newest=lists.newest(), new=0),
            "asked": asked,
            "heading": queue_rows.heading(asked),
            "number": counted(number),
            "columns": queue_rows.columns(asked),
            "rows": [queue_rows.row(case, asked, at=self.at, days=days) for case in self.loaded(shown)],
            "register": scanned.register_address(asked.who) if asked.who else "",
            "pager": pager(asked.address, page, number, places, after=after),
            "chips": queue_rows.chips(asked, _names(asked)),
            "clear_url": queue_rows.cleared(asked),
            "empty": queue_rows.empty(asked, any_case=bool(counts[DEFAULT_TAB])),
            "choices": self.choices(asked),
            "views": saved_views.shown(self),
            "share": list(Department.objects.filter(pk__in=self.access.grant(self.permission).departments)),
            "query": asked.query(),
            "may_decide": bool(self.access.grant(Permission.APPLICATION_DECIDE)),
            "drafts": drafts_of(self.user, at=self.at).count(),
            "hand_over": self.closes_soon(days),
            "at": timezone.localtime(self.at),
            "again": request.get_full_path(),
        }
        return render(request, "desk/queue.html", context)

    def closes_soon(self, days: WorkCalendar) -> bool:
        """Whether the hall closes within a quarter of an hour: time to hand over."""
        sessions = days.sessions_of(self.on)
        left = (sessions[-1][1] - self.at).total_seconds() if sessions else -1
        return 0 <= left <= LAST_QUARTER

    def choices(self, asked: Asked) -> dict[str, Any]:
        """What the filters offer."""
        departments = self.access.grant(self.permission).departments
        items = ServiceItem.objects.filter(department__in=departments).order_by("code")
        return {
            "items": items.values_list("code", "versions__name").order_by("code", "-versions__number").distinct("code"),
            "windows": [window.number for window in windows_of(self.access)],
            "states": [(state, IN_A_LIST[state]) for state in STATES if state in IN_A_LIST],
            "columns": [(name, label, name in asked.columns) for name, label in COLUMNS.items()],
        }


class Counts(ListPage):
    """The tabs with their counts as they are now, asked for every minute; 304 while nothing has changed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked, lists = asked_for(request.GET), self.lists()
        seen = request.GET.get("newest", "")
        newest = int(seen) if seen.isdecimal() and len(seen) < 19 else 0
        counts, _none = lists.counts()
        new = lists.newer(asked, than=newest) if newest else 0
        told = f"{sorted(counts.items())}{new}{asked}{newest}"
        return unless_unchanged(
            request,
            told,
            lambda: render(request, "worklists/_tabs.html", tabs(asked, counts, newest=newest, new=new)),
        )


def tabs(asked: Asked, counts: dict[str, int], *, newest: int, new: int) -> dict[str, Any]:
    shown = [
        {
            "name": tab,
            "label": TABS[tab][0],
            "url": Asked(columns=asked.columns, dense=asked.dense).address(tab=tab),
            "count": counted(counts[tab], TAB_COUNTED),
            "current": tab == asked.tab and not asked.is_person,
        }
        for tab in TABS
    ]
    return {
        "tabs": shown,
        "poll": f"/desk/counts/?{asked.query()}&newest={newest}",
        "new": new,
        "reload": asked.address(),
    }


def _names(asked: Asked) -> dict[str, str]:
    """Words for the codes in an address."""
    names = {}
    if asked.item:
        found = ServiceItem.objects.filter(code=asked.item).values_list("versions__name", flat=True)
        names["item"] = found.order_by("-versions__number").first() or asked.item
    if asked.owner:
        owner = User.objects.filter(pk=int(asked.owner)).first()
        names["owner"] = str(owner or asked.owner)
    return names
