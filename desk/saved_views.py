"""视图: lists of the desk with a name, for oneself or shared with a department."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from cases.models import CaseKind
from desk.pages import DeskPage
from desk.selection import A_HASH, KEPT, PERSONAL, Selection, selection_of
from hall.crypto import CannotUnseal, Purpose, unseal
from hall.fields import legible
from hall.models import User
from hall.roles import Permission
from permits.queries import views_for
from worklists.models import SavedView
from worklists.views import DropViewPage, SaveViewPage


class SaveView(SaveViewPage):
    permission = Permission.APPLICATION_HANDLE
    kind = CaseKind.APPLICATION
    back = "desk"

    def read(self, query: QueryDict) -> tuple[str, str]:
        selection = selection_of(query, by=self.user.pk)
        return selection.kept(), selection.address()


class DropView(DropViewPage):
    permission = Permission.APPLICATION_HANDLE
    kind = CaseKind.APPLICATION
    back = "desk"


def rows(page: DeskPage) -> list[dict[str, Any]]:
    """The person's views and those shared with the departments whose cases they handle."""
    return [_row(view, page) for view in views_for(page.user, page.access)]


def _row(view: SavedView, page: DeskPage) -> dict[str, Any]:
    selection = opened(view, by=page.user)
    marks = f"{'（共享）' if view.department_id else ''}{'（打不开）' if selection is None else ''}"
    return {
        "label": f"{view.name}{marks}",
        "url": selection.address() if selection else reverse("desk"),
        "drop": reverse("desk-view-drop", args=[view.pk]) if view.owner_id == page.user.pk else "",
    }


def opened(view: SavedView, *, by: User) -> Selection | None:
    """The list that a view keeps, for whoever opens it; None where it, or whom it names, cannot be opened: it would be another list."""
    query = legible(view, "query")
    if query is None:
        return None
    fields = QueryDict(query)
    selection = selection_of(fields, by=view.owner_id)
    named = {field: fields[f"{KEPT}{field}"] for field in PERSONAL if f"{KEPT}{field}" in fields}
    if selection.lost:
        before = _as_before(fields)
        named |= {field: getattr(selection, field) or before.get(field, "") for field in PERSONAL if fields.get(field)}
    if not all(named.values()):
        return None
    return replace(selection, lost=False, by=by.pk, **named)  # type: ignore[arg-type]


def _as_before(fields: QueryDict) -> dict[str, str]:
    """Lists that an earlier release kept: the hashes as they are, the name sealed for the address of anybody."""
    hashes = {field: fields.get(field, "") for field in ("who", "phone")}
    before = {field: hashed for field, hashed in hashes.items() if A_HASH.fullmatch(hashed)}
    with suppress(CannotUnseal):
        before["name"] = unseal(fields.get("name", ""), Purpose.NAME_IN_ADDRESS)
    return before
