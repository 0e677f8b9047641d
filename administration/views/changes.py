"""One change: as a draft its preview, with 确认 and 丢弃; in force how far the recomputation is."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from administration import queries, wording
from administration.views.overview import AdministrationPage
from cases import backdating, recompute
from cases.calendar_preview import preview
from cases.models import Recomputation
from hall import calendar, calendar_changes
from hall.calendar_words import notice_lines
from hall.models import CalendarChange
from hall.refusals import Refused
from hall.roles import Permission
from permits.hearings_in_doubt import on_rest_days
from permits.models import Hearing

A_PAGE = 50


class ChangePages(AdministrationPage):
    def change(self, pk: int) -> CalendarChange:
        return get_object_or_404(CalendarChange.objects.select_related("proposed_by", "confirmed_by"), pk=pk)

    def show(self, change: CalendarChange, *, refused: str = "", status: int = 200) -> HttpResponse:
        context = {
            "change": change,
            "refused": refused,
            "lines": notice_lines(change.content) if change.kind == CalendarChange.Kind.NOTICE else [],
            "crumbs": self.crumbs(change),
            "manages": bool(self.access.grant(self.permission)),
            **(self.done(change) if change.in_force else self.preview(change)),
        }
        template = "administration/change.html" if change.in_force else "administration/draft.html"
        return render(self.request, template, context, status=status)

    def enter(self, at: datetime) -> None:
        """Also the second person whom a change of past days takes: of the calendar they open no other page."""
        try:
            super().enter(at)
        except Http404:
            if not self.access.grant(Permission.CALENDAR_CONFIRM):
                raise

    def crumbs(self, change: CalendarChange) -> list[tuple[str, str]]:
        calendar_url = reverse("calendar") if self.access.grant(self.permission) else ""
        return [("工作日历", calendar_url), (change.title, "")]

    def carry_out(self, change: CalendarChange, verb: Callable[[], Any], then: HttpResponse) -> HttpResponse:
        try:
            verb()
        except Refused as refused:
            return self.show(change, refused=refused.sentence, status=409)
        return then

    def progress(self, change: CalendarChange) -> dict[str, Any]:
        job = Recomputation.objects.filter(stamp=change.stamp).first() if change.stamp else None
        return {
            "job": job,
            "words": wording.job_words(job),
            "percent": job.percent if job else 0,
            "over": job is not None and job.finished_at is not None,
        }

    def done(self, change: CalendarChange) -> dict[str, Any]:
        """What the recomputation has moved so far, from the lines of the histories, with the cards."""
        shown = self.progress(change)
        if (job := shown["job"]) is None:
            return shown
        page = self.page_of(queries.moves_of(job), A_PAGE)
        cards, grant = queries.cards_of(job, list(page)), self.access.grant(Permission.BOARD_VIEW)
        return shown | {
            "page": page,
            "columns": wording.MOVED_COLUMNS,
            "rows": [wording.moved_row(line, cards.get(line.facts.get("deadline", 0)), grant) for line in page],
        }

    def preview(self, change: CalendarChange) -> dict[str, Any]:
        changes = calendar_changes.of_one_notice(change)
        number = self.request.GET.get("page", "1")
        start = (int(number[:6]) - 1) * A_PAGE if number.isascii() and number.isdigit() and int(number) else 0
        forecast = preview(*changes, at=self.at, start=start, shown=A_PAGE)
        page = Paginator(range(forecast.moved), A_PAGE).get_page(number)
        return {
            "forecast": forecast,
            "why_not": backdating.why_not(changes, self.user, at=self.at),
            "years": [wording.year_of_notice(each, alone=len(changes) == 1) for each in changes],
            "lacks": calendar_changes.lacks_of(changes),
            "hearings": [wording.hearing_words(each) for each in self.hearings(changes)],
            "tiles": forecast.counts(),
            "columns": wording.MOVE_COLUMNS,
            "rows": [wording.move_row(row, at=int(self.at.timestamp())) for row in forecast.rows],
            "page": page,
        }

    def hearings(self, changes: list[CalendarChange]) -> list[Hearing]:
        """What could not sit any more as it was announced."""
        return list(on_rest_days(calendar.proposed(changes), at=self.at, before=calendar.current()))


class ChangePage(ChangePages):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        change = self.change(pk)
        if change.part_of_id and not change.in_force:
            return redirect("calendar-change", change.part_of_id)
        return self.show(change)


class Progress(ChangePages):
    """The part of the page that asks again by itself while the job runs."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        change = self.change(pk)
        if not change.in_force:
            raise Http404
        return render(
            request, "administration/_progress.html", {"change": change, "asked_again": True, **self.progress(change)}
        )


class Confirm(ChangePages):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        stamp, lacks = request.POST.get("seen", ""), request.POST.get("lacks", "")
        confirm = partial(recompute.confirm, draft=pk, seen=stamp, lacks=lacks, by=self.user, at=self.at)
        return self.carry_out(self.change(pk), confirm, redirect("calendar-change", pk))


class Drop(ChangePages):
    def enter(self, at: datetime) -> None:
        """Whoever only confirms throws nothing away."""
        AdministrationPage.enter(self, at)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        drop = partial(calendar_changes.drop, draft=pk, by=self.user, at=self.at)
        return self.carry_out(self.change(pk), drop, redirect("calendar"))
