"""
Taking in what the platform pushes: a new ticket, a newer version, a withdrawal; what cannot be taken in lies in the basket, for an
officer. The same message again has the same answer; one bad ticket stops nobody else.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases.numbering import one_at_a_time
from cases.queries import locked
from complaints.actions import hotline
from complaints.states import RUNNING
from exchange import mapping
from exchange.filing import case_in_hand, filing_of, is_newest, open_case, why_not_in_hand
from exchange.models import Arrival, Ticket
from exchange.reading import CENTRE, Message, read
from hall import calendar
from hall.crypto import keyed_hash
from hall.models import Department
from hall.refusals import BadInput

State = Arrival.State
FIELDS = {
    "text": "内容",
    "category": "类别",
    "about": "反映的部门",
    "contact": "来件人",
}  # what may differ between versions


@dataclass(frozen=True)
class Taken:
    """What becomes of a message; `why` says why it lies in the basket."""

    state: str
    why: str = ""


@transaction.atomic
def receive(*, raw: bytes, at: datetime) -> Arrival:
    """Take one message in, whatever it says. The same one again changes nothing, and has the answer that it had."""
    message = read(raw)
    one_at_a_time(f"12345 {message.number}")
    digest = keyed_hash("exchange message", _content(message, raw))
    if before := Arrival.objects.filter(digest=digest).first():
        return before
    ticket = _ticket_of(message) if message.number else None
    taken = _taken(ticket, message, at=at)
    in_basket = taken.state == State.BASKET
    contact = message.contact.written()
    arrival = Arrival.objects.create(
        ticket=ticket,
        version=message.version,
        digest=digest,
        body=json.dumps(message.body, ensure_ascii=False),
        contact=contact if in_basket and contact else None,
        contact_hash=keyed_hash("exchange contact", contact) if contact else "",
        at=calendar.current().half_day_begins(at),
        answer=taken.state,
        state=taken.state,
        why=taken.why[:200],
    )
    if ticket is not None and taken.state in (State.TAKEN, State.CHANGED, State.WITHDRAWN):
        is_newest(ticket, message.version or 0)
    return arrival


def _ticket_of(message: Message) -> Ticket:
    """The ticket, locked; a new one is hidden from whom it says that it is about, also while it lies in the basket."""
    about = Department.objects.filter(code=message.said("about")).first()
    is_about_centre = message.said("about") == CENTRE
    Ticket.objects.get_or_create(
        number=message.number, defaults={"hidden_from": about, "about_centre": is_about_centre}
    )
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("case__complaint").get(number=message.number)
    if ticket.case is None and (about or is_about_centre):
        # A newer version that names somebody else hides it from them, too, while no case does: of two that are named neither may
        # read what is said of the other, so that it is the inspector's.
        is_anothers = ticket.hidden_from is not None and about != ticket.hidden_from
        ticket.about_centre |= is_about_centre or is_anothers
        ticket.hidden_from = ticket.hidden_from or about
        ticket.save(update_fields=["hidden_from", "about_centre"])
    return ticket


def _taken(ticket: Ticket | None, message: Message, *, at: datetime) -> Taken:
    if ticket is None or message.unreadable:
        return Taken(State.BASKET, message.unreadable)
    version = message.version or 0
    if ticket.arrivals.filter(version=version).exclude(state=State.BASKET).exists():
        return Taken(State.BASKET, f"第 {version} 版已经收到过，这次内容不同")
    if version <= ticket.version:
        return Taken(State.KEPT)
    if message.withdraws:
        return _withdrawn(ticket, message, at=at)
    return _changed(ticket, message, at=at) if ticket.case else _new(ticket, message, at=at)


def _new(ticket: Ticket, message: Message, *, at: datetime) -> Taken:
    if settings.EXCHANGE_DISTRICTS and message.said("district") not in settings.EXCHANGE_DISTRICTS:
        return Taken(State.BASKET, "不是本区的工单")
    if message.said("about") and not (ticket.hidden_from or ticket.about_centre):
        return Taken(State.BASKET, "没有工单写的部门编码")
    row = mapping.row_for(message.said("category"), on=timezone.localdate(at), file=settings.EXCHANGE_CATEGORIES)
    if row is None:
        return Taken(State.BASKET, "没有这个类别的对照")
    try:
        with transaction.atomic():
            open_case(ticket, filing_of(ticket, message, kind=row.kind, category=row.category), message, by=None, at=at)
    except BadInput as refused:
        return Taken(State.BASKET, refused.sentence)
    return Taken(State.TAKEN)


def _changed(ticket: Ticket, message: Message, *, at: datetime) -> Taken:
    """The handler reads the new version where they read what a reporter writes; what was filed stays as it was."""
    case = case_in_hand(ticket)
    if case is None:
        return Taken(State.BASKET, f"{why_not_in_hand(ticket)}，工单又改了内容")
    earlier = ticket.arrivals.exclude(state=State.BASKET).filter(version=ticket.version).first()
    changes = _changes(earlier, message)
    if "contact" in changes and ticket.case:
        try:
            who = message.contact
            with transaction.atomic():
                hotline.name_reporter(case=ticket.case, name=who.name, phone=who.phone, protected=who.protected, at=at)
        except BadInput as refused:
            return Taken(State.BASKET, refused.sentence)
    words = "、".join(FIELDS[each] for each in changes) or "没有改内容"
    about = f"反映的部门改为：{_named(message.said('about'))}。" if "about" in changes else ""
    text = f"12345 工单第 {message.version} 版，改了：{words}。{about}\n{message.text}"
    hotline.hear(case=case, text=text, idem=_key(ticket, message), at=at)
    return Taken(State.CHANGED)


def _named(about: str) -> str:
    if about == CENTRE:
        return "政务服务中心"
    return str(Department.objects.filter(code=about).first() or about or "没有写明")


def _withdrawn(ticket: Ticket, message: Message, *, at: datetime) -> Taken:
    if ticket.case is None:
        return Taken(State.BASKET, "撤回的工单没有立案")
    if locked(ticket.case.number).state not in RUNNING:
        return Taken(State.BASKET, f"{why_not_in_hand(ticket)}，来件人撤回了")
    hotline.record_withdrawal(case=ticket.case, reason=message.said("reason"), idem=_key(ticket, message), at=at)
    return Taken(State.WITHDRAWN)


def _changes(earlier: Arrival | None, message: Message) -> list[str]:
    """Which fields say something else than in the version before."""
    before = json.loads(earlier.body) if earlier else {}
    changes = [name for name in ("text", "category", "about") if before.get(name, "") != message.said(name)]
    contact = message.contact.written()
    hashed = keyed_hash("exchange contact", contact) if contact else ""
    return [*changes, "contact"] if earlier is None or earlier.contact_hash != hashed else changes


def _key(ticket: Ticket, message: Message) -> str:
    return f"exchange:{ticket.number}:{message.version}"


def _content(message: Message, raw: bytes) -> str:
    """What makes two messages the same: what they say, however it is written; of one that cannot be read, every byte."""
    if not message.number:
        return raw.hex()
    return json.dumps([message.body, message.version, message.contact.written()], ensure_ascii=False, sort_keys=True)
