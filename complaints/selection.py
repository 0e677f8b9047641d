"""The list of the centre that an address asks for: tab, conditions, page. What an address does not know is left aside."""

import re
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict

from complaints.models import Category, ComplaintKind
from complaints.queries import TABS
from hall.texts import visible
from worklists.listing import Place

DEFAULT_TAB = "new"
MINE, NOBODY = "mine", "none"  # of whoever handles them
ABOUT_NOBODY = "none"
_A_PAGE = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True)
class Selection:
    """
    One list of the centre.

    :param q: a case number or its end. The words of a complaint are sealed, and so is who complained: nothing is searched there.
    :param about: code of the department that it is about; ABOUT_NOBODY where none was named.
    :param owner: MINE or NOBODY.
    :param after: place in the order behind which the page begins, beyond the pages that are counted.
    """

    tab: str = DEFAULT_TAB
    q: str = ""
    kind: str = ""
    category: str = ""
    about: str = ""
    owner: str = ""
    since: str = ""
    until: str = ""
    page: int = 1
    after: str = ""

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, name) for name in CONDITIONS)

    def query(self, **changes: object) -> str:
        """The query string of this list with some things otherwise; a change of what is listed begins at page 1."""
        selection = replace(self, **{"page": 1, "after": "", **changes})  # type: ignore[arg-type]
        written = QueryDict(mutable=True)
        written.update({name: str(value) for name, value in selection.__dict__.items() if value != USUAL[name]})
        return written.urlencode()

    def address(self, **changes: object) -> str:
        return f"/centre/?{self.query(**changes)}"


USUAL = Selection().__dict__
CONDITIONS = ("q", "kind", "category", "about", "owner", "since", "until")
NOTHING_SET = dict.fromkeys(CONDITIONS, "")


def selection_of(query: QueryDict) -> Selection:
    def text(name: str, longest: int = 20) -> str:
        return visible(query.get(name, ""))[:longest]

    def one_of(name: str, choices: object) -> str:
        return text(name) if text(name) in choices else str(USUAL[name])  # type: ignore[operator]

    after = Place.read(text("after", 60))
    return Selection(
        tab=one_of("tab", TABS),
        q=text("q", 30),
        kind=one_of("kind", ComplaintKind.values),
        category=text("category", 40) if text("category", 40) in Category.values else "",
        about=text("about", 8),
        owner=one_of("owner", (MINE, NOBODY)),
        since=_day(text("since")),
        until=_day(text("until")),
        page=int(text("page")) if _A_PAGE.fullmatch(text("page")) else 1,
        after=str(after) if after else "",
    )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
