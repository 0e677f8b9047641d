"""Corrections at the hall: the lists, one with its steps, and the acts on it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.act_page import DescribedPage
from cases.doors import CasesPage
from cases.events import lines
from cases.letters import linked_cards
from cases.models import Case, Event
from cases.wording import headline, limit_panels
from hall import calendar
from hall.doors.acts import Occasion
from hall.identifiers import grouped
from hall.roles import Permission
from ratings import wording
from ratings.acts import EVENTS, not_now, offered
from ratings.models import Correction
from ratings.queries import TABS, corrections, loaded, tab


class RatingsPage(CasesPage):
    permission = Permission.RATING_VIEW

    def cases(self) -> QuerySet[Case]:
        return corrections(self.access.grant(self.permission), at=self.at)


class List(RatingsPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        current = request.GET.get("tab", "")
        current = current if current in TABS else "open"
        page = self.page_of(tab(current, self.cases()).prefetch_related("deadlines"))
        days = calendar.current()
        context = {
            "tabs": [
                {
                    "label": words,
                    "url": f"?tab={name}",
                    "count": tab(name, self.cases()).count(),
                    "current": name == current,
                }
                for name, words in TABS.items()
            ],
            "caption": TABS[current],
            "columns": wording.COLUMNS,
            "rows": [wording.row(case, href=address_of(case), at=self.at, days=days) for case in page],
            "page": page,
            "sees_rates": bool(self.access.grant(Permission.BOARD_VIEW)),
        }
        return render(request, "ratings/list.html", context)


class One(RatingsPage):
    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        correction = loaded(case)
        clocks = list(case.deadlines.all())
        occasion = Occasion(case, correction, self.user, self.access, self.at, self.on)
        context = {
            "case": case,
            "number": grouped(number),
            "crumbs": [("评价", reverse("ratings")), (grouped(number), "")],
            "facts": wording.facts(correction),
            **headline(clocks, at=self.at),
            "buttons": [{"words": act.label, "url": address_of(case, act.name)} for act in offered(occasion)],
            "limits": limit_panels(clocks, at=self.at),
            "steps": wording.steps(correction),
            "events": lines(case.events.select_related("actor").order_by("-seq"), EVENTS, by_itself="评价人"),
            "cards": linked_cards(case, self.access),
        }
        return render(request, "ratings/one.html", context)


class DoAct(DescribedPage, RatingsPage):  # type: ignore[override]  # the permission is the act's
    """An act on a correction, as its description says."""

    template_name = "ratings/act.html"

    def cases(self) -> QuerySet[Case]:
        return corrections(self.access.grant(self.act.may), at=self.at)

    def subject_of(self, case: Case) -> Correction:
        return loaded(case)

    def to(self, case: Case) -> str:
        return address_of(case)

    def why_not(self, occasion: Occasion) -> str:
        return not_now(self.act, occasion)

    def event_lines(self, events: list[Event]) -> list[dict[str, Any]]:
        return lines(events, EVENTS)

    def context(self, case: Case) -> dict[str, Any]:
        number = grouped(case.number)
        crumbs = [("评价", reverse("ratings")), (number, self.to(case)), (self.title, "")]
        return {**super().context(case), "number": number, "crumbs": crumbs}


def address_of(case: Case, act: str = "") -> str:
    return reverse(f"rating-{act}" if act else "rating", args=[case.number])
