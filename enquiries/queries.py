"""Questions about enquiries: who sees which, and who can take one over."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from cases.models import Case, CaseKind
from enquiries import deadlines
from enquiries.models import OPEN, Enquiry, HandOver
from enquiries.states import ANSWERED
from hall import calendar
from hall.access import Access, Grant, current_posts
from hall.models import Department, ItemVersion, Post, ServiceItem, Window
from hall.prepared import ANY_MOMENT, ANY_NUMBER, ANY_TEXT, Prepared
from hall.roles import ROLES, Permission

ENQUIRIES = Case.objects.filter(kind=CaseKind.ENQUIRY)
TABS = {"open": "待答复", "incoming": "移交来的", "outgoing": "已移交，没人接", "answered": "已答复"}


def reached_by(grant: Grant) -> QuerySet[Case]:
    """Enquiries that a grant reaches: its departments are responsible, were asked first, or are to take over."""
    if not grant:
        return ENQUIRIES.none()
    to_take_over = Q(pk__in=_handed_to(grant).values("enquiry"))
    first = grant.as_filter("enquiry__first_department")
    return ENQUIRIES.filter(grant.as_filter("department") | first | to_take_over)


def responsible(grant: Grant) -> QuerySet[Case]:
    """Enquiries that the grant's departments have to answer or hand over."""
    return ENQUIRIES.filter(grant.as_filter("department")) if grant else ENQUIRIES.none()


def to_take(grant: Grant, user: int | None) -> QuerySet[Case]:
    """Enquiries that this person may take over: handed to them, or to a department of theirs without naming anybody."""
    mine = _handed_to(grant).filter(Q(to_person=user) | Q(to_person__isnull=True))
    return ENQUIRIES.filter(pk__in=mine.values("enquiry")) if grant else ENQUIRIES.none()


def _handed_to(grant: Grant) -> QuerySet[HandOver]:
    return HandOver.objects.filter(OPEN, grant.as_filter("to_department"))


def tab(name: str, grant: Grant, user: int | None) -> QuerySet[Case]:
    """The cases of one list of the desk, what is due first on top."""
    mine = responsible(grant)
    cases = {
        "open": mine.exclude(state=ANSWERED),
        "incoming": to_take(grant, user),
        "outgoing": mine.filter(enquiry__hand_overs__in=HandOver.objects.filter(OPEN)),
        "answered": reached_by(grant).filter(state=ANSWERED),
    }[name]
    order = "-opened_at" if name == "answered" else "opened_at"
    cases = cases.select_related("department", "owner", "enquiry__item").defer("enquiry__id_number", "enquiry__phone")
    return cases.order_by(order, "pk")


def loaded(case: Case) -> Enquiry:
    """The enquiry of a case with its chain, for a page."""
    chain = HandOver.objects.select_related("by", "to_department", "to_person", "taken_by")
    enquiry = (
        Enquiry.objects.select_related(
            "item", "first_asked", "first_department", "window", "answered_by", "attached_to"
        )
        .defer("id_number", "phone")
        .prefetch_related(Prefetch("hand_overs", queryset=chain))
        .get(case=case)
    )
    enquiry.case = case
    return enquiry


def open_hand_over(enquiry: Enquiry) -> HandOver | None:
    return next((each for each in enquiry.hand_overs.all() if each.is_open), None)


def takers(department: Department, *, on: date) -> list[Post]:
    """Who of a department can take an enquiry over that day."""
    at_it = Q(department=department) | Q(window__departments=department)
    posts = _posts_of_takers(on).filter(at_it)
    return list(posts.select_related("user").order_by("user__display_name", "id").distinct())


def departments_with_takers(*, on: date) -> QuerySet[Department]:
    """Departments that somebody can take an enquiry over for."""
    posts = _posts_of_takers(on)
    at_it = Q(pk__in=posts.values("department")) | Q(pk__in=posts.values("window__departments"))
    return Department.objects.filter(at_it).order_by("code")


def _posts_of_takers(on: date) -> QuerySet[Post]:
    roles = [role for role, terms in ROLES.items() if Permission.APPLICATION_HANDLE in terms.permissions]
    return current_posts(on).filter(role__in=roles, user__is_active=True)


def windows_of(access: Access) -> list[Window]:
    """Windows at which this person can be asked: where they stand, or those of their department."""
    grant = access.grant(Permission.APPLICATION_HANDLE)
    of_department = Window.objects.filter(departments__in=grant.departments).distinct()
    return access.windows or list(of_department.prefetch_related("departments"))


def item_called(code: str) -> ServiceItem | None:
    """The item with this code; ``编码 名称`` as a list offers it will do too."""
    words = code.split(maxsplit=1)
    return ServiceItem.objects.filter(code=words[0].upper()).first() if words else None


def name_of(item: ServiceItem, *, on: date) -> str:
    """The item's name as it is published that day."""
    versions = ItemVersion.objects.filter(item=item).order_by("-number")
    version = versions.filter(effective_from__lte=on).first() or versions.first()
    return version.name if version else item.code


_ASKED_BEFORE = Prepared(
    lambda: (
        Enquiry.objects.select_for_update(of=("self",))
        .filter(id_hash=ANY_TEXT, item=ANY_NUMBER, attached_to__isnull=True, case__opened_at__lte=ANY_MOMENT)
        .select_related("case", "window", "first_asked", "first_department")
        .order_by("case__opened_at", "pk")
    ),
    ANY_TEXT,
    ANY_NUMBER,
    ANY_MOMENT,
)


def joining(*, id_hash: str, item: ServiceItem, at: datetime) -> Sequence[Enquiry]:
    """Enquiries of the same person about the same item that an application at `at` makes its own, locked, oldest first."""
    return [
        enquiry
        for enquiry in _ASKED_BEFORE.rows(id_hash, item.pk, at)
        if at <= deadlines.attaches_until(asked_at=enquiry.case.opened_at, calendar=calendar.current())
    ]
