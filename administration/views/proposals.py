"""Proposing a change of the calendar: each form keeps a draft, which changes nothing, and leads to its preview."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from administration import grid
from administration.calendar_forms import Closure, Hours, NoticeFile, NoticeGrid, Opening, name_field
from administration.views.overview import AdministrationPage
from cases import recompute
from hall import calendar, calendar_changes
from hall.calendar_changes import CannotChangeCalendar
from hall.calendar_facts import special_days, usual_title, whole_year
from hall.doors.pages import FormPage, put_refusal
from hall.importing.days import read_years
from hall.models import CalendarChange
from hall.refusals import Refused
from hall.texts import visible
from hall.worktime import Day
from hall.worktime.calendar import WORKED
from hall.worktime.spans import days_of


class ProposalPage(AdministrationPage, FormPage):
    """A form of one kind of change; it leads to the draft's preview."""

    template_name = "administration/propose.html"
    heading: ClassVar[str]
    lead: ClassVar[str] = ""

    def run(self, subject: None, **fields: Any) -> CalendarChange:
        return recompute.keep_draft(self.verb, **fields)

    def done(self, result: CalendarChange, subject: None) -> HttpResponse:
        return redirect("calendar-change", result.pk)

    def context(self, subject: None) -> dict[str, Any]:
        return {"heading": self.heading, "lead": self.lead}


class ProposeFile(ProposalPage):
    form_class = NoticeFile
    heading = "载入放假通知的文件"
    lead = "文件里是一年的安排；通知里属于相邻一年的日子也照写，那一年只改这几天。载入后先核对影响，确认以后才生效。"

    def run(self, subject: None, **fields: Any) -> CalendarChange:
        try:
            years = read_years(fields.pop("file"))
        except Refused as refused:
            raise CannotChangeCalendar(refused.sentence, field="file") from None
        return recompute.keep_draft(calendar_changes.propose_notice, years=years, **fields)


class ProposeClosure(ProposalPage):
    form_class = Closure
    verb = staticmethod(calendar_changes.propose_closure)
    heading = "停办一天"
    lead = "大厅临时停办的日子不计入时限。它不改变放假通知，以后载入通知也不受影响。"


class ProposeOpening(ProposalPage):
    form_class = Opening
    verb = staticmethod(calendar_changes.propose_opening)
    heading = "恢复办公"
    lead = "登记了停办、后来照常办公的日子，从这里改回来。"


class ProposeHours(ProposalPage):
    form_class = Hours
    heading = "改对外时间"
    lead = "从所填的日子起，每个工作日按新的时间计算，直到下一次改动。"

    def run(self, subject: None, **fields: Any) -> CalendarChange:
        moments = [fields.pop(name) for name in calendar_changes.MOMENTS]
        return recompute.keep_draft(calendar_changes.propose_hours, moments=moments, **fields)


class ProposeGrid(AdministrationPage):
    """
    A notice entered by ticking days in the grid of a year: a tick turns a day round. The names are asked for after that.

    The last days of the year before stand there too, if it has a notice: of that year only these are changed.
    """

    compressed = True

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        stands, offered = self.standing(year), set(self.offered(year))
        form = NoticeGrid(year=year, initial={"title": stands["title"] if stands else usual_title(year)})
        days = [day for day in self.special_days(year) if day.date in offered]
        return self.show(year, form, {day.date for day in days if grid.plain_rest(day.date) is (day.kind in WORKED)})

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        self.standing(year)
        offered, names = self.offered(year), _named(year, request.POST)
        ticked = {on for value in request.POST.getlist("day") if (on := _day(value)) in offered}
        special, unnamed = grid.special(offered, ticked, names)
        form = NoticeGrid(self.with_guesses(unnamed, year), year=year, stretches=unnamed)
        if form.is_valid() and not unnamed:
            try:
                change = recompute.keep_draft(
                    calendar_changes.propose_notice,
                    years=_years(year, special, offered),
                    by=self.user,
                    at=self.at,
                    **form.cleaned_data,
                )
            except Refused as refused:
                put_refusal(form, refused)
            else:
                return redirect("calendar-change", change.pk)
        return self.show(year, form, ticked, names=names, unnamed=unnamed, status=422)

    def offered(self, year: int) -> list[date]:
        """The days that can be ticked, in order."""
        earlier = grid.turn_of_the_year(year) if self.notice(year - 1) else []
        return [*earlier, *days_of(year)]

    def with_guesses(self, unnamed: list[list[date]], year: int) -> Any:
        """What was sent, with a name for each stretch that has none: the one that stands, or the likely one."""
        data = self.request.POST.copy()
        names = {day.date: day.name for day in self.special_days(year)}
        for stretch in unnamed:
            data[name_field(stretch[0])] = names.get(stretch[0]) or grid.likely_name(stretch)
        return data

    def special_days(self, year: int) -> list[Day]:
        return [day for each in (year - 1, year) if (stands := self.notice(each)) for day in special_days(stands)]

    def standing(self, year: int) -> dict[str, Any] | None:
        if year not in calendar.current().years:
            raise Http404
        return self.notice(year)

    def notice(self, year: int) -> dict[str, Any] | None:
        return calendar.standing(CalendarChange.Kind.NOTICE, str(year))

    def show(self, year: int, form: forms.Form, ticked: set[date], status: int = 200, **more: Any) -> HttpResponse:
        days = calendar.current()
        context = {
            "year": year,
            "form": form,
            "weekdays": grid.WEEKDAYS,
            "months": grid.months(year, days, {}, ticked),
            "last_year": year - 1,
            "before": [grid.before(year, days, ticked)] if self.notice(year - 1) else [],
            "names": {name_field(on): name for on, name in more.get("names", {}).items()},
            "unnamed": more.get("unnamed", []),
            "back": f"{reverse('calendar')}?year={year}",
        }
        return render(self.request, "administration/enter.html", context, status=status)


def _years(year: int, special: list[Day], offered: list[date]) -> dict[int, list[Day]]:
    """The whole year, and those days of the year before that are offered, if there are any."""
    earlier = [day for day in whole_year(year - 1, special) if day.date in offered]
    return {year: whole_year(year, special), **({year - 1: earlier} if earlier else {})}


def _named(year: int, data: Any) -> dict[date, str]:
    prefix = name_field(date(year, 1, 1)).removesuffix(str(date(year, 1, 1)))
    names = {key.removeprefix(prefix): visible(data[key])[:40] for key in data if key.startswith(prefix)}
    return {on: name for text, name in names.items() if name and (on := _day(text))}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
