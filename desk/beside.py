"""The list that a case was opened from: it stays in the address, gives the cases before and behind, and the next one."""

from typing import Any

from django.http import QueryDict

from cases.models import Case
from cases.numbering import may_be_a_number
from desk.lists import DeskLists
from desk.pages import DeskPage, address_of, in_list
from desk.selection import Selection, selection_of
from hall.doors.fields import without_nul
from hall.roles import Permission
from permits.wording import grouped


class InAList(DeskPage):
    """A page of one case that knows its list, if it was opened from one."""

    @property
    def list_query(self) -> str | None:
        """The list's query string, "" for the usual list; None: the case was scanned, registered or looked up."""
        raw = self.request.GET.get("list")
        return None if raw is None else without_nul(raw)[:2_000]

    def to(self, case: Case, page: str = "desk-case") -> str:
        """The address of one of the case's pages, with the list that it was opened from."""
        return address_of(case, page) if self.list_query is None else in_list(case, self.list_query, page)

    def beside(self, case: Case) -> dict[str, str]:
        """Addresses of the cases before and behind this one, and of the list; "" where there is none."""
        if self.list_query is None or not self.access.grant(Permission.APPLICATION_HANDLE):
            return {}
        selection = selection_of(QueryDict(self.list_query), by=self.user.pk)
        before, behind = self._lists().listing(selection).next_to(case)
        numbers = dict(Case.objects.filter(pk__in=[before, behind]).values_list("pk", "number"))
        return {"previous": self._in(selection, numbers.get(before or 0)), "next": self._in(selection, numbers.get(behind or 0)),
                "list": selection.address(page=selection.page, after=selection.after)}  # fmt: skip

    def conclusion(self) -> dict[str, Any] | None:
        """The case that was concluded a moment ago, told on the page that opened by itself."""
        number = self.request.GET.get("done", "")
        case = self.cases().filter(number=number).first() if may_be_a_number(number) else None
        if case is None:
            return None
        return {"number": grouped(case.number), "title": case.title, "url": address_of(case),
                "undo": address_of(case, "desk-undo"), "deliver": address_of(case, "desk-deliver")}  # fmt: skip

    def _in(self, selection: Selection, number: str | None) -> str:
        return (
            in_list(Case(number=number), selection.query(page=selection.page, after=selection.after)) if number else ""
        )

    def _lists(self) -> DeskLists:
        handled = Case.objects.allowed(self.user, Permission.APPLICATION_HANDLE, on=self.on)
        return DeskLists(handled, self.access, self.user, at=self.at)
