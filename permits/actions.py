"""What people do with an application. Each verb locks, checks, changes and records, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases import actions as engine
from cases import clocks, history
from cases.models import Case, CaseKind, Deadline, Pause
from cases.queries import locked
from cases.rules import Rule
from cases.staleness import must_be_current
from hall.catalogue_terms import AuthorityLevel, ItemStatus
from hall.crypto import keyed_hash
from hall.identifiers import mask_number
from hall.models import ItemVersion, Material, User, Window
from hall.refusals import Refused
from permits import deadlines, visits
from permits.applicants import Applicant
from permits.models import (
    Application,
    Channel,
    Decision,
    Delivery,
    MaterialReceipt,
    NoticeLine,
    OneTimeNotice,
    Visit,
)
from permits.queries import may_decide_at_window, missing_materials, promise_limit, statutory_limit, version_in_force
from permits.states import FLOW, SUBMITTED


class CannotRegister(Refused):
    code = "cannot-register"


class BadInput(Refused):
    code = "bad-input"


class CannotNotify(Refused):
    code = "cannot-notify"


class CannotAccept(Refused):
    code = "cannot-accept"


class OutsidePower(Refused):
    code = "outside-power"


class CannotDecide(Refused):
    code = "cannot-decide"


class CannotExtend(Refused):
    code = "cannot-extend"


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
    note: str = "",
) -> Registered:
    """
    Take an application in: number, receipt, the 5-day acceptance clock, and at the window the first visit.

    :param materials: positions of the materials that were handed in.
    :param idem: the form's key; the same key gives the same application again.
    :raises CannotRegister: unknown, abolished or unpublished item, or one that this window does not handle.
    """
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
        state=SUBMITTED,
        verb="register",
        idem=idem,
        by=by,
        at=at,
        channel=str(channel),
        item=version.item.code,
        item_version=version.number,
    )
    application = Application.objects.create(
        case=case,
        item_version=version,
        applicant_kind=checked.kind,
        applicant_name=checked.name,
        applicant_id=checked.number,
        applicant_id_hash=keyed_hash("applicant", checked.number),
        applicant_id_masked=mask_number(checked.number),
        phone=checked.phone,
        phone_masked=mask_number(checked.phone),
        channel=channel,
        note=note.strip(),
    )
    _take_in(application, materials, by=by, at=at)
    if channel == Channel.WINDOW:
        visits.log(application, window=window, purpose=Visit.Purpose.SUBMIT, by=by, at=at)
    clocks.start(case, deadlines.acceptance_notice(), started_at=at, at=at)
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
    case, application = _lock(number, version)
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
    case, application = _lock(number, version)
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
    version: int | None = None,
) -> Application:
    """Take further papers in. After a notice the 5-day acceptance clock starts anew; at the window it is a visit."""
    case, application = _lock(number, version)
    waited = case.state != SUBMITTED
    target = FLOW.target(case.state, "receive")
    taken = _take_in(application, materials, by=by, at=at)
    if not taken:
        raise BadInput("勾选这次收到的材料", field="materials")
    visit = None
    if channel == Channel.WINDOW:
        visit = visits.log(
            application, window=window, purpose=Visit.Purpose.CORRECT, by=by, at=at, cause=cause, missing=missing
        )
    history.record(case, verb="receive", by=by, at=at, to=target, materials=[material.name for material in taken])
    if waited:
        clocks.start(case, deadlines.acceptance_notice(), started_at=at, at=at)
    if visit is not None:
        visits.judge(visit, at=at)
    return application


@transaction.atomic
def accept(*, number: str, by: User, at: datetime, version: int | None = None) -> Application:
    """
    Accept: all papers are in. The promise and the statutory limit start beside each other.

    :raises CannotAccept: papers are missing; the sentence names them.
    """
    case, application = _lock(number, version)
    target = FLOW.target(case.state, "accept")
    absent = missing_materials(application)
    if absent:
        raise CannotAccept(f"还缺：{'、'.join(material.name for material in absent)}。先收齐，或一次性告知补正")
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, at=at)
    application.accepted_at = at
    application.save(update_fields=["accepted_at"])
    history.record(case, verb="accept", by=by, at=at, to=target)
    _start_handling_clocks(application, at=at)
    return application


@transaction.atomic
def decline(
    *,
    number: str,
    reason: str,
    remedies: str,
    by: User,
    at: datetime,
    competent_agency: str = "",
    version: int | None = None,
) -> Application:
    """Decide in writing not to accept, with the reason, the competent agency if known, and the remedies (art. 32, 38)."""
    case, application = _lock(number, version)
    target = FLOW.target(case.state, "decline")
    _need(reason, "填写不予受理的理由和依据", "reason")
    _need(remedies, "填写救济途径：向谁、在多少日内申请复议或提起诉讼", "remedies")
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, at=at)
    _close(case, at=at)
    history.record(
        case,
        verb="decline",
        by=by,
        at=at,
        to=target,
        reason=reason,
        remedies=remedies,
        competent_agency=competent_agency,
    )
    return application


@transaction.atomic
def suspend(
    *,
    number: str,
    ground: str,
    notice_number: str,
    declared_days: int,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Pause:
    """
    Stop the clocks for a special procedure (art. 45). `by` is the approver; the view asks for that permission.

    :raises NoSuchPauseGround, CannotPause: which condition fails.
    """
    case, _application = _lock(number, version)
    target = FLOW.target(case.state, "suspend")
    pause = engine.pause(
        case, ground=ground, notice_number=notice_number, declared_days=declared_days, approver=by, by=by, at=at
    )
    history.record(
        case, verb="suspend", by=by, at=at, to=target, ground=pause.get_ground_display(), notice_number=pause.notice_number,
        declared_days=declared_days,
    )  # fmt: skip
    return pause


@transaction.atomic
def resume(*, number: str, by: User, at: datetime, version: int | None = None) -> list[Deadline]:
    """End the special procedure; the day of `at` is its last. Returns the clocks that run again, with their new moments."""
    case, _application = _lock(number, version)
    target = FLOW.target(case.state, "resume")
    moved = engine.go_on(case, by=by, at=at)
    history.record(
        case, verb="resume", by=by, at=at, to=target, due={deadline.rule: deadline.due_at for deadline in moved}
    )
    return moved


@transaction.atomic
def extend(
    *, number: str, rank: str, document: str, reason: str, by: User, at: datetime, version: int | None = None
) -> Deadline:
    """
    Give the statutory limit its one extension, by the item's own days and approver (art. 42). The promise stays.

    :param rank: who approved it, in the item's own words (本机关负责人, 本级人民政府负责人, …).
    :param document: number of the approval.
    :raises CannotExtend: no such extension, extended before, already late, or the approver's rank is too low.
    """
    case, application = _lock(number, version)
    FLOW.target(case.state, "extend")
    terms = application.item_version
    limit = statutory_limit(terms)
    running = case.deadlines.filter(rule=Rule.STATUTORY, met_at__isnull=True, superseded_at__isnull=True).first()
    if limit is None or running is None or not terms.extension_days:
        raise CannotExtend("这个事项没有法定的延长期")
    if application.extended_by:
        raise CannotExtend("已经延长过一次，不能再延长")
    if rank != terms.extension_approver:
        raise CannotExtend(f"延长须由{terms.extension_approver}批准", field="rank")
    _need(document, "填写批准文号", "document")
    _need(reason, "填写延长的理由，理由要告知申请人", "reason")
    if clocks.is_broken(running, at=at):
        raise CannotExtend("法定时限已过，不能再延长")
    application.extended_by = terms.extension_days
    application.save(update_fields=["extended_by"])
    clock = deadlines.statutory(limit=limit, basis=_basis(terms), extended_by=terms.extension_days)
    new = clocks.supersede(case, clock, at=at)
    history.record(
        case, verb="extend", by=by, at=at, days=terms.extension_days, rank=rank, document=document, reason=reason,
        due_before=running.due_at, due_after=new.due_at,
    )  # fmt: skip
    return new


@transaction.atomic
def decide(
    *,
    number: str,
    result: str,
    by: User,
    at: datetime,
    reason: str = "",
    remedies: str = "",
    version: int | None = None,
) -> Decision:
    """
    Grant, or refuse with reasons and remedies (art. 38). A late decision raises its card here, not at the next sweep.

    :raises OutsidePower: the window's instruments do not give this power. :raises CannotDecide: a refusal without its reasons.
    """
    case, application = _lock(number, version)
    if result not in Decision.Result.values:
        raise BadInput("选择准予或不予许可", field="result")
    target = FLOW.target(case.state, result)
    if not may_decide_at_window(by, application, on=timezone.localdate(at)):
        raise OutsidePower("授权书没有把这个事项的审批决定权交给本窗口，由审批科长或部门负责人决定")
    if result == Decision.Result.REFUSE:
        if not reason.strip():
            raise CannotDecide("不予许可要写明理由和依据", field="reason")
        if not remedies.strip():
            raise CannotDecide("不予许可要告知救济途径：向谁、在多少日内申请复议或提起诉讼", field="remedies")
    decision = Decision.objects.create(
        application=application, result=result, reason=reason.strip(), remedies=remedies.strip(), at=at, decided_by=by
    )
    clocks.meet(case, Rule.PROMISE, Rule.HALF_DAY, Rule.STATUTORY, Rule.AGENCY_TARGET, at=at)
    case.concluded_at = at
    case.save(update_fields=["concluded_at"])
    history.record(case, verb=result, by=by, at=at, to=target, reason=decision.reason, remedies=decision.remedies)
    if result == Decision.Result.GRANT:
        clocks.start(case, deadlines.delivery(), started_at=at, at=at)
    return decision


@transaction.atomic
def deliver(*, number: str, method: str, proof: str, by: User, at: datetime, version: int | None = None) -> Delivery:
    """Note that the result was handed over, how, and the proof of it. The case is closed."""
    case, application = _lock(number, version)
    target = FLOW.target(case.state, "deliver")
    if method not in Delivery.Method.values:
        raise BadInput("选择送达方式", field="method")
    _need(proof, "填写签收人姓名或快递单号", "proof")
    delivery = Delivery.objects.create(
        application=application, method=method, proof=proof.strip(), at=at, delivered_by=by
    )
    clocks.meet(case, Rule.DELIVERY, at=at)
    _close(case, at=at)
    history.record(case, verb="deliver", by=by, at=at, to=target, method=delivery.get_method_display())
    return delivery


@transaction.atomic
def withdraw(*, number: str, reason: str, by: User, at: datetime, version: int | None = None) -> Application:
    """End the case because the applicant asks for it, before a decision. Clocks already broken keep their verdict."""
    case, application = _lock(number, version)
    target = FLOW.target(case.state, "withdraw")
    _need(reason, "填写申请人撤回的原因", "reason")
    if case.pauses.filter(ends_on__isnull=True).exists():
        engine.go_on(case, by=by, at=at)
    clocks.void(case, at=at)
    _close(case, at=at)
    history.record(case, verb="withdraw", by=by, at=at, to=target, reason=reason)
    return application


@transaction.atomic
def replace_code(*, number: str, idem: str, by: User, at: datetime) -> str:
    """Give the applicant a new receipt code because the slip was lost; the old one is void. Returns the code."""
    case, _application = _lock(number, None)
    return engine.replace_code(case, idem=idem, by=by, at=at)


def _lock(number: str, version: int | None) -> tuple[Case, Application]:
    case = locked(number)
    must_be_current(case, version)
    application = Application.objects.select_related("item_version__item").get(case=case)
    application.case = case
    return case, application


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


def _start_handling_clocks(application: Application, *, at: datetime) -> None:
    """The promise of a district item, or the target of a filing with the city; beside it the statutory limit, if any."""
    case, terms = application.case, application.item_version
    limit = statutory_limit(terms)
    if terms.authority_level == AuthorityLevel.DISTRICT:
        clocks.start(case, deadlines.promise(limit=promise_limit(terms)), started_at=at, at=at)
        if limit is not None:
            clocks.start(case, deadlines.statutory(limit=limit, basis=_basis(terms)), started_at=at, at=at)
    else:
        clocks.start(case, deadlines.agency_target(), started_at=at, at=at)


def _basis(terms: ItemVersion) -> str:
    """The first legal basis of the item: what the statutory limit is explained by."""
    basis = terms.legal_bases.first()
    return basis.text[:100] if basis else "事项目录"


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


def _need(text: str, sentence: str, field: str) -> None:
    if not text.strip():
        raise BadInput(sentence, field=field)


def _close(case: Case, *, at: datetime) -> None:
    if case.concluded_at is None:
        case.concluded_at = at
    case.closed_at = at
    case.save(update_fields=["concluded_at", "closed_at"])
