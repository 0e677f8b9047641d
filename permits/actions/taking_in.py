"""Taking an application in: registering it with what was asked before (首问负责), logging a visit, a new receipt code for a slip that was lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import actions as engine
from cases import clocks, history
from cases.models import CaseKind
from cases.numbering import idem_hash
from cases.proofs import proof
from enquiries.actions import attach
from enquiries.models import Enquiry, EnquiryChannel
from enquiries.queries import joining
from hall.models import Department, ItemVersion, User, Window
from hall.prepared import ANY_DAY, ANY_NUMBER, ANY_TEXT, Prepared, fill, forget
from hall.refusals import BadInput, Refused, need_reason
from hall.retold import day_of_catalogue
from hall.whole import whole
from hall.writing import insert_one
from permits import agents, barring, deadlines, half_day, letters, names, papers, visits
from permits.actions.locking import lock, short
from permits.actions.turn import Turn, verb
from permits.applicants import contact_columns, must_be_another
from permits.models import Application, Channel, Visit
from permits.possible.registration import RATED
from permits.queries import materials_of, open_versions, records_of, version_in_force
from permits.registrations import Registration
from permits.repeated import ended, to_follow, to_take_up
from permits.states import ENQUIRED, SUBMITTED
from permits.taking_up import name_beside, name_followed, take_up
from permits.wording import closed_because

OPENS_WITH = (Visit.Purpose.CONSULT, Visit.Purpose.SUBMIT)


class CannotRegister(Refused):
    code = "cannot-register"


class Barred(CannotRegister):
    """The applicant may not apply for this item again yet (rules A10)."""

    code = "barred"


@dataclass(frozen=True)
class Registered:
    """An application and its receipt code, which exists in clear only here. `created` is False for a repeated request."""

    application: Application
    code: str
    created: bool
    joined: int = 0  # earlier enquiries that are part of it now
    # Rows of it that are still in memory, by the name under which they are read: an answer reads the others only.
    rows: Mapping[str, list[Any]] = field(default_factory=dict)


@whole()
def register(*, registration: Registration, window: Window, idem: str, by: User, at: datetime) -> Registered:
    """
    Take an application in: number, receipt, the 5-day acceptance clock, and at the window the first visit.

    With the purpose `consult` nothing is submitted yet: the visit counts (open question Q6), no clock runs, and the papers
    come with `receive`.

    :param idem: the form's key; the same key with the same content gives the same application again.
    :raises KeyUsed: the key has opened a case for something else.
    :raises CannotRegister: unknown, abolished or unpublished item, or one that this window does not handle.
    :raises Barred: who deceived may not apply for this item again yet, and does not insist.
    """
    purpose, channel, agent = registration.purpose, registration.channel, registration.agent
    if purpose not in OPENS_WITH:
        raise BadInput("选择咨询或提交", field="purpose")
    consults = purpose == Visit.Purpose.CONSULT
    if consults and registration.materials:
        raise BadInput("只是咨询就不收材料；收了材料的选提交", field="materials")
    # a form that is sent twice (a double click, a lost answer) must not open a second case, nor give a second receipt code
    content = engine.content_hash(idem, registration.content)
    before = engine.answered_before(idem, kind=CaseKind.APPLICATION, content=content)
    if before is not None:
        return Registered(before.application, engine.code_of(before, idem), created=False)
    # the terms of the registration day stay the case's terms, whatever is published later
    version = _open_version(registration.item_code, window, timezone.localdate(at))
    department = version.item.department
    hall = department.hall if department.hall_id == window.hall_id else window.hall  # the department's is read along
    checked = registration.applicant.checked(today=timezone.localdate(at))
    represented_by = agent.checked(today=timezone.localdate(at)) if agent else None
    if represented_by is not None:
        must_be_another(checked.identity.hash, represented_by)
    records = records_of(checked.identity.hash, item=version.item_id)
    bar = None
    if records.bars:
        bar = barring.in_force(id_hash=checked.identity.hash, item=version.item_id, on=timezone.localdate(at))
    if bar is not None and not registration.insists and not consults:  # asking is free, and accepts nothing
        raise Barred(f"{barring.sentence(bar)}。申请人坚持要申请的，勾选后登记，再作出不予受理决定", field="insists")
    with engine.opening(
        engine.NewCase(
            kind=CaseKind.APPLICATION,
            hall=hall,
            department=department,
            window=window,
            owner=by,
            title=version.name,
            party=checked.masked_name,  # lists show the case's row; in clear the name stands in the application only
            state=ENQUIRED if consults else SUBMITTED,
            content_hash=content,
        ),
        verb="register",
        idem=idem,
        by=by,
        at=at,
        channel=str(channel),
        purpose=str(purpose),
        item=version.item.code,
        item_version=version.number,
        name_hash=proof("applicant", idem_hash(idem), checked.name),
        **({"barred_until": bar.until} if bar else {}),
    ) as case:
        application = insert_one(
            Application(
                case=case,
                item_version=version,
                applicant_kind=checked.kind,
                applicant_name=checked.name,
                name_pieces=names.pieces(checked.name),
                id_kind=checked.id_kind,
                applicant_id=checked.number,
                applicant_id_hash=checked.identity.hash,
                applicant_id_masked=checked.identity.masked,
                **contact_columns(checked.phone, checked.email),
                no_sms=checked.no_sms,
                channel=channel,
                note=registration.note.strip(),
                delivery_offered_at=at if registration.offers_delivery else None,
                barred_by=bar,
            )
        )
        if represented_by is not None:
            row = agents.write(application, represented_by, by=by, at=at)
            history.record(case, verb="name_agent", by=by, at=at, **agents.facts_of(row))
        fill(version, "materials", materials_of(version))  # asked for by the receipts, and by what is missing
        fill(application, "received", [])  # it was opened just now: the window has nothing of it
        receipts = papers.take_in(
            application, registration.materials, forms=registration.forms, channel=channel, by=by, at=at
        )
        fill(application, "received", receipts)
        rows: dict[str, list[Any]] = {"received": receipts, "materials": materials_of(version)}
        at_window = channel == Channel.WINDOW
        # before the visit is logged: what was asked at the counter before are earlier trips, and this one may be the third
        trip = visits.Trip(window, purpose, registration.why)
        carried = 0
        among = ended(application) if records.ended else []
        if before_it := to_take_up(among, at=at):
            engine.take_number(case, at=at)  # their histories name it, and so does a card for a trip too many
            carried = take_up(application, before_it, on_this_trip=at_window, by=by, at=at)
        if followed := to_follow(among, at=at):
            engine.take_number(case, at=at)
            name_followed(application, followed, by=by, at=at)
        name_beside(application, records.beside, by=by, at=at)
        joined: list[Enquiry] = []
        if records.enquiries and joining(id_hash=application.applicant_id_hash, item=version.item, at=at):
            engine.take_number(case, at=at)  # their histories name it, and so does a card for a third trip
            joined = join_enquiries(application=application, on_this_trip=at_window, trip=trip, by=by, at=at)
        if at_window:
            is_first = not joined and not carried
            first_visit = visits.log(application, trip, by=by, at=at, is_first=is_first)
            visits.judge(first_visit, at=at)
            if is_first:
                rows["visits"] = [first_visit]
        fill(application, "notices", [])  # nothing was asked for yet
        if not consults:  # without papers there is nothing to answer for yet: the clocks start with the first of them
            half_day.start_if_complete(application, deadlines.acceptance_notice(), at=at)
            engine.take_number(case, at=at)
            letters.tell(application, "received", at=at)
        rows["deadlines"] = clocks.running(case)
    forget(application)
    return Registered(application, engine.code_of(case, idem), created=True, joined=len(joined), rows=rows)


@verb()
def visit(turn: Turn, *, window: Window, purpose: str, why: visits.Why = visits.NOT_SAID) -> Visit:
    """
    Note a trip of the applicant to the window. One beyond what is allowed has its cause (rules §4.1).

    :raises CauseNeeded, CauseNotProven, PapersWereBrought: see permits.visits.
    """
    if turn.case.state == ENQUIRED and purpose in visits.WITH_PAPERS:
        raise visits.PapersWereBrought(field="purpose")
    trip = visits.Trip(window, purpose, why)
    logged = visits.log(turn.application, trip, by=turn.by, at=turn.at)
    turn.record(purpose=str(purpose), cause=str(logged.cause), counted_as=logged.counted_as, basis=logged.basis)
    visits.judge(logged, at=turn.at)
    return logged


class CannotTakeBackVisit(Refused):
    code = "cannot-take-back-visit"


@verb(refusal=CannotTakeBackVisit)
def take_back_visit(turn: Turn, *, reason: str) -> Visit:
    """
    Take back the last trip, which this person has noted by mistake: it never was, and the next one has its number (decision 139).

    :raises CannotTakeBackVisit: the half day is over, somebody else noted it, it came with papers, or it was the window's cause.
    """
    need_reason(reason, "填写撤回到访的原因", "reason")
    mistaken = visits.last_of(turn.application)
    if mistaken is None:
        raise CannotTakeBackVisit  # asked before (permits.possible); said again for the types
    # a rating locks this row first: one that came between the question and now is seen here
    if hasattr(Visit.objects.select_for_update(of=("self",)).get(pk=mistaken.pk), "rating_link"):
        raise CannotTakeBackVisit(RATED)
    counted_as, mistaken.counted_as = mistaken.counted_as, None
    mistaken.taken_back_at, mistaken.taken_back_by = turn.at, turn.by
    mistaken.save(update_fields=["counted_as", "taken_back_at", "taken_back_by"])
    turn.record(
        purpose=str(mistaken.purpose), noted_at=mistaken.at, counted_as=counted_as,
        reason=short(reason, "reason", most=300),
    )  # fmt: skip
    return mistaken


@transaction.atomic
def replace_code(*, number: str, reason: str, idem: str, by: User, at: datetime, version: int | None = None) -> str:
    """
    Give the applicant a new receipt code because the slip was lost; the old one is void, which they are written (decision 125).
    Returns the code.

    :param reason: who asked, and what they showed. :raises BadInput: nothing is written there.
    """
    need_reason(reason, "写明谁要求补发、怎么核对的身份", "reason")
    case, application = lock(number, version, at=at)
    code = engine.replace_code(case, reason=short(reason, "reason", most=300), idem=idem, by=by, at=at)
    letters.write_to(application, "code_replaced", to=letters.contact_of(application, at=at), at=at)
    return code


_OPEN = Prepared(
    lambda: (
        open_versions(Department.objects.filter(windows=ANY_NUMBER), on=ANY_DAY)
        .filter(item__code=ANY_TEXT)
        .select_related("item__department__hall", "item__window")
    ),
    ANY_NUMBER,
    ANY_DAY,
    ANY_TEXT,
)


def _open_version(item_code: str, window: Window, on: date) -> ItemVersion:
    [*versions] = _OPEN.rows(window.pk, day_of_catalogue(on), item_code.strip().upper())
    if versions:
        return versions[0]
    closed = version_in_force(item_code, on=on)
    raise CannotRegister(closed_because(closed) if closed else "没有这个事项，核对事项编码", field="item_code")


CAUSES = {Visit.Cause.WINDOW, Visit.Cause.LAW}  # before the first notice nothing can be the applicant's fault


@transaction.atomic
def join_enquiries(
    *, application: Application, on_this_trip: bool, trip: visits.Trip, by: User, at: datetime
) -> list[Enquiry]:
    """
    Join the enquiries of the same person about the same item of the last 90 days (open question Q6).

    Each one at a counter was a trip and counts as a visit of the department that was asked (rules §4.1); a call was none,
    and one on the day on which the papers come to the same department belongs to that trip.

    :param on_this_trip: the application itself is made at the window.
    :param trip: the one of the application itself, with the cause of a trip too many.
    :raises CauseNeeded: a third trip to one department without its cause.
    """
    item = application.item_version.item
    joined = attach(to=application.case, id_hash=application.applicant_id_hash, item=item, by=by, at=at)
    for enquiry in joined:
        department = _first_department(enquiry, item.department)
        same_trip = (
            on_this_trip
            and department == item.department
            and timezone.localdate(enquiry.case.opened_at) == timezone.localdate(at)
        )
        if enquiry.channel == EnquiryChannel.COUNTER and not same_trip:
            _count(application, enquiry, department, trip, at=at)
    return joined


def _first_department(enquiry: Enquiry, department: Department) -> Department:
    """The department whose window was asked: the item's, if the window serves it."""
    serves = enquiry.window.departments.filter(pk=department.pk).exists()
    return department if serves else enquiry.first_department


def _count(
    application: Application, enquiry: Enquiry, department: Department, trip: visits.Trip, *, at: datetime
) -> None:
    before = visits.purposes(application, department)
    if len(before) >= visits.ALLOWED and trip.why.cause not in CAUSES:
        raise visits.CauseNeeded(field="cause")
    proof = visits.proof_of(application, replace(trip, purpose=Visit.Purpose.CONSULT), before=before)
    visit = Visit.objects.create(
        application=application,
        window=enquiry.window,
        department=department,
        purpose=Visit.Purpose.CONSULT,
        at=enquiry.case.opened_at,
        logged_by=enquiry.first_asked,
        counted_as=len(before) + 1,
        cause=proof.cause,
        basis=proof.basis,
    )
    visits.judge(visit, at=at)
