"""The two-visit rule (rules §4.1): trips are rows, and the third counted one must say why."""

from datetime import datetime

from cases.cards import issue_card
from cases.models import Card
from cases.rules import CardLevel, Rule
from hall.models import Material, User, Window
from hall.refusals import Refused
from permits.models import Application, Visit

ALLOWED = 2  # trips to one department's window for one matter (S0: 往返不得超过两次)


class CauseNeeded(Refused):
    code = "cause-needed"
    sentence = "这是第三次到访，选择原因（两次终结制）"


class CauseNotProven(Refused):
    code = "cause-not-proven"


def log(
    application: Application,
    *,
    window: Window,
    purpose: str,
    by: User,
    at: datetime,
    cause: str = "",
    missing: int | None = None,
) -> Visit:
    """
    Add a visit. Collecting the result is not counted: the receipt offers courier and e-document in writing.

    :param missing: position of the material that the applicant did not bring.
    :raises CauseNeeded: a third counted visit without a cause.
    :raises CauseNotProven: cause "applicant" for a paper that the first notice did not name.
    """
    if purpose not in Visit.Purpose.values:
        raise CauseNotProven("选择到访目的", field="purpose")
    if cause and cause not in Visit.Cause.values:
        raise CauseNotProven("选择列出的原因", field="cause")
    counted_as = None
    if purpose != Visit.Purpose.COLLECT:
        counted_as = counted(application) + 1
    if counted_as is None or counted_as <= ALLOWED:
        cause, material = "", None
    else:
        material = _proof(application, cause, missing)
    return Visit.objects.create(
        application=application,
        window=window,
        department=application.item_version.item.department,
        purpose=purpose,
        at=at,
        logged_by=by,
        counted_as=counted_as,
        cause=cause,
        missing=material,
    )


def counted(application: Application) -> int:
    """How many counted visits to its department's windows the application has."""
    return application.visits.filter(department=application.case.department, counted_as__isnull=False).count()


def judge(visit: Visit, *, at: datetime) -> Card | None:
    """Raise the two-visit card when the cause is the window's; once for each such visit."""
    if visit.cause != Visit.Cause.WINDOW:
        return None
    case = visit.application.case
    return issue_card(
        case,
        rule=Rule.TWO_VISIT,
        level=CardLevel.YELLOW,
        occurrence=visit.counted_as or 0,
        cause=f"第 {visit.counted_as} 次到访，窗口原因（两次终结制）",
        window=visit.window,
        owner=case.owner,
        at=at,
    )


def _proof(application: Application, cause: str, missing: int | None) -> Material | None:
    """Check the cause of a third visit against the first notice."""
    if not cause:
        raise CauseNeeded(field="cause")
    if cause != Visit.Cause.APPLICANT:
        return None
    first = application.notices.order_by("number").first()
    told = {line.material.position: line.material for line in first.lines.select_related("material")} if first else {}
    if missing not in told:
        raise CauseNotProven("这份材料不在第一份一次性告知书上，不能算申请人原因", field="missing")
    return told[missing]
