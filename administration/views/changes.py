"""One change: as a draft its preview, with 确认 and 丢弃; in force how far the recomputation is."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from administration import wording
from administration.views.overview import AdministrationPage
from cases import recompute
from cases.calendar_preview import Preview, preview
from cases.models import Recomputation
from hall import calendar_changes
from hall.models import CalendarChange
from hall.refusals import Refused

A_PAGE = 50


class ChangePages(AdministrationPage):
    def change(self, pk: int) -> CalendarChange:
        return get_object_or_404(CalendarChange.objects.select_related("proposed_by", "confirmed_by"), pk=pk)

    def show(self, change: CalendarChange, *, refused: str = "", status: int = 200) -> HttpResponse:
        context = {
            "change": change,
            "refused": refused,
            "lines": wording.notice_lines(change.content) if change.kind == CalendarChange.Kind.NOTICE else [],
            "crumbs": [("工作日历", reverse("calendar")), (change.title, "")],
            **(self.progress(change) if change.in_force else self.preview(change)),
        }
        template = "administration/change.html" if change.in_force else "administration/draft.html"
        return render(self.request, template, context, status=status)

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

    def preview(self, change: CalendarChange) -> dict[str, Any]:
        number = self.request.GET.get("page", "1")
        start = (int(number[:6]) - 1) * A_PAGE if number.isascii() and number.isdigit() and int(number) else 0
        forecast = preview(change, at=self.at, start=start, shown=A_PAGE)
        page = Paginator(range(forecast.moved), A_PAGE).get_page(number)
        return {
            "forecast": forecast,
            "tiles": self.tiles(forecast),
            "columns": wording.MOVE_COLUMNS,
            "rows": [wording.move_row(row, at=int(self.at.timestamp())) for row in forecast.rows],
            "page": page,
        }

    def tiles(self, forecast: Preview) -> list[tuple[str, int]]:
        return [
            ("到期时间改变的时限", forecast.moved),
            ("涉及的件", forecast.cases),
            ("变为超期", forecast.become_overdue),
            ("不再超期", forecast.stop_being_overdue),
            ("撤销的红黄牌", forecast.cards),
            ("只改“暂定”标记", forecast.marks),
        ]


class ChangePage(ChangePages):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.change(pk))


class Progress(ChangePages):
    """The part of the page that asks again by itself while the job runs."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        change = self.change(pk)
        if not change.in_force:
            raise Http404
        return render(request, "administration/_progress.html", {"change": change, **self.progress(change)})


class Confirm(ChangePages):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        seen = request.POST.get("seen", "")
        confirm = partial(recompute.confirm, draft=pk, seen=seen, by=self.user, at=self.at)
        return self.carry_out(self.change(pk), confirm, redirect("calendar-change", pk))


class Drop(ChangePages):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        drop = partial(calendar_changes.drop, draft=pk, by=self.user, at=self.at)
        return self.carry_out(self.change(pk), drop, redirect("calendar"))
