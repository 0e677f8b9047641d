"""Taking an application in: registering, visits, the one-time notice, papers, a lost receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases import actions as engine
from cases import clocks, history
from cases.models import CaseKind
from cases.rules import Rule
from hall.catalogue_terms import ItemStatus
from hall.crypto import keyed_hash
from hall.identifiers import mask_mail, mask_number
from hall.models import ItemVersion, Material, User, Window
from hall.refusals import Refused
from permits import deadlines, letters, names, visits
from permits.actions.locking import BadInput, lock
from permits.applicants import Applicant
from permits.models import Application, Channel, MaterialReceipt, NoticeLine, OneTimeNotice, Visit
from permits.queries import version_in_force
from permits.states import ENQUIRED, FLOW, SUBMITTED

OPENS_WITH = (Visit.Purpose.CONSULT, Visit.Purpose.SUBMIT)


class CannotRegister(Refused):
    code = "cannot-register"


class CannotNotify(Refused):
    code = "cannot-notify"


@dataclass(frozen=True)
class Registered:
    """An application and its receipt code, which exists in clear only here. `created` is False for a repeated request."""

    application: Application
    code: str
    created: bool


@transaction.atomic
def register(
    *,
    item_code: str,
    window: Window,
    applicant: Applicant,
    materials: Sequence[int],
    idem: str,
    by: User,
    at: datetime,
    channel: str = Channel.WINDOW,
    purpose: str = Visit.Purpose.SUBMIT,
    note: str = "",
) -> Registered:
    """
    Take an application in: number, receipt, the 5-day acceptance clock, and at the window the first visit.

    With the purpose `consult` nothing is submitted yet: the visit counts (open question Q6), no clock runs, and the papers
    come with `receive`.

    :param materials: positions of the materials that were handed in.
    :param idem: the form's key; the same key gives the same application again.
    :raises CannotRegister: unknown, abolished or unpublished item, or one that this window does not handle.
    """
    if purpose not in OPENS_WITH:
        raise BadInput("选择咨询或提交", field="purpose")
    consults = purpose == Visit.Purpose.CONSULT
    if consults and materials:
        raise BadInput("只是咨询就不收材料；收了材料的选提交", field="materials")
    before = engine.find_sent_before(idem)
    if before is not None and before.kind != CaseKind.APPLICATION:
        raise BadInput("这张表已经用过了，重新打开登记页面再填")
    if before is not None:
        return Registered(before.application, engine.code_of(before, idem), created=False)
    version = _open_version(item_code, window, at)
    checked = applicant.checked(today=timezone.localdate(at))
    case = engine.open_case(
        kind=CaseKind.APPLICATION,
        hall=window.hall,
        department=version.item.department,
        window=window,
        owner=by,
        title=version.name,
        party=checked.masked_name,
        state=ENQUIRED if consults else SUBMITTED,
        verb="register",
        idem=idem,
        by=by,
        at=at,
        channel=str(channel),
        purpose=str(purpose),
        item=version.item.code,
        item_version=version.number,
    )
    application = Application.objects.create(
        case=case,
        item_version=version,
        applicant_kind=checked.kind,
        applicant_name=checked.name,
        name_pieces=names.pieces(checked.name),
        applicant_id=checked.number,
        applicant_id_hash=keyed_hash("applicant", checked.number),
        applicant_id_masked=mask_number(checked.number),
        phone=checked.phone,
        phone_hash=keyed_hash("phone", checked.phone),
        phone_masked=mask_number(checked.phone),
        email=checked.email,
        email_masked=mask_mail(checked.email),
        no_sms=checked.no_sms,
        channel=channel,
        note=note.strip(),
    )
    _take_in(application, materials, by=by, at=at)
    if channel == Channel.WINDOW:
        visits.log(application, window=window, purpose=purpose, by=by, at=at)
    if not consults:
        clocks.start(case, deadlines.acceptance_notice(), started_at=at, at=at)
        letters.tell(application, "received", at=at)
    return Registered(application, engine.code_of(case, idem), created=True)


@transaction.atomic
def log_visit(
    *,
    number: str,
    window: Window,
    purpose: str,
    by: User,
    at: datetime,
    cause: str = "",
    missing: int | None = None,
    version: int | None = None,
) -> Visit:
    """
    Note a trip of the applicant to the window. From the third counted one on a cause is due (rules §4.1).

    :param missing: position of the material that was not brought, for the cause "applicant".
    :raises CauseNeeded, CauseNotProven: see permits.visits.
    """
    case, application = lock(number, version, at=at)
    FLOW.target(case.state, "visit")
    visit = visits.log(application, window=window, purpose=purpose, by=by, at=at, cause=cause, missing=missing)
    history.record(
        case, verb="visit", by=by, at=at, purpose=str(purpose), cause=str(cause), counted_as=visit.counted_as
    )
    visits.judge(visit, at=at)
    return visit


@transaction.atomic
def notify(
    *, number: str, missing: dict[int, str], by: User, at: datetime, version: int | None = None
) -> OneTimeNotice:
    """
    Tell the applicant, once, everything that is missing or wrong (art. 32). Ends the acceptance clock in time or late.

    A paper already received that is named here counts as handed back, until it comes again.

    :param missing: material position → remark (may be "").
    :raises CannotNotify: nothing named, or a second notice naming a paper that the first did not.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "notify")
    if not missing:
        raise CannotNotify("勾选缺少或要改正的材料，一次说全", field="missing")
    lines = _named_materials(application, list(missing), field="missing")
    first = application.notices.order_by("number").first()
    if first is not None:
        told = set(first.lines.values_list("material__position", flat=True))
        extra = [material.name for material in lines if material.position not in told]
        if extra:
            raise CannotNotify(f"第一份告知书没有写“{'、'.join(extra)}”，不能再要求补正（一次告知）", field="missing")
    notice = OneTimeNotice.objects.create(
        application=application,
        number=application.notices.count() + 1,
        item_version=application.item_version,
        at=at,
        told_by=by,
    )
    NoticeLine.objects.bulk_create(
        NoticeLine(notice=notice, material=material, remark=missing[material.position].strip()) for material in lines
    )
    # a paper that is wrong goes back to the applicant: it is no longer among those received
    application.received.filter(material__in=lines).delete()
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, at=at)
    history.record(
        case,
        verb="notify",
        by=by,
        at=at,
        to=target,
        notice=notice.number,
        missing=[material.name for material in lines],
    )
    letters.tell(application, "noticed", at=at, count=len(lines))
    return notice


@transaction.atomic
def receive(
    *,
    number: str,
    materials: Sequence[int],
    by: User,
    at: datetime,
    window: Window,
    channel: str = Channel.WINDOW,
    cause: str = "",
    missing: int | None = None,
    on_visit: bool = False,
    version: int | None = None,
) -> Application:
    """
    Take papers in. After a consultation or a notice the 5-day acceptance clock starts anew; at the window it is a visit.

    :param on_visit: the papers come with a visit that log_visit has noted already: no further trip is counted.
    """
    case, application = lock(number, version, at=at)
    waited = case.state != SUBMITTED
    purpose = (
        Visit.Purpose.CORRECT if case.deadlines.exists() else Visit.Purpose.SUBMIT
    )  # its first clock starts with papers
    target = FLOW.target(case.state, "receive")
    taken = _take_in(application, materials, by=by, at=at)
    if not taken:
        raise BadInput("勾选这次收到的材料", field="materials")
    visit = None
    if channel == Channel.WINDOW and not on_visit:
        visit = visits.log(application, window=window, purpose=purpose, by=by, at=at, cause=cause, missing=missing)
    history.record(case, verb="receive", by=by, at=at, to=target, materials=[material.name for material in taken])
    if waited:
        clocks.start(case, deadlines.acceptance_notice(), started_at=at, at=at)
        letters.tell(application, "corrected" if purpose == Visit.Purpose.CORRECT else "received", at=at)
    if visit is not None:
        visits.judge(visit, at=at)
    return application


@transaction.atomic
def replace_code(*, number: str, idem: str, by: User, at: datetime, version: int | None = None) -> str:
    """Give the applicant a new receipt code because the slip was lost; the old one is void. Returns the code."""
    case, _application = lock(number, version, at=at)
    return engine.replace_code(case, idem=idem, by=by, at=at)


def _open_version(item_code: str, window: Window, at: datetime) -> ItemVersion:
    version = version_in_force(item_code, on=timezone.localdate(at))
    if version is None:
        raise CannotRegister("没有这个事项，核对事项编码", field="item_code")
    item = version.item
    if item.status != ItemStatus.ACTIVE:
        raise CannotRegister(
            f"“{version.name}”{item.get_status_display()}（{item.abolished_by}），不能登记", field="item_code"
        )
    if not item.is_in_hall:
        raise CannotRegister(f"“{version.name}”还没有进驻大厅，不能登记", field="item_code")
    if not version.disclosure_complete:
        raise CannotRegister(f"“{version.name}”的六公开不齐全，不能登记", field="item_code")
    if not window.departments.filter(pk=item.department_id).exists():
        raise CannotRegister(f"“{version.name}”由{item.department}办理，不在本窗口", field="item_code")
    return version


def _take_in(application: Application, positions: Sequence[int], *, by: User, at: datetime) -> list[Material]:
    already = set(application.received.values_list("material__position", flat=True))
    taken = [
        material
        for material in _named_materials(application, list(positions), field="materials")
        if material.position not in already
    ]
    MaterialReceipt.objects.bulk_create(
        MaterialReceipt(application=application, material=material, at=at, received_by=by) for material in taken
    )
    return taken


def _named_materials(application: Application, positions: list[int], *, field: str) -> list[Material]:
    """Return the item's materials at these positions; an unknown one is refused at the field that named it."""
    known = {material.position: material for material in application.item_version.materials.all()}
    strange = [position for position in positions if position not in known]
    if strange:
        raise BadInput(f"材料清单里没有第 {strange[0]} 项", field=field)
    return [known[position] for position in sorted(set(positions))]
