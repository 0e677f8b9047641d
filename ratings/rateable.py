"""What is rated: a visit at a window, or a case applied for online; whose it was, and how often it may be rated: once."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from hall.models import Department, ServiceHall, ServiceItem, User, Window
from permits.models import Application, Channel, Visit
from ratings.codes import CASE, VISIT, Source, code_of, link_to_visit
from ratings.deadlines import ASKED_FOR, RATE_WITHIN
from ratings.models import Link, Rating
from ratings.staff import colleague_behind

CAPTION = f"办完以后扫码评价，自愿，{RATE_WITHIN.days} 天内有效"  # under the picture on the slip
ONLINE = Q(channel=Channel.ONLINE, case__concluded_at__isnull=False)


@dataclass(frozen=True)
class Service:
    """One visit or one online case, with everything that its rating is counted by."""

    source: Source
    application: Application
    department: Department
    window: Window | None
    person: User
    at: datetime

    @property
    def code(self) -> str:
        return code_of(self.source.of, self.source.key)

    @property
    def hall(self) -> ServiceHall:
        return self.application.case.hall

    @property
    def item(self) -> ServiceItem:
        return self.application.item_version.item

    @property
    def is_visit(self) -> bool:
        return self.source.of == VISIT


def visits() -> QuerySet[Visit]:
    """The visits that can be rated: made at a window, not taken over from an earlier application."""
    return Visit.objects.filter(carried_from="")


def online() -> QuerySet[Application]:
    """The cases applied for online whose result stands: asked after the result, not before."""
    return Application.objects.filter(ONLINE)


def service_of(source: Source) -> Service | None:
    """The service of a genuine code; None where the visit was taken back, or the case has no result yet."""
    of_case = "application__case__hall", "application__item_version__item"
    if source.of == VISIT:
        related = visits().select_related(*of_case, "department", "window", "logged_by")
        visit = related.filter(pk=source.key).first()
        if visit is None:
            return None
        return Service(source, visit.application, visit.department, visit.window, visit.logged_by, visit.at)
    cases = online().select_related("case__hall", "case__department", "case__owner", "item_version__item")
    application = cases.filter(pk=source.key).first()
    if application is None:
        return None
    department, owner, at = application.case.department, application.case.owner, application.case.concluded_at
    if department is None or owner is None or at is None:
        return None
    return Service(source, application, department, None, owner, at)


def newest_at(window: int, *, at: datetime) -> Visit | None:
    """The last visit at a window, as long as the tablet there asks about it."""
    some = visits().filter(window=window, at__gt=at - ASKED_FOR, at__lte=at)
    return some.order_by("-at", "-pk").first()


def link_of(source: Source) -> Link | None:
    """The link of a service, if it was consumed."""
    column = "visit" if source.of == VISIT else "case"
    return Link.objects.filter(**{column: source.key}).first()


def rating_by(link: Link) -> Rating:
    """The rating that counts."""
    return Rating.objects.get(link=link)


def rating_link(application: int) -> str:
    """
    The address for the QR picture on the slip of an application: of its last visit; "" without one, without a public address, or
    where the telephone is a colleague's: whoever may not rate is not asked to.
    """
    related = visits().select_related("application__agent")
    visit = related.filter(application=application).order_by("-at", "-pk").first()
    return link_to_visit(visit.pk) if visit and not colleague_behind(visit.application) else ""


def beside_slip(application: int) -> tuple[str, str]:
    """Address and caption of the picture beside the receipt code on a slip, for whoever lays one out."""
    return rating_link(application), CAPTION


def path_for_case(application: Application) -> str:
    """Where whoever looked a case up rates it: one applied for online, after its result; "" otherwise."""
    if application.channel != Channel.ONLINE or application.case.concluded_at is None:
        return ""
    return f"/r/{code_of(CASE, application.pk)}/"
