"""The list that an address asks for: tab, filters, order, columns, page. What an address does not know is left aside."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.http import QueryDict

from cases.numbering import may_be_a_number, may_be_an_end
from hall.crypto import CannotUnseal, in_address, seal, unseal
from hall.identifiers import tidy
from hall.texts import visible
from permits.states import STATES

DEFAULT_TAB = "window"
TABS = {
    "window": ("本窗口", "没有在办的办件。"),
    "mine": ("我的", "没有由您首办的在办办件。"),
    "today": ("今日到期", "没有今日到期的办件。"),
    "overdue": ("已超期", "没有超期的办件。"),
    "correction": ("待补正", "没有等申请人补正的办件。"),
    "acceptance": ("待受理", "没有等待受理的办件。"),
    "collection": ("待领取", "没有等申请人领取的办件。"),
    "special": ("特别程序", "没有在特别程序里的办件。"),
    "forgotten": ("可能忘记办结", "没有像是忘记办结的办件。"),
}
SORTS = ("due", "-due", "opened", "-opened", "acted", "-acted")
COLUMNS = {
    "item": "事项",
    "party": "申请人",
    "state": "环节",
    "due": "时限",
    "window": "窗口",
    "owner": "首办责任人",
    "opened": "收件时间",
    "last": "最近动作",
}
USUAL_COLUMNS = ("item", "party", "state", "due", "window", "last")
NO_HANDLER = "none"  # of the owner: nobody, or somebody whose account is closed
PERSONAL = ("name", "who", "phone")  # sealed in an address, for the person whose address it is
KEPT = "kept_"  # before each of PERSONAL, in a row
NOT_WRITTEN = ("by", "lost")
LOST = "地址里查的人打不开：是别人的地址，或者已经换过。重新扫证件，或者重新查"
A_HASH = re.compile(r"[0-9a-f]{64}")
LONGEST_SEALED = 600
A_PLACE = re.compile(r"[0-9T:.+-]{0,40}~[0-9]{1,18}")


@dataclass(frozen=True)
class Selection:
    """
    One list of the desk.

    :param q: part of an item's name, or a case number or its end.
    :param name: part of an applicant's name or its initials, or an agent's whole name. :param who: keyed hash of an ID number, `phone` of
        a telephone number. All three are sealed in an address, which is read in logs, and by whoever has the database or looks over a
        shoulder.
    :param after: place in the order behind which the page begins, beyond the pages that are counted.
    :param by: whose addresses it is written into (User.pk). :param lost: the address named a person, in words that this one cannot open.
    """

    tab: str = DEFAULT_TAB
    sort: str = "due"
    q: str = ""
    name: str = ""
    who: str = ""
    phone: str = ""
    item: str = ""
    window: str = ""
    owner: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    columns: tuple[str, ...] = USUAL_COLUMNS
    dense: bool = False
    page: int = 1
    after: str = ""
    by: int = 0
    lost: bool = False

    @property
    def is_person(self) -> bool:
        """One applicant's cases: shown with the closed ones, whatever the tab."""
        return bool(self.who or self.phone)

    @property
    def is_a_number(self) -> bool:
        """A case number, whole or as people say its end."""
        number = tidy(self.q)
        return may_be_a_number(number) or may_be_an_end(number)

    @property
    def is_a_search(self) -> bool:
        """Somebody's cases, or one by its number: shown with the closed ones, whatever the tab. Who asks may have come for the result."""
        return self.is_person or bool(self.name) or self.is_a_number

    @property
    def is_filtered(self) -> bool:
        return any((self.q, self.name, self.item, self.window, self.owner, self.state, self.since, self.until))

    @property
    def is_narrowed(self) -> bool:
        """Whether it is less than a whole tab, or another list."""
        return self.is_filtered or self.is_person

    def query(self, **changes: object) -> str:
        """The query string of this list with some things otherwise; a change of what is listed begins at page 1."""
        typed = (self.q, *(getattr(self, field) for field in PERSONAL), *map(changes.get, PERSONAL))
        # what is typed is not kept, and what is personal is sealed anew each time
        return self._query(changes) if any(typed) else _kept_query(self, tuple(changes.items()))

    def _query(self, changes: Mapping[str, object]) -> str:
        selection = replace(self, **{"page": 1, "after": "", **changes})  # type: ignore[arg-type]
        return selection._written({field: selection.sealed(field) for field in PERSONAL})

    def kept(self) -> str:
        """
        The list as a sealed row keeps it: whom it names stands in it as it is, for the row is sealed anew when keys change, and an
        address inside it would not be. Only this writes these names: what somebody sends is read by `selection_of`, which knows none.
        """
        return replace(self, page=1, after="")._written({f"{KEPT}{field}": getattr(self, field) for field in PERSONAL})

    def _written(self, personal: dict[str, str]) -> str:
        written = QueryDict(mutable=True)
        for field, value in self.__dict__.items():
            if value == USUAL[field] or field in NOT_WRITTEN or field in PERSONAL:
                continue
            if field == "columns":
                written.setlist("columns", list(value))
            else:
                written[field] = "1" if value is True else str(value)
        written.update({name: value for name, value in personal.items() if value})
        return written.urlencode()

    def sealed(self, field: str) -> str:
        """One of PERSONAL as it stands in an address; "" where it is not asked for."""
        if not self.by and getattr(self, field):
            raise ValueError(f"{field} is written into nobody's address")
        return seal(getattr(self, field), in_address(field, self.by)) if getattr(self, field) else ""

    @property
    def sealed_who(self) -> str:
        return self.sealed("who")

    @property
    def sealed_phone(self) -> str:
        return self.sealed("phone")

    def address(self, **changes: object) -> str:
        return f"/desk/?{self.query(**changes)}"


USUAL = Selection().__dict__


@lru_cache(maxsize=4_096)  # a page of a list has twenty, mostly the same ones
def _kept_query(selection: Selection, changes: tuple[tuple[str, object], ...]) -> str:
    return selection._query(dict(changes))


def selection_of(query: QueryDict, *, by: int) -> Selection:
    """Read an address of this person (User.pk)."""

    def text(field: str, longest: int = 100) -> str:
        return visible(query.get(field, ""))[:longest]

    def one_of(field: str, choices: object) -> str:
        value = text(field)
        return value if value in choices else str(USUAL[field])  # type: ignore[operator]

    columns = tuple(column for column in COLUMNS if column in query.getlist("columns"))
    page = text("page")
    personal = {field: _opened(query.get(field, ""), in_address(field, by)) for field in PERSONAL}
    return Selection(
        tab=one_of("tab", TABS),
        sort=one_of("sort", SORTS),
        q=text("q"),
        name=personal["name"][:80],
        who=_matching(A_HASH, personal["who"]),
        phone=_matching(A_HASH, personal["phone"]),
        item=text("item", 20).upper(),
        window=text("window", 4),
        owner=text("owner", 9) if text("owner", 9).isdecimal() or text("owner", 9) == NO_HANDLER else "",
        state=one_of("state", STATES),
        since=_day(text("since")),
        until=_day(text("until")),
        columns=columns or USUAL_COLUMNS,
        dense=text("dense") == "1",
        page=int(page) if re.fullmatch(r"[1-9][0-9]?", page) else 1,
        after=_matching(A_PLACE, text("after")),
        by=by,
        lost=any(query.get(field) and not opened for field, opened in personal.items()),
    )


def _matching(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else ""


def _opened(sealed: str, purpose: str) -> str:
    try:
        return unseal(visible(sealed)[:LONGEST_SEALED], purpose) if sealed else ""
    except CannotUnseal:
        return ""


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
