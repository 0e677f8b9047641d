"""What an officer does with what could not be taken in: take it in by hand, or send it back with the reason."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.queries import locked
from complaints.actions import hotline
from complaints.states import RUNNING
from exchange import pushing
from exchange.filing import (
    About,
    case_about,
    contact_of,
    filing_of,
    in_hand,
    is_newest,
    message_of,
    open_case,
    why_not_in_hand,
)
from exchange.models import Arrival, Push, Ticket
from exchange.reading import Message
from hall.models import User
from hall.refusals import BadInput, Refused, need_reason

State = Arrival.State


class NotInTheBasket(Refused):
    code = "not-in-the-basket"
    sentence = "已经处理过，不再待处理"


@dataclass(frozen=True)
class Particulars:
    """
    What a ticket says, as the officer has put it right.

    :param about: code of the department, "centre", or "" for nobody named.
    """

    kind: str
    category: str
    about: str
    text: str


@transaction.atomic
def take_by_hand(*, arrival: Arrival, particulars: Particulars, by: User, at: datetime) -> Arrival:
    """
    Take in what the officer has put right: it opens the ticket's case, or is handed to the handler of the one that there is. What
    is about others than the ticket's case opens one of its own, hidden from them.

    :raises BadInput: it has no ticket number, or the filing refuses a field. :raises NotInTheBasket: somebody was before.
    """
    arrival, ticket = _locked(arrival)
    if ticket is None:
        raise BadInput("没有工单号，不能立案；退回去，由平台重新推送", field="text")
    message = message_of(arrival)
    field = "reason" if message.withdraws else "text"
    message = replace(message, body=message.body | {field: particulars.text.strip()})
    about = _about(particulars.about)
    belongs_to = ticket.case if message.withdraws else case_about(ticket, about)
    if belongs_to is not None:
        _hand_over(belongs_to, arrival, message, number=ticket.number, at=at)
    elif message.withdraws:
        raise BadInput("撤回的工单没有立案，没有可办的：退回", field="text")
    else:
        contact = contact_of(arrival)
        filing = filing_of(about, message, kind=particulars.kind, category=particulars.category, contact=contact)
        if ticket.case is None:
            case = open_case(filing, message, number=ticket.number, idem=ticket.number, by=by, at=at).case
            ticket.case, ticket.hidden_from, ticket.about_centre = case, about.department, about.centre
            ticket.save(update_fields=["case", "hidden_from", "about_centre"])
        else:
            idem = f"{ticket.number} {arrival.key}"
            arrival.case = open_case(filing, message, number=ticket.number, idem=idem, by=by, at=at).case
    _decided(arrival, State.BY_HAND, by=by, at=at)
    is_newest(ticket, arrival.version or 0, about)
    return arrival


@transaction.atomic
def refuse(*, arrival: Arrival, reason: str, by: User, at: datetime) -> Arrival:
    """
    Send it back with the reason, which the platform reads; what has no ticket number is only put away.

    :raises NotInTheBasket: somebody was before.
    """
    need_reason(reason, "写明为什么退回、应当由谁办", "reason")
    arrival, ticket = _locked(arrival)
    arrival.reason = reason.strip()
    _decided(arrival, State.REFUSED, by=by, at=at)
    if ticket is not None:
        pushing.write(ticket, Push.Kind.REFUSED, {"text": arrival.reason}, cause=arrival, happened_at=at, at=at)
    return arrival


def _hand_over(belongs_to: Case, arrival: Arrival, message: Message, *, number: str, at: datetime) -> None:
    """:raises BadInput: nobody handles the case now; a name or telephone that is none."""
    case = belongs_to if message.withdraws else in_hand(belongs_to)
    if case is None or locked(case.number).state not in RUNNING:
        raise BadInput(f"{why_not_in_hand(belongs_to)}：先重新办理，再收下；或者退回", field="text")
    idem = f"exchange:{number}:{arrival.key}"  # two that lie there may be of one version, or of none
    if message.withdraws:
        hotline.record_withdrawal(case=case, reason=message.value("reason"), idem=idem, at=at)
        return
    if arrival.contact:
        who = contact_of(arrival)
        hotline.name_reporter(case=belongs_to, name=who.name, phone=who.phone, protected=who.protected, at=at)
    version = f"第 {message.version} 版" if message.version else "（没有版本号）"
    hotline.hear(case=case, text=f"12345 工单{version}，人工收下。\n{message.text}", idem=idem, at=at)


def _locked(arrival: Arrival) -> tuple[Arrival, Ticket | None]:
    """The ticket first, as whoever takes a message in has it."""
    ticket = None
    if arrival.ticket_id is not None:
        ticket = (
            Ticket.objects.select_for_update(of=("self",)).select_related("case__complaint").get(pk=arrival.ticket_id)
        )
    arrival = Arrival.objects.select_for_update(of=("self",)).get(pk=arrival.pk)
    if arrival.state != State.BASKET:
        raise NotInTheBasket
    return arrival, ticket


def _about(code: str) -> About:
    about = About.of(code)
    if code and about == About():
        raise BadInput("从列表里选择部门，不确定就不选", field="about")
    return about


def _decided(arrival: Arrival, state: str, *, by: User, at: datetime) -> Arrival:
    """Who complained is where it belongs by now, or no longer ours to hold."""
    arrival.state, arrival.decided_by, arrival.decided_at = state, by, at
    arrival.contact = arrival.raw = None
    arrival.save(update_fields=["state", "decided_by", "decided_at", "contact", "raw", "reason", "case"])
    return arrival
