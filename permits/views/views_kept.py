"""视图: lists of the desk with a name, for oneself or shared with a department."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from hall.doors.fields import without_nul
from hall.models import Department
from hall.refusals import Refused
from hall.roles import Permission
from permits import actions
from permits.asked import asked_for
from permits.models import SavedView
from permits.queries import views_for
from permits.views.desk import DeskPage


class SaveView(DeskPage):
    """Keep the list that is open under a name."""

    permission = Permission.APPLICATION_HANDLE

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("desk")

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = asked_for(QueryDict(without_nul(request.POST.get("query", ""))[:4_000]))
        shared = request.POST.get("department", "")
        department = (
            self.departments().filter(pk=int(shared)).first() if shared.isdecimal() and len(shared) < 10 else None
        )
        try:
            view = actions.save_view(
                name=without_nul(request.POST.get("name", "")), query=asked.query(), department=department, by=self.user, at=self.at
            )  # fmt: skip
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, f"已保存视图“{view.name}”{'，本部门都能看到' if view.department else ''}")
        return redirect(asked.address())

    def departments(self) -> Any:
        return Department.objects.filter(pk__in=self.access.grant(self.permission).departments)


class DropView(DeskPage):
    permission = Permission.APPLICATION_HANDLE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not actions.drop_view(pk=pk, by=self.user, at=self.at):
            raise Http404
        messages.success(request, "视图已删除")
        return redirect("desk")


def shown(page: DeskPage) -> list[dict[str, Any]]:
    """The person's views and those shared with the departments whose cases they handle."""
    views: list[SavedView] = list(views_for(page.user, page.access))
    return [
        {
            "label": f"{view.name}{'（共享）' if view.department_id else ''}",
            "url": f"{reverse('desk')}?{view.query}",
            "drop": reverse("desk-view-drop", args=[view.pk]) if view.owner_id == page.user.pk else "",
        }
        for view in views
    ]
