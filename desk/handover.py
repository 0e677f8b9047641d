"""交接: what came in, what went out, what is left, on one sheet at the end of the day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from desk import queue_rows
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
        counts, _none = self.lists().counts()
        days = calendar.current()
        context = {
            "at": self.at,
            "figures": [("本人", *self.figures(mine=True)), ("本窗口、本部门", *self.figures(mine=False))],
            "lists": [self.listed(tab, counts[tab], days) for tab in ("forgotten", "today", "overdue")],
            "drafts": [(each.title, each.saved_at, resumed(each)) for each in drafts_of(self.user, at=self.at)],
            "closes": next((closes for _opens, closes in reversed(days.sessions_of(self.on))), None),
        }
        return render(request, "desk/handover.html", context)

    def figures(self, *, mine: bool) -> tuple[int, int, str]:
        """Received today, concluded today, and how many are left."""
        midnight = timezone.localtime(self.at).replace(hour=0, minute=0, second=0, microsecond=0)
        cases = self.cases().filter(owner=self.user) if mine else self.cases()
        received = cases.filter(opened_at__gte=midnight, opened_at__lte=self.at).count()
        concluded = cases.filter(concluded_at__gte=midnight, concluded_at__lte=self.at).count()
        left = self.lists().counts()[0]["mine" if mine else "window"]
        return received, concluded, counted(left, TAB_COUNTED)

    def listed(self, tab: str, number: int, days: WorkCalendar) -> dict[str, object]:
        selection = Selection(tab=tab, columns=SHORT.columns)
        places = self.lists().listing(selection).places(LISTED)
        rows = [queue_rows.row(case, selection, at=self.at, days=days) for case in self.loaded(places)]
        return {
            "name": tab,
            "title": queue_rows.heading(selection),
            "number": counted(number, TAB_COUNTED),
            "url": selection.address(),
            "columns": queue_rows.columns(selection),
            "rows": rows,
        }
