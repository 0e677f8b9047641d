"""The year grid, and what has been changed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from administration import grid, queries, wording
from administration.views.overview import AdministrationPage
from hall import calendar
from hall.calendar_words import notice_lines
from hall.models import CalendarChange, Closure, OpeningHours

A_PAGE = 20
MOST_DIGITS = 4


class Provisional(AdministrationPage):
    """The clocks that wait for the notice of a year: of each the number, the limit and the day; no word about a person."""

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        if year not in calendar.current().years:
            raise Http404
        page = self.page_of(queries.waiting(year))
        context = {
            "year": year,
            "crumbs": [("工作日历", reverse("calendar")), (f"等{year}年通知的时限", "")],
            "page": page,
            "columns": wording.PROVISIONAL_COLUMNS,
            "rows": [wording.provisional_row(clock) for clock in page],
        }
        return render(request, "administration/provisional.html", context)


class CalendarPage(AdministrationPage):
    """One year: `?year=2027`; the year of today without it."""

    compressed = True

    def get(self, request: HttpRequest) -> HttpResponse:
        days = calendar.current()
        year = self.year(request.GET.get("year", ""), days.years)
        closures = Closure.objects.filter(date__year=year)
        content = calendar.standing(CalendarChange.Kind.NOTICE, str(year))
        context = {
            "year": year,
            "tabs": [self.tab(each, year) for each in range(year - 1, year + 2) if each in days.years],
            "notice": content["title"] if content else "",
            "lines": notice_lines(content),
            "lacks": queries.lacks_of(year, content),
            "weekdays": grid.WEEKDAYS,
            "months": grid.months(year, days, {each.date: each.name for each in closures}),
            "missing": queries.missing_notices(self.on),
            "closure_columns": wording.CLOSURE_COLUMNS,
            "closures": [wording.closure_row(each) for each in closures],
            "hours_columns": wording.HOURS_COLUMNS,
            "hours": [wording.hours_row(each) for each in OpeningHours.objects.all()],
            **self.changes(request),
        }
        return render(request, "administration/calendar.html", context)

    def year(self, text: str, covered: range) -> int:
        if not text:
            return self.on.year
        if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and int(text) in covered):
            raise Http404
        return int(text)

    def tab(self, each: int, year: int) -> dict[str, object]:
        return {"label": f"{each}年", "url": f"{reverse('calendar')}?year={each}", "current": each == year}

    def changes(self, request: HttpRequest) -> dict[str, object]:
        changes = CalendarChange.objects.select_related("proposed_by", "confirmed_by")
        page = self.page_of(changes, A_PAGE)
        return {
            "page": page,
            "change_columns": wording.CHANGE_COLUMNS,
            "changes": [wording.change_row(change) for change in page],
        }
