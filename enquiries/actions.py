"""What people do with an enquiry. Each verb locks, checks, changes and records, in one transaction."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import actions as engine
from cases import clocks, history, in_hand
from cases.models import Case, CaseKind
from cases.numbering import idem_hash
from cases.owing import owe
from cases.proofs import proof
from cases.rules import Rule
from cases.turn import Turn
from enquiries import deadlines
from enquiries.models import OPEN, Enquiry, EnquiryChannel
from enquiries.queries import item_called, joining, name_of, takers
from enquiries.states import ASKED
from enquiries.turn import verb
from hall import texts
from hall.identifiers import BadNumber, mask_name, mask_phone, phone
from hall.identity import Identity, IdKind, identity
from hall.models import Department, ServiceItem, User, Window
from hall.refusals import BadInput, Refused, need, need_reason

TITLE = "咨询"


class CannotHandOver(Refused):
    code = "cannot-hand-over"


class NoLongerYours(Refused):
    code = "no-longer-yours"


@dataclass(frozen=True)
class Question:
    """What somebody asks, and by which channel; of who asks, as far as they tell: all of it may be empty."""

    text: str
    channel: str
    item_code: str = ""
    in_writing: bool = False
    name: str = ""
    number: str = ""
    phone: str = ""
    id_kind: str = ""


@dataclass(frozen=True)
class Note:
    """An enquiry as it was noted; `created` is False for a repeated request."""

    enquiry: Enquiry
    created: bool


@transaction.atomic
def ask(*, question: Question, window: Window, idem: str, by: User, at: datetime) -> Note:
    """
    Note what somebody asks: whoever was asked first is responsible, and the answer's clock starts.

    :param window: where it was asked, at the counter or by phone.
    :raises BadInput: nothing asked, an unknown item, or a number that cannot be right.
    :raises KeyUsed: the key has opened a case for something else.
    """
    content = engine.content_hash(idem, vars(question))
    before = engine.answered_before(idem, kind=CaseKind.ENQUIRY, content=content)
    if before is not None:
        return Note(before.enquiry, created=False)
    question, document = _tidied(question, at=at)
    need(question.text, "填写咨询的内容", "text")
    if question.channel not in EnquiryChannel.values:
        raise BadInput("选择窗口或电话", field="channel")
    item = _item(question.item_code)
    department = _department(window, item)
    with engine.opening(
        engine.NewCase(
            kind=CaseKind.ENQUIRY,
            hall=window.hall,
            department=department,
            window=window,
            owner=by,
            title=f"{TITLE}：{name_of(item, on=timezone.localdate(at))}" if item else TITLE,
            party=mask_name(question.name) if question.name else "",
            state=ASKED,
            content_hash=content,
        ),
        verb="ask",
        idem=idem,
        by=by,
        at=at,
        enquiry_channel=str(question.channel),
        item=item.code if item else "",
        text_hash=proof("enquiry", idem_hash(idem), question.text),
    ) as case:
        enquiry = Enquiry.objects.create(
            case=case,
            item=item,
            text=question.text,
            channel=question.channel,
            in_writing=question.in_writing,
            window=window,
            first_asked=by,
            first_department=department,
            name=question.name,
            id_number=document.number if document else "",
            id_kind=document.kind if document else "",
            id_hash=document.hash if document else "",
            id_masked=document.masked if document else "",
            phone=question.phone,
            phone_masked=mask_phone(question.phone) if question.phone else "",
        )
        clocks.start(case, deadlines.answer(in_writing=question.in_writing), started_at=at, at=at)
    return Note(enquiry, created=True)


@verb(refusal=NoLongerYours)
def answer(turn: Turn[Enquiry], *, text: str) -> Enquiry:
    """
    Answer whoever asked, and close the enquiry. One on its way to somebody else may still be answered by its owner.

    :raises NoLongerYours: it was taken over by another department meanwhile.
    """
    need_reason(text, "填写答复的内容", "text")
    case, enquiry = turn.case, turn.subject
    _drop_hand_over(case, enquiry, at=turn.at)
    enquiry.answer, enquiry.answered_at, enquiry.answered_by = text.strip(), turn.at, turn.by
    enquiry.save(update_fields=["answer", "answered_at", "answered_by"])
    clocks.meet(case, Rule.ENQUIRY_ANSWER, at=turn.at)
    engine.close(case, at=turn.at)
    turn.record(text_hash=proof("enquiry answer", case.idem_hash, enquiry.answer))
    return enquiry


@verb(refusal=NoLongerYours)
def hand_over(turn: Turn[Enquiry], *, department: Department, reason: str, person: str = "") -> Enquiry:
    """
    Hand an enquiry over in writing. Whoever hands it over stays responsible until it is taken; not taking it in time is the
    other side's breach.

    :param person: account of whoever is to take it; "" leaves it to the department.
    :raises CannotHandOver: nobody there can take it, or it is there already.
    :raises NoLongerYours: it was taken over by another department meanwhile.
    """
    need_reason(reason, "填写移交的原因", "reason")
    case, enquiry, at = turn.case, turn.subject, turn.at
    there = {post.user.username: post.user for post in takers(department, on=timezone.localdate(at))}
    if not there:
        raise CannotHandOver(f"{department}现在没有人可以接手", field="department")
    if person and person not in there:
        raise CannotHandOver(f"这个人不在{department}接待咨询，选列出的人", field="person")
    to_person = there.get(person)
    if department.pk == case.department_id and (to_person is None or to_person == case.owner):
        raise CannotHandOver("已经由这里负责，选别的部门或者别的人", field="department")
    _drop_hand_over(case, enquiry, at=at)
    link = enquiry.hand_overs.create(
        at=at, by=turn.by, to_department=department, to_person=to_person, reason=reason.strip()
    )
    turn.record(to_department=department.name, to_person=str(to_person or ""), reason=reason.strip())
    clock = clocks.start(case, deadlines.take(on_site=enquiry.channel == EnquiryChannel.COUNTER), started_at=at, at=at)
    clock.department, clock.owner = department, to_person
    clock.save(update_fields=["department", "owner"])  # not to take it is the other side's breach
    if to_person is not None:
        owe(case, cause=f"handed_over:{link.pk}", template="handed_over", recipient=to_person, at=at)
    return enquiry


@verb(refusal=NoLongerYours)
def take(turn: Turn[Enquiry], *, window: Window | None = None) -> Enquiry:
    """
    Take over what was handed over: from now on this person is responsible. The answer is due when it was due before.

    :param window: where this person stands; None leaves the case without one.
    :raises NoLongerYours: it was handed to somebody else meanwhile.
    """
    case, enquiry = turn.case, turn.subject
    link = enquiry.hand_overs.get(OPEN)
    clocks.meet(case, Rule.ENQUIRY_HAND_OVER, at=turn.at)
    link.taken_at, link.taken_by = turn.at, turn.by
    link.save(update_fields=["taken_at", "taken_by"])
    case.department, case.owner, case.window = link.to_department, turn.by, window
    case.save(update_fields=["department", "owner", "window"])
    case.deadlines.running().update(department=link.to_department, owner=turn.by)
    in_hand.forget(case)
    turn.record(from_person=str(link.by))
    return enquiry


@transaction.atomic
def attach(*, to: Case, id_hash: str, item: ServiceItem, by: User, at: datetime) -> list[Enquiry]:
    """
    Join a person's earlier enquiries about an item to the application they now make (within 90 days), and return them.

    It is called in the transaction that opens the application.
    """
    enquiries = list(joining(id_hash=id_hash, item=item, at=at))
    for enquiry in enquiries:
        enquiry.attached_to, enquiry.attached_at = to, at
        enquiry.save(update_fields=["attached_to", "attached_at"])
        history.record(enquiry.case, verb="joined", by=by, at=at, application=to.number)
        history.record(to, verb="enquiry_joined", by=by, at=at, enquiry=enquiry.case.number)
    return enquiries


@transaction.atomic
def release(*, of: Case, by: User, at: datetime) -> int:
    """Let the enquiries go that a void registration had joined: the right one may have them. Returns how many."""
    enquiries = list(Enquiry.objects.select_for_update(of=("self",)).filter(attached_to=of).select_related("case"))
    for enquiry in enquiries:
        enquiry.attached_to = enquiry.attached_at = None
        enquiry.save(update_fields=["attached_to", "attached_at"])
        history.record(enquiry.case, verb="released", by=by, at=at, application=of.number)
    return len(enquiries)


def _drop_hand_over(case: Case, enquiry: Enquiry, *, at: datetime) -> None:
    """A hand-over that nobody took is over; one that waited too long keeps its verdict."""
    clocks.void(case, Rule.ENQUIRY_HAND_OVER, at=at)
    enquiry.hand_overs.filter(OPEN).update(dropped_at=at)


def _item(code: str) -> ServiceItem | None:
    item = item_called(code)
    if code.strip() and item is None:
        raise BadInput("没有这个事项，核对事项编码；不清楚是哪个事项就空着", field="item_code")
    return item


def _department(window: Window, item: ServiceItem | None) -> Department:
    """The department that was asked: the item's if the window serves it, else the window's first."""
    departments = list(window.departments.order_by("code"))
    of_item = [each for each in departments if item and each.pk == item.department_id]
    department = next(iter(of_item or departments), None)
    if department is None:
        raise BadInput("这个窗口没有部门，找管理员核对", field="window")
    return department


def _tidied(question: Question, *, at: datetime) -> tuple[Question, Identity | None]:
    """
    The question as it is kept, and the document of who asks, if they told its number.

    :raises BadInput: naming each field that is wrong.
    """
    if question.id_kind not in ("", *IdKind.values):
        raise BadInput("选择列出的证件类型", field="id_kind")
    faults: list[BadInput] = []
    tidy: dict[str, Any] = {"phone": "", "number": None}
    document = partial(_document, question.id_kind, today=timezone.localdate(at))
    for field, check in (("text", texts.lines), ("name", texts.line), ("number", document), ("phone", phone)):
        if written := getattr(question, field).strip():
            try:
                tidy[field] = check(written)
            except (BadNumber, texts.Unseen) as error:
                faults.append(BadInput(str(error), field=field))
    wrong = {fault.field for fault in faults}
    if question.in_writing:  # else the longer time would be had without anybody to write to
        to_whom = {"name": "书面答复要写明给谁", "phone": "书面答复要有联系电话"}
        faults += [
            BadInput(sentence, field=field)
            for field, sentence in to_whom.items()
            if field not in wrong and not getattr(question, field).strip()
        ]
    if faults:
        raise BadInput(faults[0].sentence, field=faults[0].field, also=faults[1:])
    number = tidy.pop("number")
    return replace(question, **tidy), number


def _document(kind: str, text: str, *, today: date) -> Identity:
    if kind:
        return identity(kind, text, today=today)
    try:
        return identity(IdKind.CREDIT_CODE, text, today=today)
    except BadNumber:
        return identity(IdKind.RESIDENT_CARD, text, today=today)
