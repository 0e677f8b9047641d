"""The two-visit rule (rules §4.1): trips are rows, and the third counted one must say why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cases.cards import Breach, issue_card
from cases.models import Card
from cases.rules import Rule
from hall.models import Department, Material, User, Window
from hall.refusals import Refused
from permits.models import Application, NoticeGround, Visit

ALLOWED = 2  # trips to one department's window for one matter (S0: 往返不得超过两次)


class CauseNeeded(Refused):
    code = "cause-needed"
    sentence = "这是第三次到访，选择原因（两次终结制）"


class CauseNotProven(Refused):
    code = "cause-not-proven"


@dataclass(frozen=True)
class Count:
    """How often the applicant came to one department's windows for an application."""

    department: Department
    counted: int


@dataclass(frozen=True)
class Trip:
    """
    One trip of the applicant, as the window describes it.

    :param cause: why it is the third counted one or a later one. :param missing: position of the paper that was not brought.
    """

    window: Window
    purpose: str
    cause: str = ""
    missing: int | None = None


def log(application: Application, trip: Trip, *, by: User, at: datetime, is_first: bool = False) -> Visit:
    """
    Add a visit. Collecting the result is not counted when courier or e-document was offered in writing.

    :param is_first: the application was registered just now, and no trip before it has become one of its visits.
    :raises CauseNeeded: a third counted visit without a cause.
    :raises CauseNotProven: a cause that what is stored does not bear out.
    """
    if trip.purpose not in Visit.Purpose.values:
        raise CauseNotProven("选择到访目的", field="purpose")
    if trip.cause and trip.cause not in Visit.Cause.values:
        raise CauseNotProven("选择列出的原因", field="cause")
    if trip.purpose == Visit.Purpose.COLLECT and getattr(application, "decision", None) is None:
        raise CauseNotProven("还没有作出决定，没有可以领取的结果", field="purpose")
    department = _department(application, trip.window)
    counted_as = None
    if trip.purpose != Visit.Purpose.COLLECT or application.delivery_offered_at is None:
        counted_as = 1 if is_first else counted(application, department) + 1
    # the first two trips need no cause: one that was filled in all the same is not kept
    cause: str = ""
    material: Material | None = None
    if counted_as is not None and counted_as > ALLOWED:
        cause, material = trip.cause, _proof(application, trip.cause, trip.missing)
    return Visit.objects.create(
        application=application,
        window=trip.window,
        department=department,
        purpose=trip.purpose,
        at=at,
        logged_by=by,
        counted_as=counted_as,
        cause=cause,
        missing=material,
    )


def counted(application: Application, department: Department | None = None) -> int:
    """How many counted visits to a department's windows the application has; left out: the department that handles it."""
    department = department or application.case.department
    return application.visits.filter(department=department, counted_as__isnull=False).count()


def counts(visits: Iterable[Visit]) -> list[Count]:
    """The counted visits by department, in the order of the first; their sum is that of the whole hall (Q5)."""
    numbers = Counter(visit.department for visit in visits if visit.counted_as is not None)
    return [Count(department, number) for department, number in numbers.items()]


def judge(visit: Visit, *, at: datetime) -> Card | None:
    """Raise the two-visit card when the cause is the window's; once for each such visit."""
    if visit.cause != Visit.Cause.WINDOW:
        return None
    case = visit.application.case
    return issue_card(
        case,
        Breach(
            rule=Rule.TWO_VISIT,
            occurrence=visit.counted_as or 0,
            cause=f"第 {visit.counted_as} 次到访，窗口原因（两次终结制）",
            window=visit.window,
            owner=case.owner,
        ),
        at=at,
    )


def provable(application: Application) -> list[Material]:
    """
    The papers whose absence is the applicant's own cause for another trip: those on the first notice, and those on the one that
    was given because the applicant changed the request in writing, which is the first notice of the changed request. What the
    window has had since the last trip was not missing.
    """
    ours = Q(notice_lines__notice__number=1) | Q(notice_lines__notice__ground=NoticeGround.REQUEST_CHANGED)
    listed = Material.objects.filter(ours, notice_lines__notice__application=application)
    last = application.visits.order_by("-at", "-pk").first()
    already_there = application.received.held().filter(at__lte=last.at) if last else application.received.none()
    return list(listed.exclude(pk__in=already_there.values("material")).order_by("position").distinct())


def _department(application: Application, window: Window) -> Department:
    """Whose window this trip led to: the one that handles the application if it serves there, else the window's own."""
    own = application.case.department
    if own is not None and (own.pk in window.serves or not window.serves):
        return own
    return Department.objects.get(pk=min(window.serves))


def _proof(application: Application, cause: str, missing: int | None) -> Material | None:
    """Check the cause of a third visit against what is stored."""
    if not cause:
        raise CauseNeeded(field="cause")
    if cause == Visit.Cause.RESULT_COLLECTION and getattr(application, "decision", None) is None:
        raise CauseNotProven("还没有作出决定，没有可以领取的结果", field="cause")
    if cause == Visit.Cause.RESULT_COLLECTION and application.delivery_offered_at is None:
        # collecting at the window is nobody's fault where courier or e-document was offered in writing
        raise CauseNotProven("没有书面提供过邮寄或者电子证照，不能算自愿到窗口领取", field="cause")
    if cause != Visit.Cause.APPLICANT:
        return None
    by_position = {material.position: material for material in provable(application)}
    if missing is None and by_position:
        raise CauseNotProven("选择申请人没带的材料", field="missing")
    if missing not in by_position:
        raise CauseNotProven("这份材料不在第一份一次性告知书上，或者窗口已经收到，不能算申请人原因", field="missing")
    return by_position[missing]
