"""The queue: what this desk has to do, what is due first at the top."""

from collections import defaultdict
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cases.models import Case, CaseKind, Deadline, Event
from desk import queue_rows, saved_views, scanned
from desk.lists import DeskLists
from desk.pages import DeskPage
from desk.selection import COLUMNS, DEFAULT_TAB, LOST, NO_HANDLER, TABS, Selection, selection_of
from hall import calendar
from hall.access import Grant
from hall.crypto import CannotUnseal, in_address, seal, unseal
from hall.models import Department, ServiceItem, User
from hall.prepared import ANY_NUMBERS, Among, Prepared, of_its_shape
from hall.roles import Permission
from hall.worktime import WorkCalendar
from permits.actions.bulk import BULK_ACTS
from permits.applicant_dates import corrections_until
from permits.queries import windows_of
from permits.states import STATES
from permits.wording import IN_A_LIST
from worklists import pages
from worklists.drafts import number_of_drafts
from worklists.listing import TAB_COUNTED, Place
from worklists.pages import counted, pager, unless_unchanged

WITHOUT_HANDLER = "没有，或者已停用"
LAST_QUARTER = 15 * 60  # seconds


class ListPage(DeskPage):
    """A page that knows which list is asked for."""

    permission = Permission.APPLICATION_HANDLE
    compressed = True

    def lists(self) -> DeskLists:
        # the tabs are asked for in kept words: a list that is narrowed begins at what the person may handle
        return DeskLists(cast(Any, SimpleLazyObject(self.cases)), self.access, self.user, at=self.at)

    def rows(self, wanted: list[int], selection: Selection) -> list[dict[str, Any]]:
        """The rows of these cases, in their order."""
        shown = self.shown(wanted, selection)
        return queue_rows.rows(
            [shown[pk] for pk in wanted if pk in shown], selection, at=self.at, days=calendar.current()
        )

    def shown(self, wanted: list[int], selection: Selection) -> dict[int, queue_rows.Shown]:
        """What rows show of these cases: the same questions however many there are."""
        owners = User.objects.filter(cases__in=wanted).in_bulk() if "owner" in selection.columns else {}
        clocks = defaultdict(list)
        for clock in _CLOCKS.rows(wanted):
            clocks[clock.case_id].append(clock)
        acts = {act.case_id: act for act in _LAST_ACTS.rows(wanted)}
        rows = _cases(self.access.grant(self.permission)).rows(wanted)
        waits = corrections_until(rows, at=self.at, days=calendar.current())
        return {
            case.pk: queue_rows.Shown(
                case, owners.get(case.owner_id), clocks[case.pk], acts.get(case.pk), waits.get(case.pk, "")
            )
            for case in rows
        }


# what a lamp and its words are made of (cases.wording): each instant of a hundred clocks costs
OF_A_LAMP = (
    "case", "rule", "unit", "warn_at", "due_at", "next_alert_at", "lamp", "met_at", "superseded_at", "provisional",
)  # fmt: skip
_CLOCKS: Prepared[Deadline] = Prepared(
    lambda: Deadline.objects.running().filter(Among(F("case"), ANY_NUMBERS)).only(*OF_A_LAMP), ANY_NUMBERS
)
_LAST_ACTS: Prepared[Any] = Prepared(
    lambda: (
        Event.objects.filter(Among(F("case"), ANY_NUMBERS), seq=F("case__events_count"))
        .order_by()
        .values_list("case_id", "at", "verb", "facts", named=True)
    ),
    ANY_NUMBERS,
)

_DEPARTMENTS: Prepared[Department] = Prepared(
    lambda: Department.objects.filter(Among(F("pk"), ANY_NUMBERS)), ANY_NUMBERS
)
_ITEMS: Prepared[Any] = Prepared(  # under their newest names
    lambda: (
        ServiceItem.objects.filter(Among(F("department"), ANY_NUMBERS))
        .values_list("code", "versions__name")
        .order_by("code", "-versions__number")
        .distinct("code")
    ),
    ANY_NUMBERS,
)


@of_its_shape
def _cases(grant: Grant) -> Prepared[Any]:
    """What rows say of a grant's applications themselves."""
    names = ("pk", "number", "title", "party", "state", "opened_at", "owner_id", "window__number")
    cases = Case.objects.reached_by(grant).filter(kind=CaseKind.APPLICATION)
    return Prepared(lambda: cases.filter(Among(F("pk"), ANY_NUMBERS)).values_list(*names, named=True), ANY_NUMBERS)


class Queue(ListPage):
    """Everything that narrows the list stands in its address, so a list can be kept and opened again."""

    def get(self, request: HttpRequest) -> HttpResponse:
        selection, lists = selection_of(request.GET, by=self.user.pk), self.lists()
        if selection.lost:
            messages.warning(request, LOST)
        counts, number, to_archive = lists.counts_of_the_page(selection)
        listing = lists.listing(selection)
        listing.number = number
        after = Place.read(selection.after) if selection.after else None
        page = min(selection.page, pages.PAGES)
        offset = 0 if after else (page - 1) * pages.ROWS_A_PAGE
        places = listing.places(pages.ROWS_A_PAGE + 1, offset=offset, after=after)
        shown = places[: pages.ROWS_A_PAGE]
        rows = self.rows([place.case for place in shown], selection)
        days = calendar.current()
        context = {
            **tabs(selection, counts, newest=_sealed(lists.newest(), self.user), new=0),
            "selection": selection,
            "heading": queue_rows.heading(selection),
            "to_archive": counted(to_archive, TAB_COUNTED),
            "number": counted(number),
            "columns": queue_rows.columns(selection),
            "rows": rows,
            "register": scanned.register_address(selection.sealed_who) if selection.who else "",
            "pager": pager(selection.address, page, number, places, after=after),
            "chips": queue_rows.chips(selection, _names(selection)),
            "clear_url": queue_rows.cleared(selection),
            "empty": queue_rows.empty(selection, any_case=bool(counts[DEFAULT_TAB])),
            "choices": self.choices(selection),
            "views": saved_views.rows(self),
            "share": _DEPARTMENTS.rows(self.departments()),
            "query": selection.query(),
            "bulk_acts": self.bulk_acts(rows),
            "bulk_at": reverse("desk-bulk"),
            "drafts": number_of_drafts(self.user, at=self.at),
            "hand_over": self.closes_soon(days),
            "at": timezone.localtime(self.at),
            "again": request.get_full_path(),
        }
        return render(request, "desk/queue.html", context)

    def bulk_acts(self, rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
        """Those that one row of the page can take at least, and that the person may do: name and words."""
        names = {name for row in rows for name in row["takes"]}
        return [(name, act.words) for name, act in BULK_ACTS.items() if name in names and self.access.grant(act.needs)]

    def departments(self) -> list[int]:
        return sorted(self.access.grant(self.permission).departments)

    def closes_soon(self, days: WorkCalendar) -> bool:
        """Whether the hall closes within a quarter of an hour: time to hand over."""
        sessions = days.sessions_of(self.on)
        left = (sessions[-1][1] - self.at).total_seconds() if sessions else -1
        return 0 <= left <= LAST_QUARTER

    def choices(self, selection: Selection) -> dict[str, Any]:
        """What the filters offer."""
        return {
            "items": _ITEMS.rows(self.departments()),
            "windows": [window.number for window in windows_of(self.access)],
            "states": [(state, IN_A_LIST[state]) for state in STATES if state in IN_A_LIST],
            "handlers": [(NO_HANDLER, WITHOUT_HANDLER)],
            "columns": [(name, label, name in selection.columns) for name, label in COLUMNS.items()],
        }


class Counts(ListPage):
    """The tabs with their counts as they are now, asked for every minute; 304 while nothing has changed."""

    compressed = False  # the mark by which it is known as unchanged is that of what was sent

    def get(self, request: HttpRequest) -> HttpResponse:
        selection, lists = selection_of(request.GET, by=self.user.pk), self.lists()
        newest = request.GET.get("newest", "")
        last_shown = _unsealed(newest, self.user)
        counts, _none = lists.counts()
        new = lists.newer(selection, than=last_shown) if last_shown else 0
        fingerprint = f"{sorted(counts.items())}{new}{selection}{newest}"
        return unless_unchanged(
            request,
            fingerprint,
            lambda: render(request, "worklists/_tabs.html", tabs(selection, counts, newest=newest, new=new)),
        )


def _sealed(newest: int, user: User) -> str:
    """The id of the newest case as it stands in an address: all cases of the hall are counted by it, complaints among them."""
    return seal(f"{newest:019d}", in_address("newest", user.pk))


def _unsealed(newest: str, user: User) -> int:
    """0 for what was never shown to this person."""
    try:
        return int(unseal(newest, in_address("newest", user.pk)))
    except CannotUnseal:
        return 0


def tabs(selection: Selection, counts: dict[str, int], *, newest: str, new: int) -> dict[str, Any]:
    rows = [
        {
            "name": tab,
            "label": TABS[tab][0],
            "url": Selection(columns=selection.columns, dense=selection.dense).address(tab=tab),
            "count": counted(counts[tab], TAB_COUNTED),
            "current": tab == selection.tab and not selection.is_a_search,
        }
        for tab in TABS
    ]
    return {
        "tabs": rows,
        "poll": f"/desk/counts/?{selection.query()}&{urlencode({'newest': newest})}",
        "new": new,
        "reload": selection.address(),
    }


def _names(selection: Selection) -> dict[str, str]:
    """Words for the codes in an address."""
    names = {}
    if selection.item:
        item_names = ServiceItem.objects.filter(code=selection.item).values_list("versions__name", flat=True)
        names["item"] = item_names.order_by("-versions__number").first() or selection.item
    if selection.owner == NO_HANDLER:
        names["owner"] = WITHOUT_HANDLER
    elif selection.owner:
        owner = User.objects.filter(pk=int(selection.owner)).first()
        names["owner"] = queue_rows.handler(owner) if owner else selection.owner
    return names
