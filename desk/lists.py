"""What each list of the desk holds: the tabs, the filters, what may have been forgotten."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import auto
from functools import cached_property, lru_cache, partial, reduce
from operator import or_
from typing import Any, cast

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone

from cases.clocks import A_SECOND
from cases.models import Case, CaseKind
from cases.numbering import may_be_a_number, numbers_ending_in
from cases.queries import midnight_after
from desk.selection import NO_HANDLER, TABS, Selection
from hall import calendar
from hall.access import Access, Grant
from hall.identifiers import tidy
from hall.identity import Identity, possible
from hall.models import Delegation, Department, ItemVersion, Material, User
from hall.prepared import ANY_DAY, ANY_NUMBERS, DEPARTMENT, PERSON, Among, LeftOpen, Prepared, Roles, of_its_places
from hall.roles import Permission, Power, Role
from permits import names
from permits.deadlines import silent_since, unanswered_since
from permits.finding import is_named
from permits.models import Application, Hearing, MaterialReceipt, OneTimeNotice, Visit
from permits.queries import of_person, with_agent_named, with_phone
from permits.states import ACCEPTED, CORRECTION_REQUESTED, DELIVERED, ENQUIRED, GRANTED, REFUSED, SUBMITTED, SUSPENDED
from worklists.listing import COUNTED, TAB_COUNTED, Listing, Narrowed, Written, count, counting, written

TO_ARCHIVE = "to_archive"  # no tab, but counted with them
CHIEFS = {Role.SECTION_CHIEF, Role.DEPARTMENT_HEAD}


class Moment(LeftOpen):
    """The instants that lists compare with."""

    NOW = auto()
    A_SECOND_AGO = auto()
    MIDNIGHT = auto()  # at the end of the day
    SILENT_SINCE = auto()
    UNANSWERED_SINCE = auto()


class Versions(LeftOpen):
    DECIDABLE = auto()  # item versions that a person's windows may decide


LATER = {moment: Value(moment) for moment in Moment}  # each to be filled in when the question is asked


@dataclass(frozen=True)
class Reach:
    """
    Whose lists they are: all that a tab depends on besides the time.

    :param chief_of: departments whose cases this person decides. :param decidable: item versions that the windows may decide, or
        what stands for them.
    """

    user: int
    grant: Grant
    departments: frozenset[int]
    chief_of: frozenset[int]
    decidable: tuple[int, ...] | Versions

    def in_general(self, roles: Roles) -> "Reach":
        """The same with stand-ins (hall.prepared.of_its_shape): a desk asks in the words of every other."""
        return Reach(
            cast(int, roles.of_one(PERSON, self.user)),
            self.grant.in_general(roles),
            roles.of(DEPARTMENT, self.departments),
            roles.of(DEPARTMENT, self.chief_of),
            Versions.DECIDABLE if self.decidable else (),
        )

    def tab(self, tab: str, moments: Mapping[Moment, Any]) -> Narrowed:
        tabs = {
            "window": lambda: Narrowed(),
            "mine": lambda: Narrowed(Q(owner=self.user)),
            "today": lambda: Narrowed(due=(moments[Moment.NOW], moments[Moment.MIDNIGHT])),
            "overdue": lambda: Narrowed(due=(None, moments[Moment.NOW])),
            "correction": lambda: Narrowed(Q(state=CORRECTION_REQUESTED)),
            "acceptance": lambda: Narrowed(Q(state=SUBMITTED)),
            "collection": lambda: Narrowed(Q(state__in=[GRANTED, REFUSED])),
            "special": lambda: Narrowed(Q(state=SUSPENDED)),
            "forgotten": lambda: Narrowed(self._forgotten(moments)),
            TO_ARCHIVE: lambda: Narrowed(Q(state=DELIVERED), running=False),
        }
        return tabs[tab]()

    def _forgotten(self, moments: Mapping[Moment, Any]) -> Q:
        """
        What looks finished and is not closed: nobody has touched it for half a working day, and it waits for nobody but this
        desk. Or the applicant came for the result, and no delivery is noted; or their days for corrections are over; or they have
        asked long ago, and nothing was told or taken in (decision 141).
        """
        silent = Q(acted_at__lt=moments[Moment.SILENT_SINCE])
        waits_for_a_hearing = Exists(_awaited_hearing(asked_until=moments[Moment.A_SECOND_AGO]))
        decidable = Q(state=ACCEPTED) & self._within_power() & ~Q(waits_for_a_hearing)
        complete = Q(state=SUBMITTED) & ~Exists(_absent())
        came = Visit.objects.filter(application=OuterRef("pk"), purpose=Visit.Purpose.COLLECT)
        notices = OneTimeNotice.objects.filter(application=OuterRef("pk"))
        # what the notice said; a later day by a calendar that was put right shows beside it
        days_over = Exists(notices.filter(correct_by__lt=moments[Moment.NOW]))
        more_days = Exists(notices.filter(correct_by__gte=moments[Moment.NOW]))
        uncorrected = Q(state=CORRECTION_REQUESTED) & days_over & ~more_days
        unanswered = Q(state=ENQUIRED, opened_at__lte=moments[Moment.UNANSWERED_SINCE])
        collected = Q(state__in=[GRANTED, REFUSED]) & Exists(came)
        return silent & (decidable | complete) | collected | uncorrected | unanswered

    def _within_power(self) -> Q:
        """What this person may decide: a chief the whole department's, a clerk what an instrument in force gives the window."""
        # a value of each case in turn: joined or as EXISTS, the planner reads every application there is for the first two hundred
        its_version = Subquery(Application.objects.filter(case=OuterRef("pk")).values("item_version")[:1])
        by_window = Q(Among(its_version, self.decidable)) if self.decidable else Q(pk__in=[])
        return Q(department__in=self.chief_of) | by_window


class DeskLists:
    """The lists of one person at one instant. `cases` are the applications that the person may handle."""

    def __init__(self, cases: QuerySet[Case], access: Access, user: User, *, at: datetime) -> None:
        self.cases, self.access, self.user, self.at = cases, access, user, at
        grant = access.grant(Permission.APPLICATION_HANDLE)
        self.departments = grant.departments
        if grant.everywhere:
            self.departments = frozenset(Department.objects.values_list("pk", flat=True))
        self._shapes: dict[bool, tuple[Reach, Roles]] = {}

    def listing(self, selection: Selection) -> Listing:
        """The cases of a list in its order."""
        if selection.is_a_search:
            narrowed = Narrowed(running=False)
        else:
            narrowed = self._reach(selection.tab).tab(selection.tab, self.moments)
        narrowed = narrowed.also(self._filtered(selection))
        sort = ordered(selection).sort
        listing = Listing(CaseKind.APPLICATION, self.cases, self.departments, narrowed, sort=sort)
        if not selection.is_narrowed:
            listing.kept = partial(self._kept, selection.tab, sort)
        return listing

    def counts(self, selection: Selection | None = None) -> tuple[dict[str, int], int]:
        """
        How many cases each tab holds, up to TAB_COUNTED, and how many a list holds, up to COUNTED; see worklists.listing.count.
        """
        numbers = self._count(selection)
        return {tab: numbers[tab] for tab in TABS}, numbers.get("", 0)

    def counts_of_the_page(self, selection: Selection) -> tuple[dict[str, int], int, int]:
        """The same, and how many files wait for the archive, up to TAB_COUNTED: in one question."""
        numbers = self._count(selection, TO_ARCHIVE)
        return {tab: numbers[tab] for tab in TABS}, numbers[""], numbers[TO_ARCHIVE]

    def _count(self, selection: Selection | None, *more: str) -> dict[str, int]:
        lists = {tab: _counting(self._in_general(tab)[0], tab) for tab in (*TABS, *more)}
        if selection and selection.is_narrowed:
            lists[""] = counting(self.listing(selection), COUNTED)
            return count(lists, self._later("forgotten"))
        if selection:  # a tab that is counted further is counted once
            lists[""] = _counting(self._in_general(selection.tab)[0], selection.tab, COUNTED)
            del lists[selection.tab]
        numbers = count(lists, self._later("forgotten"), kept=True)
        if selection:
            numbers[selection.tab] = min(numbers[""], TAB_COUNTED + 1)
        return numbers

    def _kept(self, tab: str, sort: str, name: str, *values: Any) -> list[tuple]:
        """The rows of one of the questions of a tab's listing."""
        shape, roles = self._in_general(tab)
        if name == "in_order":  # of one department: in the words of any other's
            department, *rest = values
            values = (roles.of_one(DEPARTMENT, department), *rest)
        return _reading(shape, tab, sort, name, values).kept_rows(self._later(tab))

    def _later(self, tab: str) -> dict[Any, Any]:
        """What was left open when the questions of a tab, or of all tabs (“forgotten” asks for most), were written."""
        _shape, roles = self._in_general(tab)
        return {**self.moments, **roles.ids, Versions.DECIDABLE: list(self._decidable_on(tab))}

    def _in_general(self, tab: str) -> tuple[Reach, Roles]:
        """The reach of a tab with stand-ins, and what they stand for: the same for all tabs but the one that asks for most."""
        asks_for_most = tab == "forgotten"
        if asks_for_most not in self._shapes:
            self._shapes[asks_for_most] = _general(self._reach(tab))
        return self._shapes[asks_for_most]

    def newer(self, selection: Selection, *, than: int) -> int:
        """How many cases of a list were opened since the case with this id."""
        listing = self.listing(selection)
        return listing.all.filter(listing.narrowed.where, pk__gt=than)[:100].count()

    def newest(self) -> int:
        """The id of the case that was opened last in this person's reach; 0 if there is none."""
        last = _newest(self.access.grant(Permission.APPLICATION_HANDLE)).rows()
        return last[0][0] if last else 0

    @cached_property
    def moments(self) -> dict[Moment, datetime]:
        return {
            Moment.NOW: self.at,
            Moment.A_SECOND_AGO: self.at - A_SECOND,
            Moment.MIDNIGHT: midnight_after(self.at),
            Moment.SILENT_SINCE: silent_since(at=self.at, calendar=calendar.current()),
            Moment.UNANSWERED_SINCE: unanswered_since(at=self.at, calendar=calendar.current()),
        }

    def _reach(self, tab: str) -> Reach:
        chief_of = frozenset(
            post.department_id for post in self.access.posts if post.role in CHIEFS and post.department_id
        )
        return Reach(
            self.user.pk,
            self.access.grant(Permission.APPLICATION_HANDLE),
            self.departments,
            chief_of,
            self._decidable_on(tab),
        )

    def _decidable_on(self, tab: str) -> tuple[int, ...]:
        return self._decidable if tab == "forgotten" else ()

    @cached_property
    def _decidable(self) -> tuple[int, ...]:
        windows = [window.pk for window in self.access.windows]
        versions = _DECIDABLE.rows(timezone.localdate(self.at), windows) if windows else []
        return tuple(pk for (pk,) in versions)

    def _filtered(self, selection: Selection) -> Q:
        where = Q()
        if selection.is_a_number:
            number = tidy(selection.q)
            on = timezone.localdate(self.at)
            where &= Q(number=number) if may_be_a_number(number) else Q(number__in=numbers_ending_in(number, on=on))
        elif selection.q:
            where &= Q(application__item_version__in=versions_named(selection.q, self.departments))
        if selection.name:
            ways = [Q(application__name_pieces__contains=way) for way in names.searches(selection.name)]
            if agents := with_agent_named(selection.name):
                ways.append(
                    Q(application__pk__in=agents)
                )  # of the table that the pieces stand in: one index beside the other
            where &= reduce(or_, ways, Q(pk__in=[]))
        if selection.who:
            where &= Q(pk__in=of_person(selection.who))
        if selection.phone:
            where &= Q(pk__in=with_phone(selection.phone))
        if selection.owner == NO_HANDLER:
            where &= Q(owner=None) | Q(owner__in=User.objects.filter(is_active=False))
        conditions = {
            "application__item_version__item__code": selection.item,
            "window__number": selection.window,
            "owner": selection.owner if selection.owner != NO_HANDLER else "",
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
    if selection.is_a_search or not selection.sort.endswith("due"):
        return selection
    if selection.tab == "forgotten":
        return replace(selection, sort="acted")
    waits = CORRECTION_REQUESTED in (selection.state, STATE_OF.get(selection.tab))
    return replace(selection, sort="opened") if waits else selection


STATE_OF = {"correction": CORRECTION_REQUESTED}  # a notice ends the one clock that runs before acceptance


def known_document(cases: QuerySet[Case], text: str, *, today: date) -> Identity | None:
    """The document with this number by which an applicant of these cases is known; None if nobody is."""
    documents = {document.hash: document for document in possible(text, today=today)}
    if not documents:
        return None
    hashes = cases.filter(application__applicant_id_hash__in=documents).values_list(
        "application__applicant_id_hash", flat=True
    )
    hashes_here = set(hashes.distinct()[: len(documents)])
    return next((document for hashed, document in documents.items() if hashed in hashes_here), None)


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


# Written by Django once for all reaches of a shape: each page of the desk asks for all nine tabs, and for the beginning of one.


@lru_cache(maxsize=1_024)
def _general(reach: Reach) -> tuple[Reach, Roles]:
    roles = Roles(PERSON, DEPARTMENT)
    return reach.in_general(roles), roles


@lru_cache(maxsize=1_024)
def _counting(reach: Reach, tab: str, most: int = TAB_COUNTED) -> Written:
    """How a tab is counted."""
    return counting(_open(reach, tab, "due"), most)


@lru_cache(maxsize=1_024)
def _reading(reach: Reach, tab: str, sort: str, name: str, values: tuple[Any, ...]) -> Written:
    """How the cases of a tab are read: a question of its listing."""
    return written(getattr(_open(reach, tab, sort), name)(*values))


@of_its_places
def _newest(grant: Grant) -> Prepared[Any]:
    cases = Case.objects.reached_by(grant).filter(kind=CaseKind.APPLICATION)
    return Prepared(lambda: cases.order_by("-pk").values_list("pk")[:1])


def _open(reach: Reach, tab: str, sort: str) -> Listing:
    """The list of a tab at no moment yet."""
    cases = Case.objects.reached_by(reach.grant).filter(kind=CaseKind.APPLICATION)
    return Listing(CaseKind.APPLICATION, cases, reach.departments, reach.tab(tab, LATER), sort=sort)


def _versions_decidable() -> QuerySet[Any]:
    """Item versions that some windows may decide by an instrument in force on a day."""
    in_force = Delegation.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=ANY_DAY),
        Among(F("window"), ANY_NUMBERS),
        powers__contains=[Power.DECISION],
        valid_from__lte=ANY_DAY,
    )
    return ItemVersion.objects.filter(item__in=in_force.values("items")).order_by("pk").values_list("pk")


_DECIDABLE: Prepared[Any] = Prepared(_versions_decidable, ANY_DAY, ANY_NUMBERS)


def _awaited_hearing(*, asked_until: Any) -> QuerySet[Hearing]:
    """A hearing that the decision of the outer case waits for: permits.hearings.awaited_hearing as a question."""
    waits = Q(asked_at__isnull=False) | Q(ask_by__gt=asked_until)
    return Hearing.objects.filter(waits, application=OuterRef("pk"), held_at=None, given_up_at=None)


def _absent() -> QuerySet[Material]:
    """The papers of the outer case's item that the window does not have: permits.queries.missing_materials as a question."""
    held = MaterialReceipt.objects.held().filter(application=OuterRef(OuterRef("pk")), material=OuterRef("pk"))
    return Material.objects.filter(version__applications=OuterRef("pk")).exclude(Exists(held))
