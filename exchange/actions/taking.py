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
from exchange.filing import About, about_the_same, case_about, filing_of, in_hand, is_newest, open_case, why_not_in_hand
from exchange.models import Arrival, Ticket
from exchange.reading import Message, read
from hall import calendar
from hall.crypto import keyed_hash
from hall.refusals import BadInput

State = Arrival.State
FIELDS = {
    "text": "内容",
    "category": "类别",
    "about": "反映的部门",
    "contact": "来件人",
}  # what may differ between versions
NO_SUCH_DEPARTMENT = "没有工单写的部门编码"


@dataclass(frozen=True)
class Outcome:
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
    about = About.of(message.value("about"))
    ticket = _ticket_of(message, about) if message.number else None
    outcome = _outcome(ticket, message, about, at=at)
    in_basket = outcome.state == State.BASKET
    contact = message.contact.written()
    arrival = Arrival.objects.create(
        ticket=ticket,
        version=message.version,
        digest=digest,
        body=json.dumps(message.body, ensure_ascii=False),
        contact=contact if in_basket and contact else None,
        raw=message.raw or None,
        contact_hash=keyed_hash("exchange contact", contact) if contact else "",
        hidden_from=about.department,
        about_centre=about.centre,
        at=calendar.current().half_day_begins(at),
        answer=outcome.state,
        state=outcome.state,
        why=outcome.why[:200],
    )
    if ticket is not None and outcome.state in (State.TAKEN, State.CHANGED, State.WITHDRAWN):
        is_newest(ticket, message.version or 0, about)
    return arrival


def _ticket_of(message: Message, about: About) -> Ticket:
    """The ticket, locked; a new one is hidden from whom it says that it is about, also while it lies in the basket."""
    Ticket.objects.get_or_create(
        number=message.number, defaults={"hidden_from": about.department, "about_centre": about.centre}
    )
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("case__complaint").get(number=message.number)
    if ticket.case is None and about != About():
        # A newer version that names somebody else hides it from them, too, while no case does: of two that are named neither may
        # read what is said of the other, so that it is the inspector's.
        is_anothers = ticket.hidden_from is not None and about.department != ticket.hidden_from
        ticket.about_centre |= about.centre or is_anothers
        ticket.hidden_from = ticket.hidden_from or about.department
        ticket.save(update_fields=["hidden_from", "about_centre"])
    return ticket


def _outcome(ticket: Ticket | None, message: Message, about: About, *, at: datetime) -> Outcome:
    if ticket is None or message.unreadable:
        return Outcome(State.BASKET, message.unreadable)
    version = message.version or 0
    if ticket.arrivals.filter(version=version).exclude(state=State.BASKET).exists():
        return Outcome(State.BASKET, f"第 {version} 版已经收到过，这次内容不同")
    if version <= ticket.version:
        return Outcome(State.KEPT)
    if message.withdraws:
        return _withdrawn(ticket, message, at=at)
    return _changed(ticket, message, about, at=at) if ticket.case else _new(ticket, message, at=at)


def _new(ticket: Ticket, message: Message, *, at: datetime) -> Outcome:
    if settings.EXCHANGE_DISTRICTS and message.value("district") not in settings.EXCHANGE_DISTRICTS:
        return Outcome(State.BASKET, "不是本区的工单")
    about = About(ticket.hidden_from, ticket.about_centre)  # of all versions that came, for the newest may say less
    if message.value("about") and about == About():
        return Outcome(State.BASKET, NO_SUCH_DEPARTMENT)
    row = mapping.row_for(message.value("category"), on=timezone.localdate(at), file=settings.EXCHANGE_CATEGORIES)
    if row is None:
        return Outcome(State.BASKET, "没有这个类别的对照")
    try:
        with transaction.atomic():
            filing = filing_of(about, message, kind=row.kind, category=row.category)
            complaint = open_case(filing, message, number=ticket.number, idem=ticket.number, by=None, at=at)
            ticket.case = complaint.case
            ticket.save(update_fields=["case"])
    except BadInput as refused:
        return Outcome(State.BASKET, refused.sentence)
    return Outcome(State.TAKEN)


def _changed(ticket: Ticket, message: Message, about: About, *, at: datetime) -> Outcome:
    """
    The handler reads the new version where they read what a reporter writes; what was filed stays as it was.

    What is about others does not go into a case that is not hidden from them: an officer looks at it (decision 175).
    """
    if message.value("about") and about == About():
        return Outcome(State.BASKET, NO_SUCH_DEPARTMENT)
    belongs_to = case_about(ticket, about)
    if belongs_to is None:
        return Outcome(State.BASKET, "这一版反映的是别的部门")
    case = in_hand(belongs_to)
    if case is None:
        return Outcome(State.BASKET, f"{why_not_in_hand(belongs_to)}，工单又改了内容")
    changes = _changes(_version_before(ticket, about), message)
    if "contact" in changes:
        try:
            who = message.contact
            with transaction.atomic():
                hotline.name_reporter(case=belongs_to, name=who.name, phone=who.phone, protected=who.protected, at=at)
        except BadInput as refused:
            return Outcome(State.BASKET, refused.sentence)
    words = "、".join(FIELDS[each] for each in changes) or "没有改内容"
    text = f"12345 工单第 {message.version} 版，改了：{words}。\n{message.text}"
    hotline.hear(case=case, text=text, idem=_key(ticket, message), at=at)
    return Outcome(State.CHANGED)


def _withdrawn(ticket: Ticket, message: Message, *, at: datetime) -> Outcome:
    if ticket.case is None:
        return Outcome(State.BASKET, "撤回的工单没有立案")
    if locked(ticket.case.number).state not in RUNNING:
        return Outcome(State.BASKET, f"{why_not_in_hand(ticket.case)}，来件人撤回了")
    hotline.record_withdrawal(case=ticket.case, reason=message.value("reason"), idem=_key(ticket, message), at=at)
    return Outcome(State.WITHDRAWN)


def _version_before(ticket: Ticket, about: About) -> Arrival | None:
    """The newest one whose words went where those of a version about these people go."""
    versions = about_the_same(ticket, about, ticket.arrivals.filter(state__in=Arrival.HANDED_ON))
    return max(versions, key=lambda each: each.version or 0, default=None)


def _changes(earlier: Arrival | None, message: Message) -> list[str]:
    """Which fields say something else than in the version before."""
    before = json.loads(earlier.body) if earlier else {}
    changes = [name for name in ("text", "category", "about") if before.get(name, "") != message.value(name)]
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
