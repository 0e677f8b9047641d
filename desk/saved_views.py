"""视图: lists of the desk with a name, for oneself or shared with a department."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse

from cases.models import CaseKind
from desk.pages import DeskPage
from desk.selection import selection_of
from hall.fields import legible
from hall.roles import Permission
from permits.queries import views_for
from worklists.models import SavedView
from worklists.views import DropViewPage, SaveViewPage


class SaveView(SaveViewPage):
    permission = Permission.APPLICATION_HANDLE
    kind = CaseKind.APPLICATION
    back = "desk"

    def read(self, query: QueryDict) -> tuple[str, str]:
        selection = selection_of(query)
        return selection.query(), selection.address()


class DropView(DropViewPage):
    permission = Permission.APPLICATION_HANDLE
    kind = CaseKind.APPLICATION
    back = "desk"


def rows(page: DeskPage) -> list[dict[str, Any]]:
    """The person's views and those shared with the departments whose cases they handle."""
    return [_row(view, page) for view in views_for(page.user, page.access)]


def _row(view: SavedView, page: DeskPage) -> dict[str, Any]:
    query = legible(view, "query")
    marks = f"{'（共享）' if view.department_id else ''}{'（打不开）' if query is None else ''}"
    return {
        "label": f"{view.name}{marks}",
        "url": f"{reverse('desk')}?{query or ''}",
        "drop": reverse("desk-view-drop", args=[view.pk]) if view.owner_id == page.user.pk else "",
    }
