"""The first page: what there is to look after, and how it stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.web import StaffPage
from hall.calendar import notices
from hall.roles import Permission


class AdministrationPage(StaffPage):
    """A page of the administrator."""

    permission = Permission.CALENDAR_MANAGE


class Overview(AdministrationPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "administration/overview.html", {"years": notices(self.on.year)})
