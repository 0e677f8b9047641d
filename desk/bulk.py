"""批量 at the desk: which list the ticked cases came from, and what each bulk act would do to them."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from cases.models import Case, CaseKind
from desk import queue_rows
from desk.queue import ListPage
from desk.selection import Selection, selection_of
from hall.roles import Permission
from permits.actions.bulk import BULK_ACTS, ask_bulk
from permits.acts.delivering import ARCHIVE
from permits.acts.in_bulk import outlooks
from permits.forms import OwnerForm
from permits.queries import handlers_in
from permits.wording import grouped
from worklists.bulk import Outlook
from worklists.models import HAND_OVER, BulkRun
from worklists.views import AskBulkPage, RunPage

SHEET = Selection(columns=("item", "party", "state", "due", "window", "owner"))
ASKED = Selection(columns=("item", "party", "due"))  # its state stands in the reason, where it is in the way


class Bulk(AskBulkPage, ListPage):  # type: ignore[misc]  # both open cases
    acts = BULK_ACTS
    here, run_at = "desk-bulk", "desk-bulk-run"

    def list_of(self, query: QueryDict) -> Selection:
        return selection_of(query, by=self.user.pk)

    def back_to(self, act: str, back: Selection) -> str:
        return _back_to(act, back)

    def form(self, act: str, data: QueryDict | None = None) -> OwnerForm | None:
        if act != HAND_OVER:
            return None
        departments = self.access.grant(BULK_ACTS[act].needs).departments
        return OwnerForm(data, people=handlers_in(departments, on=self.on))

    def columns(self, *, on_the_sheet: bool) -> list[dict[str, Any]]:
        return queue_rows.plain_columns(SHEET if on_the_sheet else ASKED)

    def ticked(self, numbers: list[str], *, on_the_sheet: bool) -> list[dict[str, Any]]:
        places = list(self.chosen(numbers).order_by("number").values_list("pk", flat=True))
        return self.rows(places, SHEET if on_the_sheet else ASKED)

    def outlooks(self, act: str, numbers: list[str]) -> Mapping[str, Outlook]:
        return outlooks(act, self.chosen(numbers), by=self.user, at=self.at)

    def order(self, **order: Any) -> BulkRun:
        return ask_bulk(by=self.user, at=self.at, **order)


def _back_to(act: str, selection: Selection) -> str:
    """The list from which the cases were ticked: what waits for the archive has its own."""
    return reverse("desk-to-archive") if act == ARCHIVE.name else selection.address()


class Run(RunPage):
    permission = Permission.APPLICATION_HANDLE
    kind = CaseKind.APPLICATION
    acts = BULK_ACTS

    def case_words(self, case: Case) -> dict[str, str]:
        return {"number": grouped(case.number), "url": reverse("desk-case", args=[case.number])}

    def back_url(self, run: BulkRun, query: QueryDict) -> str:
        return _back_to(run.act, selection_of(query, by=self.user.pk))
