"""The first page: what there is to look after, and how it stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from administration import queries, wording
from administration.views.letters import state_words
from cases.models import HistoryCheck
from cases.post_office import MANY, standings
from cases.recompute import unfinished
from cases.reconcile.standing import standing
from cases.sight import unseen
from hall import calendar, clock, letting_go
from hall.doors.pages import StaffPage
from hall.fullness import is_full
from hall.organising.confirming import unwatched
from hall.powers import without_a_decider
from hall.roles import Permission


class AdministrationPage(StaffPage):
    """A page of the administrator."""

    permission = Permission.CALENDAR_MANAGE


class Overview(AdministrationPage):
    compressed = True

    def get(self, request: HttpRequest) -> HttpResponse:
        numbers = queries.numbers(at=self.at)
        job = unfinished() if numbers["jobs"] else None
        context = {
            "years": calendar.notices(self.on.year),
            "missing": queries.missing_notices(self.on),
            "not_sent": numbers["not_sent"] if numbers["not_sent"] >= MANY else 0,
            "ways": [state_words(each) for each in standings(at=self.at)],
            "undecided": without_a_decider(on=self.on),
            "unwatched": unwatched(on=self.on),
            "unseen": unseen(at=self.at, reader=self.access).words,
            "strays": clock.strays() if numbers["strays"] else [],
            "full": is_full(),
            "guessed": numbers["guessed"],
            "troubles": numbers["troubles"],
            "history": wording.history_words(HistoryCheck.objects.first(), at=self.at),
            "holding_on": letting_go.missing(),
            "check": standing(at=self.at),
            "clockless": numbers["clockless"],
            "job": wording.job_words(job) if job else "",
        }
        return render(request, "administration/overview.html", context)
