"""How a ticket becomes a case: what it files, in our kinds and categories, through the one way in."""

import json
from datetime import datetime

from django.utils import timezone

from cases.models import Case
from cases.queries import locked
from complaints.actions.filing import Filing
from complaints.actions.intake import take_in
from complaints.models import Category, Channel, Complaint, ComplaintKind
from complaints.origin import Origin
from complaints.queries import the_hall
from complaints.states import IN_REVIEW, JOINED, RUNNING
from exchange.models import Arrival, Ticket
from exchange.reading import WITHDRAWN, Contact, Message, came_on
from hall.crypto import keyed_hash
from hall.models import User

State = Arrival.State


def open_case(ticket: Ticket, filing: Filing, message: Message, *, by: User | None, at: datetime) -> Complaint:
    """
    Open the case of a ticket through the one way in, with all that protects a reporter there.

    :raises BadInput: naming the field.
    """
    origin = Origin(
        Channel.HOTLINE,
        min(came_on(message) or timezone.localdate(at), timezone.localdate(at)),
        f"工单号 {ticket.number}",
    )
    # The key is nobody's secret here: it opens no receipt, for it goes through the hall's own secret key.
    idem = keyed_hash("exchange ticket", ticket.number)
    complaint = take_in(filing=filing, origin=origin, hall=the_hall(), idem=idem, by=by, at=at).complaint
    ticket.case = complaint.case
    ticket.save(update_fields=["case"])
    return complaint


def filing_of(ticket: Ticket, message: Message, *, kind: str, category: str, contact: Contact | None = None) -> Filing:
    """What the ticket files, in our kinds and categories."""
    who = contact or message.contact
    return Filing(
        kind=ComplaintKind(kind).value,
        category=Category(category).value,
        text=message.text,
        about_department=None if ticket.about_centre else ticket.hidden_from,
        about_centre=ticket.about_centre,
        name=who.name,
        phone=who.phone,
        protected=who.protected and bool(who.name),
    )


def case_in_hand(ticket: Ticket) -> Case | None:
    """The case, locked, whose handler reads what else comes: its own, or the one that it has joined; None if that has come to its end."""
    if ticket.case is None:
        return None
    case = locked(ticket.case.number)
    if case.state == JOINED:
        case = locked(case.complaint.joining.leading.case.number)
    return case if case.state in RUNNING else None


def why_not_in_hand(ticket: Ticket) -> str:
    """The sentence for a case that nobody handles now."""
    state = ticket.case.state if ticket.case else ""
    return {IN_REVIEW: "这一件正在复查、复核", JOINED: "这一件并入的那一件已经不在办理"}.get(state, "这一件已经办结")


def is_newest(ticket: Ticket, version: int) -> None:
    """This version counts from now on; what lay in the basket of an older one is kept and needs nobody any more."""
    ticket.version = max(ticket.version, version)
    ticket.save(update_fields=["version"])
    ticket.arrivals.filter(state=State.BASKET, version__lt=ticket.version).update(state=State.KEPT, contact=None)


def message_of(arrival: Arrival) -> Message:
    """What it says, without who complained."""
    body = json.loads(arrival.body)
    return Message(body.get("number", ""), arrival.version, body.get("type") == WITHDRAWN, body)


def contact_of(arrival: Arrival) -> Contact:
    return Contact(*json.loads(arrival.contact)) if arrival.contact else Contact()
