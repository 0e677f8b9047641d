"""What the desk's pages share: they are about applications only."""

from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from cases.doors import CasesPage
from cases.models import Case, CaseKind
from hall.access import Grant
from hall.prepared import ANY_TEXT, Prepared, of_its_shape
from permits.models import Application

A_NUMBER = "0" * 17  # stands for a case's in an address: a list has fifty, and looking each up takes a while


class DeskPage(CasesPage):
    """A page of the desk. A complaint is no application, whoever may read it elsewhere."""

    def cases(self) -> Any:
        return super().cases().filter(kind=CaseKind.APPLICATION)

    def case(self, number: str) -> Case:
        rows = _case(self.access.grant(self.permission)).rows(number)
        if not rows:
            raise Http404
        return rows[0]


@of_its_shape
def _case(grant: Grant) -> Prepared[Case]:
    """One application of a grant by its number, as a page's `case` reads it."""
    cases = Case.objects.reached_by(grant).filter(kind=CaseKind.APPLICATION, number=ANY_TEXT)
    return Prepared(lambda: cases.select_related("department", "window", "owner", "hall"), ANY_TEXT)


def application_of(case: Case) -> Application:
    """The application of a case, with its item, and what was written of a hearing or an ending; `case` itself stays the same object."""
    rows = Application.objects.select_related("item_version__item", "hearing", "ending", "revocation", "agent")
    application = rows.defer("agent__number", "agent__phone").get(case=case)
    application.case = case
    return application


def in_list(case: Case, query: str, page: str = "desk-case") -> str:
    """A page of the case that knows the list that it was opened from: its query string, "" for the usual one."""
    return f"{address_of(case, page)}?{of_list(query)}"


@lru_cache(maxsize=256)
def of_list(query: str) -> str:
    """What an address says of the list that its page was opened from: a query string inside of one."""
    return urlencode({"list": query})


def address_of(case: Case, page: str = "desk-case") -> str:
    return _address(page).replace(A_NUMBER, case.number)


@cache
def _address(page: str) -> str:
    return reverse(page, args=[A_NUMBER])
