"""Questions about applications and the items they are for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery

from cases.models import Case, CaseKind, Deadline
from cases.rules import Clock, Lamp, Rule
from hall.access import Access, current_posts
from hall.catalogue_terms import AuthorityLevel, ItemStatus
from hall.models import Department, ItemVersion, Material, User, Window
from hall.plans import Plan
from hall.prepared import ANY_NUMBER, Prepared, related
from hall.retold import day_of_catalogue
from hall.roles import Permission, Role
from hall.texts import visible
from hall.worktime import Limit, Unit
from permits import deadlines
from permits.models import Agent, Application, Commitment, Decision, DocumentKind, MaterialReceipt
from permits.states import NEVER_ACCEPTED, REVOKED, TERMINATED, UNDECIDED
from worklists import saved
from worklists.models import SavedView


def version_in_force(item_code: str, *, on: date) -> ItemVersion | None:
    """Return the version of an item that was published on a day, or None for an unknown item."""
    on = day_of_catalogue(on)
    return (
        ItemVersion.objects.select_related("item__department", "item__window")
        .filter(item__code=item_code.strip().upper(), effective_from__lte=on)
        .filter(Q(effective_to__isnull=True) | Q(effective_to__gt=on))
        .first()
    )


def unopened() -> QuerySet[Application]:
    """
    Applications whose sealed columns are opened only when somebody asks for one: for whoever goes over many, so that a value
    that cannot be opened is in the way of nothing that does not need it.
    """
    return Application.objects.defer("applicant_id", "phone", "email")


class Beside(NamedTuple):
    """Applications of one person for one item that go on: how many, and the number of the newest ("" if there is none)."""

    others: int
    newest: str


@dataclass(frozen=True)
class Records:
    """
    What the hall has about whoever has a document: most who come are new to it. `ended` and `beside` are of one item: whether one of
    theirs is not under way any more, and which are.
    """

    bars: bool
    enquiries: bool
    ended: bool
    beside: Beside


_RECORDS = Plan(
    f"""
SELECT EXISTS (SELECT FROM permits_bar b JOIN permits_application a ON a.case_id = b.application_id
               WHERE a.applicant_id_hash = $1 AND b.lifted_at IS NULL),
       EXISTS (SELECT FROM enquiries_enquiry WHERE id_hash = $1),
       coalesce(bool_or(NOT goes_on), false), count(*) FILTER (WHERE goes_on),
       coalesce((array_agg(number ORDER BY opened_at DESC, id DESC) FILTER (WHERE goes_on))[1], '')
FROM (SELECT c.id, c.number, c.opened_at, c.state IN ({", ".join(f"'{state}'" for state in UNDECIDED)}) AS goes_on
      FROM permits_application a JOIN cases_case c ON c.id = a.case_id JOIN hall_itemversion v ON v.id = a.item_version_id
      WHERE a.applicant_id_hash = $1 AND v.item_id = $2) theirs
""",  # noqa: S608 - names of ours
    ["text", "bigint"],
)


def records_of(number_hash: str, *, item: int) -> Records:
    """Asked once by each registration, instead of a question for each kind of which there is seldom any."""
    [(bars, enquiries, ended, others, newest)] = _RECORDS.rows(number_hash, item)
    return Records(bars, enquiries, ended, Beside(others, newest))


def of_person(number_hash: str) -> QuerySet[Any]:
    """Keys of the applications that this person has made, or acts for as an agent, by the keyed hash of the document number."""
    made = Application.objects.filter(applicant_id_hash=number_hash).values("pk")
    return made.union(Agent.objects.filter(number_hash=number_hash, ended_at=None).values("pk"))


def with_phone(phone_hash: str) -> QuerySet[Any]:
    """Keys of the applications with this telephone number, the applicant's or the agent's."""
    made = Application.objects.filter(phone_hash=phone_hash).values("pk")
    return made.union(Agent.objects.filter(phone_hash=phone_hash, ended_at=None).values("pk"))


MOST_OF_AN_AGENT = 500  # an agency that acts for more is found by its document or telephone


def with_agent_named(name: str) -> list[int]:
    """Keys of the applications for which somebody of just this name acts now: an agent's name is searched whole, not in pieces."""
    whole = visible(name)
    named = Q(name__iexact=whole) | Q(name__iexact="".join(whole.split()))
    rows = Agent.objects.filter(named, ended_at=None).order_by("-pk")
    return list(rows.values_list("pk", flat=True)[:MOST_OF_AN_AGENT])


def promise_limit(terms: ItemVersion) -> Limit:
    return Limit(Unit(terms.promise_unit), terms.promise_quantity)


def statutory_limit(terms: ItemVersion) -> Limit | None:
    """The limit that the law sets, or None for an item that is decided at once (即时)."""
    if terms.statutory_quantity is None:
        return None
    return Limit(Unit(terms.statutory_unit), terms.statutory_quantity)


MATERIALS = Prepared(lambda: Material.objects.filter(version=ANY_NUMBER), ANY_NUMBER)
RECEIVED = Prepared(lambda: MaterialReceipt.objects.filter(application=ANY_NUMBER), ANY_NUMBER)


def held(application: Application) -> set[int]:
    """The materials that the window has, by their ids: taken in and not handed back. Read from what a page has loaded."""
    receipts = related(application, "received", RECEIVED)
    return {receipt.material_id for receipt in receipts if receipt.returned_at is None}


def materials_of(terms: ItemVersion) -> list[Material]:
    """The item's list of materials."""
    return related(terms, "materials", MATERIALS)


def missing_materials(application: Application) -> list[Material]:
    """Materials on the item's list that the window does not have: not received, or handed back to be put right."""
    there = held(application)
    return [material for material in materials_of(application.item_version) if material.pk not in there]


DOCUMENT_OF = {Decision.Result.GRANT: DocumentKind.GRANT, Decision.Result.REFUSE: DocumentKind.REFUSAL}
# in which state which paper is to reach the applicant, besides a result that is handed over
SERVED = {
    REVOKED: DocumentKind.REVOCATION,
    TERMINATED: DocumentKind.TERMINATION,
    **dict.fromkeys(NEVER_ACCEPTED, DocumentKind.NON_ACCEPTANCE),
}


def false_promise(application: Application) -> Commitment | None:
    """The promise that was found false, whatever was decided on it."""
    commitment: Commitment | None = getattr(application, "commitment", None)
    return commitment if commitment is not None and commitment.is_false else None


def false_grant(application: Application) -> Commitment | None:
    """The promise found false that a grant rests on which still stands: it is to be revoked (rules A12, D15)."""
    commitment = false_promise(application)
    if commitment is None or hasattr(application, "revocation"):
        return None
    decision = getattr(application, "decision", None)
    return commitment if decision is not None and decision.result == Decision.Result.GRANT else None


def unverified_grant(application: Application) -> Commitment | None:
    """The promise that a grant rests on which still stands, and that nobody has verified: the case stays open for it."""
    commitment: Commitment | None = getattr(application, "commitment", None)
    if commitment is None or commitment.verified_at is not None or hasattr(application, "revocation"):
        return None
    decision = getattr(application, "decision", None)
    return commitment if decision is not None and decision.result == Decision.Result.GRANT else None


def still_to_correct(application: Application) -> list[Material]:
    """Papers that a notice asked for and that the window does not have, by their place on the list."""
    listed = application.item_version.materials.filter(notice_lines__notice__application=application)
    return list(listed.exclude(pk__in=held(application)).distinct().order_by("position"))


def handlers(case: Case, *, on: date) -> list[User]:
    """Who handles this department's cases on a day: its clerks and its chiefs, by name. One of them owns each case."""
    return handlers_in([case.department_id] if case.department_id else [], on=on)


def handlers_in(departments: Iterable[int], *, on: date) -> list[User]:
    """Who handles the cases of at least one of these departments (by id) on a day, by name."""
    among = list(departments)
    at_a_window = Q(role=Role.CLERK, window__departments__in=among)
    inside = Q(role=Role.SECTION_CHIEF, department__in=among)
    posts = current_posts(on).filter(at_a_window | inside)
    return list(User.objects.filter(is_active=True, posts__in=posts).distinct().order_by("display_name", "pk"))


def views_for(user: User, access: Access) -> list[SavedView]:
    """A person's own views, and those shared with a department whose cases they handle."""
    reached = access.grant(Permission.APPLICATION_HANDLE).departments
    return saved.views_for(user, CaseKind.APPLICATION, departments=reached)


def windows_of(access: Access) -> list[Window]:
    """Windows that a person may register at: where they stand, or those of the department that they work for."""
    if own := access.windows:
        return own
    grant = access.grant(Permission.APPLICATION_HANDLE)
    return list(Window.objects.filter(departments__in=grant.departments).distinct().prefetch_related("departments"))


def departments_served(access: Access) -> frozenset[int]:
    """The departments whose items a person may register: those of their windows, within what they may handle."""
    served = frozenset().union(*(window.serves for window in windows_of(access)))
    return served & access.grant(Permission.APPLICATION_HANDLE).departments


def window_for(access: Access, case: Case) -> Window:
    """Where the applicant of this case stands now: the person's own window for the department, else the case's."""
    own = [window for window in access.windows if case.department_id in window.serves]
    window = next(iter(own), case.window)
    if window is None:
        raise ValueError(f"application {case.number} was registered without a window")
    return window


def open_versions(departments: Iterable[int] | QuerySet[Department], *, on: date) -> QuerySet[ItemVersion]:
    """What may be registered on a day for these departments, by item code."""
    return (
        ItemVersion.objects.select_related("item__department", "item__window")
        .filter(item__department__in=departments, item__status=ItemStatus.ACTIVE, item__is_in_hall=True)
        .filter(Q(effective_to__isnull=True) | Q(effective_to__gt=on), effective_from__lte=on, disclosure_complete=True)
        .order_by("item__code")
    )


def handling_clocks(terms: ItemVersion, *, corrected: bool = False) -> list[Clock]:
    """
    The clocks that acceptance starts, and that a page shows before it is confirmed: the promise of a district item, or the
    target of a filing with the city; beside the promise the statutory limit, if there is one.

    :param corrected: complete corrections start them, before the acceptance (rules A7).
    """
    clocks = [first_handling_clock(terms, corrected=corrected)]
    limit = statutory_limit(terms)
    if terms.authority_level == AuthorityLevel.DISTRICT and limit is not None:
        clocks.append(deadlines.statutory(limit=limit, basis=basis_of(terms)))
    return [replace(clock, start=deadlines.CORRECTED) for clock in clocks] if corrected else clocks


def clocks_on_a_promise(terms: ItemVersion) -> list[Clock]:
    """The clocks of an acceptance whose papers are not complete, which is told of none of them (rules A12)."""
    return [
        replace(clock, start=deadlines.ON_A_PROMISE) if clock.rule == Rule.HALF_DAY else clock
        for clock in handling_clocks(terms)
    ]


def handling_anew(terms: ItemVersion) -> Clock:
    """The first of them once more, from a promised paper that came too late."""
    return replace(first_handling_clock(terms), start=deadlines.SUPPLIED)


def first_handling_clock(terms: ItemVersion, *, corrected: bool = False) -> Clock:
    """The promise, or the target of a filing with the city."""
    if terms.authority_level != AuthorityLevel.DISTRICT:
        return deadlines.agency_target()
    return deadlines.promise(limit=promise_limit(terms), corrected=corrected)


def clocks_of_complete_papers(application: Application) -> list[Clock]:
    """
    The clocks that the paper starts which completes the papers: half a working day to finish, or of an item promised in days to
    accept (rules §4.1); and all of the handling, if a notice had asked for corrections (rules A7).
    """
    terms = application.item_version
    handling = handling_clocks(terms, corrected=True) if application.notices.all() else []
    limit = promise_limit(terms)
    if terms.authority_level == AuthorityLevel.DISTRICT and limit.unit is Unit.WORKING_MINUTE:
        return handling or [deadlines.promise(limit=limit)]
    return [deadlines.window_acceptance(), *handling]


def basis_of(terms: ItemVersion) -> str:
    """The first legal basis of the item: what the statutory limit is explained by."""
    return "事项目录" if terms.first_basis is None else terms.first_basis[:100]


def with_due(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with `due_at`: the earliest due moment of a clock that runs and is not stopped; None if there is none."""
    running = Deadline.objects.filter(
        case=OuterRef("pk"), met_at__isnull=True, superseded_at__isnull=True, lamp__gt=Lamp.GREY
    )
    return cases.annotate(due_at=Subquery(running.order_by("due_at").values("due_at")[:1]))
