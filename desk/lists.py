"""What each list of the desk holds: the tabs, the filters, what may have been forgotten."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import In
from django.utils import timezone

from cases.clocks import A_SECOND
from cases.models import Case, CaseKind
from cases.queries import midnight_after
from desk.selection import TABS, Selection
from hall import calendar
from hall.access import Access
from hall.identifiers import tidy
from hall.models import Delegation, Department, ItemVersion, Material, User
from hall.roles import Permission, Power, Role
from permits import names
from permits.deadlines import silent_since
from permits.models import Application, Hearing, MaterialReceipt, Visit
from permits.states import ACCEPTED, CORRECTION_REQUESTED, GRANTED, REFUSED, SUBMITTED, SUSPENDED
from worklists.listing import COUNTED, TAB_COUNTED, Listing, Narrowed, count

CHIEFS = {Role.SECTION_CHIEF, Role.DEPARTMENT_HEAD}


class DeskLists:
    """The lists of one person at one instant. `cases` are the applications that the person may handle."""

    def __init__(self, cases: QuerySet[Case], access: Access, user: User, *, at: datetime) -> None:
        self.cases, self.access, self.user, self.at = cases, access, user, at
        grant = access.grant(Permission.APPLICATION_HANDLE)
        everyone = Department.objects.values_list("pk", flat=True)
        self.departments = frozenset(everyone) if grant.everywhere else grant.departments

    def listing(self, selection: Selection) -> Listing:
        """The cases of a list in its order."""
        if selection.is_person or selection.is_a_number:
            narrowed = Narrowed(running=False).also(self._filtered(selection))
        else:
            narrowed = self._tab(selection.tab).also(self._filtered(selection))
        return Listing(CaseKind.APPLICATION, self.cases, self.departments, narrowed, sort=ordered(selection).sort)

    def counts(self, *also: Selection) -> tuple[dict[str, int], list[int]]:
        """How many cases each tab holds, up to TAB_COUNTED, and some lists more, up to COUNTED; see worklists.listing.count."""
        lists = {tab: (self.listing(Selection(tab=tab)), TAB_COUNTED) for tab in TABS}
        more = {f"+{place}": (self.listing(selection), COUNTED) for place, selection in enumerate(also)}
        numbers = count({**lists, **more})
        return {tab: numbers[tab] for tab in TABS}, [numbers[f"+{place}"] for place in range(len(also))]

    def newer(self, selection: Selection, *, than: int) -> int:
        """How many cases of a list were opened since the case with this id."""
        listing = self.listing(selection)
        return listing.all.filter(listing.narrowed.where, pk__gt=than)[:100].count()

    def newest(self) -> int:
        """The id of the case that was opened last in this person's reach; 0 if there is none."""
        return self.cases.order_by("-pk").values_list("pk", flat=True).first() or 0

    def _tab(self, tab: str) -> Narrowed:
        tabs = {
            "window": lambda: Narrowed(),
            "mine": lambda: Narrowed(Q(owner=self.user)),
            "today": lambda: Narrowed(due=(self.at, midnight_after(self.at))),
            "overdue": lambda: Narrowed(due=(None, self.at)),
            "correction": lambda: Narrowed(Q(state=CORRECTION_REQUESTED)),
            "acceptance": lambda: Narrowed(Q(state=SUBMITTED)),
            "collection": lambda: Narrowed(Q(state__in=[GRANTED, REFUSED])),
            "special": lambda: Narrowed(Q(state=SUSPENDED)),
            "forgotten": lambda: Narrowed(self._forgotten()),
        }
        return tabs[tab]()

    def _forgotten(self) -> Q:
        """
        What looks finished and is not closed: nobody has touched it for half a working day, and it waits for nobody but this
        desk. Or the applicant came for the result, and no delivery is noted.
        """
        silent = Q(acted_at__lt=silent_since(at=self.at, calendar=calendar.current()))
        decidable = Q(state=ACCEPTED) & self._within_power() & ~Q(Exists(_awaited_hearing(at=self.at)))
        complete = Q(state=SUBMITTED) & ~Exists(_absent())
        came = Visit.objects.filter(application=OuterRef("pk"), purpose=Visit.Purpose.COLLECT)
        return silent & (decidable | complete) | Q(state__in=[GRANTED, REFUSED]) & Exists(came)

    def _within_power(self) -> Q:
        """What this person may decide: a chief the whole department's, a clerk what an instrument in force gives the window."""
        on = timezone.localdate(self.at)
        chief_of = {post.department_id for post in self.access.posts if post.role in CHIEFS}
        in_force = Delegation.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
            window__in=self.access.windows,
            powers__contains=[Power.DECISION],
            valid_from__lte=on,
        )
        versions = list(ItemVersion.objects.filter(item__in=in_force.values("items")).values_list("pk", flat=True))
        # a value of each case in turn: joined or as EXISTS, the planner reads every application there is for the first two hundred
        its_version = Subquery(Application.objects.filter(case=OuterRef("pk")).values("item_version")[:1])
        return Q(department__in=chief_of) | (Q(In(its_version, versions)) if versions else Q(pk__in=[]))

    def _filtered(self, selection: Selection) -> Q:
        where = Q()
        if selection.q:
            named = Q(application__item_version__in=versions_named(selection.q, self.departments))
            where &= named | Q(number=tidy(selection.q))
        if selection.name:
            in_the_name = names.pieces_of_a_search(selection.name)
            where &= Q(application__name_pieces__contains=in_the_name) if in_the_name else Q(pk__in=[])
        conditions = {
            "application__applicant_id_hash": selection.who,
            "application__phone_hash": selection.phone,
            "application__item_version__item__code": selection.item,
            "window__number": selection.window,
            "owner": selection.owner,
            "state": selection.state,
            "opened_at__date__gte": selection.since,
            "opened_at__date__lte": selection.until,
        }
        return where & Q(**{name: value for name, value in conditions.items() if value})


def ordered(selection: Selection) -> Selection:
    """
    The order of a list that has no due moments to go by: what may have been forgotten stands in the order of the last act, what
    waits for the applicant's papers in that of its opening.
    """
    if selection.is_person or not selection.sort.endswith("due"):
        return selection
    if selection.tab == "forgotten":
        return replace(selection, sort="acted")
    waits = CORRECTION_REQUESTED in (selection.state, STATE_OF.get(selection.tab))
    return replace(selection, sort="opened") if waits else selection


STATE_OF = {"correction": CORRECTION_REQUESTED}  # a notice ends the one clock that runs before acceptance


def versions_named(typed: str, departments: Iterable[int]) -> list[int]:
    """Versions of these departments' items whose name or code holds what was typed, or whose initials do."""
    versions = ItemVersion.objects.filter(item__department__in=list(departments))
    rows = versions.values_list("pk", "name", "item__code")
    return [pk for pk, name, code in rows if is_named(typed, name, code)]


def named(versions: list[ItemVersion], typed: str) -> list[ItemVersion]:
    """Those of a desk's items that a few keys mean: a place on its list (1 to 9), or a name, a code or initials."""
    if re.fullmatch(r"[1-9]", typed):
        return versions[int(typed) - 1 : int(typed)]
    return [version for version in versions if is_named(typed, version.name, version.item.code)]


def is_named(typed: str, name: str, code: str) -> bool:
    """Whether a name, a code or initials that were typed mean the item with this name and code."""
    text = names.tidied(typed)
    if text in names.tidied(name) or text == code.lower():
        return True
    is_initials = text.isascii() and text.isalpha() and len(text) >= names.SHORTEST
    return is_initials and any(text in reading for reading in initials_of(name))


@lru_cache(maxsize=4_096)
def initials_of(name: str) -> frozenset[str]:
    """The initials of an item's name; a hall has a few hundred, and each is asked for all day."""
    return frozenset(names.initials(name))


def _awaited_hearing(*, at: datetime) -> QuerySet[Hearing]:
    """A hearing that the decision of the outer case waits for: permits.hearings.awaited_hearing as a question."""
    waits = Q(asked_at__isnull=False) | Q(ask_by__gt=at - A_SECOND)
    return Hearing.objects.filter(waits, application=OuterRef("pk"), held_at=None, given_up_at=None)


def _absent() -> QuerySet[Material]:
    """The papers of the outer case's item that the window does not have: permits.queries.missing_materials as a question."""
    held = MaterialReceipt.objects.held().filter(application=OuterRef(OuterRef("pk")), material=OuterRef("pk"))
    return Material.objects.filter(version__applications=OuterRef("pk")).exclude(Exists(held))
