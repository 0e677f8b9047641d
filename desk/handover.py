"""交接: what came in, what went out, what is left, on one sheet at the end of the day."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from desk import queue_rows
from desk.lists import DeskLists
from desk.queue import ListPage
from desk.selection import Selection
from hall import calendar
from hall.worktime import WorkCalendar
from worklists.drafts import drafts_of, resumed
from worklists.listing import TAB_COUNTED
from worklists.pages import counted

LISTED = 20  # cases on the sheet; the rest by number
SHORT = Selection(columns=("item", "party", "due", "last"))


class Handover(ListPage):
    """Today's figures, one's own and the windows'; what may have been forgotten; what ends today; one's drafts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        lists = self.lists()
        counts, _none = lists.counts()
        tabs = {tab: self.places(lists, tab, counts[tab]) for tab in ("forgotten", "today", "overdue")}
        shown = self.shown([case for cases in tabs.values() for case in cases], SHORT)
        days = calendar.current()
        context = {
            "at": self.at,
            "figures": self.figures(counts),
            "lists": [
                self.listed(tab, counts[tab], [shown[case] for case in cases if case in shown], days)
                for tab, cases in tabs.items()
            ],
            "drafts": [(each.title, each.saved_at, resumed(each)) for each in drafts_of(self.user, at=self.at)],
            "closes": next((closes for _opens, closes in reversed(days.sessions_of(self.on))), None),
        }
        return render(request, "desk/handover.html", context)

    def figures(self, counts: dict[str, int]) -> list[tuple[str, int, int, str]]:
        """Of the person, and of the windows and departments: received today, concluded today, and how many are left."""
        midnight = timezone.localtime(self.at).replace(hour=0, minute=0, second=0, microsecond=0)
        received = Q(opened_at__gte=midnight, opened_at__lte=self.at)
        concluded = Q(concluded_at__gte=midnight, concluded_at__lte=self.at)
        own = Q(owner=self.user)
        today = self.cases().filter(received | concluded).aggregate(
            received=Count("pk", filter=received), concluded=Count("pk", filter=concluded),
            own_received=Count("pk", filter=received & own), own_concluded=Count("pk", filter=concluded & own),
        )  # fmt: skip
        left = {tab: counted(counts[tab], TAB_COUNTED) for tab in ("mine", "window")}
        return [
            ("本人", today["own_received"], today["own_concluded"], left["mine"]),
            ("本窗口、本部门", today["received"], today["concluded"], left["window"]),
        ]

    def places(self, lists: DeskLists, tab: str, number: int) -> list[int]:
        """The first cases of a tab, by their ids."""
        listing = lists.listing(Selection(tab=tab))
        listing.number = number if number <= TAB_COUNTED else None  # it was counted no further
        return [place.case for place in listing.places(LISTED)]

    def listed(self, tab: str, number: int, shown: list[queue_rows.Shown], days: WorkCalendar) -> dict[str, object]:
        selection = Selection(tab=tab, columns=SHORT.columns)
        return {
            "name": tab,
            "title": queue_rows.heading(selection),
            "number": counted(number, TAB_COUNTED),
            "url": selection.address(),
            "columns": queue_rows.columns(selection),
            "rows": queue_rows.rows(shown, selection, at=self.at, days=days),
        }
