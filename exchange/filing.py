"""How a ticket becomes a case: what it files, in our kinds and categories, through the one way in; and whom it is about."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
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
from exchange.reading import CENTRE, WITHDRAWN, Contact, Message, came_on
from hall.crypto import keyed_hash
from hall.models import Department, User

State = Arrival.State


@dataclass(frozen=True)
class About:
    """Whom words are about: a department, the centre, or nobody in particular."""

    department: Department | None = None
    centre: bool = False

    @classmethod
    def of(cls, code: str) -> "About":
        """By what a platform or a form calls it; nobody for a code that is none."""
        return cls(Department.objects.filter(code=code).first() if code else None, code == CENTRE)

    def is_anothers(self, ticket: Ticket) -> bool:
        """Whether it names somebody whom the ticket is not about, and from whom its case is therefore not hidden."""
        named = self.department is not None and self.department != ticket.hidden_from
        return named or (self.centre and not ticket.about_centre)


def open_case(filing: Filing, message: Message, *, number: str, idem: str, by: User | None, at: datetime) -> Complaint:
    """
    Open a case through the one way in, with all that protects a reporter there.

    :param number: of the ticket. :param idem: says which of its cases. :raises BadInput: naming the field.
    """
    origin = Origin(
        Channel.HOTLINE,
        min(came_on(message) or timezone.localdate(at), timezone.localdate(at)),
        f"工单号 {number}",
    )
    # The key is nobody's secret here: it opens no receipt, for it goes through the hall's own secret key.
    key = keyed_hash("exchange ticket", idem)
    return take_in(filing=filing, origin=origin, hall=the_hall(), idem=key, by=by, at=at).complaint


def filing_of(about: About, message: Message, *, kind: str, category: str, contact: Contact | None = None) -> Filing:
    """What the ticket files, in our kinds and categories."""
    who = contact or message.contact
    return Filing(
        kind=ComplaintKind(kind).value,
        category=Category(category).value,
        text=message.text,
        about_department=None if about.centre else about.department,
        about_centre=about.centre,
        name=who.name,
        phone=who.phone,
        protected=who.protected and bool(who.name),
    )


def case_about(ticket: Ticket, about: About) -> Case | None:
    """The case of a ticket in which words about these people belong; None where it has none yet."""
    if not about.is_anothers(ticket):
        return ticket.case
    apart = ticket.arrivals.filter(hidden_from=about.department, about_centre=about.centre, case__isnull=False)
    version = apart.select_related("case__complaint").order_by("pk").last()
    return version.case if version else None


def in_hand(case: Case | None) -> Case | None:
    """The case, locked, whose handler reads what else comes: this one, or the one that it has joined; None if that has come to its end."""
    if case is None:
        return None
    case = locked(case.number)
    if case.state == JOINED:
        case = locked(case.complaint.joining.leading.case.number)
    return case if case.state in RUNNING else None


def why_not_in_hand(case: Case | None) -> str:
    """The sentence for a case that nobody handles now."""
    state = case.state if case else ""
    return {IN_REVIEW: "这一件正在复查、复核", JOINED: "这一件并入的那一件已经不在办理"}.get(state, "这一件已经办结")


def about_the_same(ticket: Ticket, about: About, arrivals: QuerySet[Arrival]) -> list[Arrival]:
    """Those of these whose words belong where words about these people belong (`case_about`)."""
    apart = about.is_anothers(ticket)
    abouts = ((each, About(each.hidden_from, each.about_centre)) for each in arrivals.select_related("hidden_from"))
    return [each for each, its in abouts if (its == about if apart else not its.is_anothers(ticket))]


def is_newest(ticket: Ticket, version: int, about: About) -> None:
    """
    This version counts from now on. What lay in the basket of an older one about the same people is put away and needs nobody any
    more; what is about others still waits.
    """
    ticket.version = max(ticket.version, version)
    ticket.save(update_fields=["version"])
    older = ticket.arrivals.filter(state=State.BASKET, version__lt=ticket.version)
    Arrival.objects.filter(pk__in=[each.pk for each in about_the_same(ticket, about, older)]).update(
        state=State.KEPT, contact=None, raw=None
    )


def message_of(arrival: Arrival) -> Message:
    """What it says, without who complained."""
    body = json.loads(arrival.body)
    return Message(body.get("number", ""), arrival.version, body.get("type") == WITHDRAWN, body)


def contact_of(arrival: Arrival) -> Contact:
    return Contact(*json.loads(arrival.contact)) if arrival.contact else Contact()
