"""Leads: what a card on an application tells the complaint centre to look into (rules S-3, scenario 18). Nobody files them."""

from datetime import datetime
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import actions as engine
from cases import clocks, history, troubles
from cases.models import Card, CardState, Case, CaseKind, Doing
from cases.numbering import idem_hash
from cases.proofs import proof
from cases.rules import Rule
from cases.troubles import Subject
from cases.wording import moment
from complaints import deadlines
from complaints.models import Category, Complaint, ComplaintKind
from complaints.states import ACCEPTED, FILED, FLOW
from hall.identifiers import grouped
from hall.sentences import clause

RUNNING = (FILED, ACCEPTED)
LEADS_FROM = {Rule.TWO_VISIT: Category.TOO_MANY_TRIPS}  # which card becomes a lead, and of which category


def keep_leads(*, at: datetime) -> int:
    """
    Open a lead for each standing card that calls for one and has none, and end each open lead whose card was withdrawn; return
    how many. Part of the passing of time.
    """
    due = _due(at=at).order_by("pk").values_list("pk", "case_id")
    return troubles.at_each(Doing.LEADS, [Subject(*card) for card in due], partial(_keep, at=at), at=at)


def are_due(*, at: datetime) -> bool:
    """Whether there is a lead to open or to end."""
    return _due(at=at).exists()


def _due(*, at: datetime) -> QuerySet[Card]:
    # none of these is about time: the few such cards have an index, so an idle look does not grow with the others
    without_clock = Q(deadline__isnull=True, rule__in=[str(rule) for rule in LEADS_FROM])
    same_breach = Card.objects.filter(
        deadline__isnull=True,
        case=OuterRef("case"),
        rule=OuterRef("rule"),
        occurrence=OuterRef("occurrence"),
        department=OuterRef("department"),
    )
    to_open = Card.objects.filter(without_clock, issued_at__lte=at).standing()
    # a red card that became yellow again is the same breach: it has been looked into, or is being
    to_open = to_open.exclude(Exists(same_breach.filter(lead__isnull=False)))
    to_end = Card.objects.filter(
        without_clock, state=CardState.WITHDRAWN, withdrawn_at__lte=at, lead__case__state__in=RUNNING
    )
    return to_open | to_end


def _keep(pk: int, *, at: datetime) -> bool | None:
    card = Card.objects.select_related("case__hall", "department", "window").get(pk=pk)
    return _end(card, at=at) if card.state == CardState.WITHDRAWN else _open(card, at=at)


def _end(card: Card, *, at: datetime) -> bool | None:
    """
    The card was withdrawn: its lead goes over to the card that the same breach has now, or ends, at the instant of the
    withdrawal: nobody is late with what had no ground any more.
    """
    leads = Complaint.objects.filter(card=card).values_list("case_id", flat=True)
    case = Case.objects.select_for_update(skip_locked=True).filter(pk__in=leads).first()
    if case is None:
        return None  # somebody is acting on it
    if case.state not in RUNNING:
        return False
    now = Card.objects.standing().filter(
        case=card.case_id,
        deadline__isnull=True,
        rule=card.rule,
        occurrence=card.occurrence,
        department=card.department,
    )
    if standing := now.first():
        Complaint.objects.filter(pk=case.pk).update(card=standing)
        history.record(case, verb="lead_follows", by=None, at=at, level=standing.level, reason=card.withdrawn_because)
        return True
    # whoever acted on it after the withdrawal, before this ran, did so while the lead still stood
    withdrawn_at = max(filter(None, (card.withdrawn_at, case.acted_at)))
    clocks.void(case, at=withdrawn_at)
    engine.close(case, at=withdrawn_at)
    target = FLOW.target(case.state, "end_lead")
    history.record(case, verb="end_lead", by=None, at=at, to=target, level=card.level, reason=card.withdrawn_because)
    return True


def _open(card: Card, *, at: datetime) -> bool:
    """One card, one lead, however many workers come by: they wait for each other at its key."""
    idem = uuid5(NAMESPACE_URL, f"lead of card {card.pk}").hex
    if engine.find_sent_before(idem) is not None:
        return False
    category, text = LEADS_FROM[Rule(card.rule)], _text(card)
    with engine.opening(
        engine.NewCase(
            kind=CaseKind.COMPLAINT,
            hall=card.case.hall,
            title=f"{ComplaintKind.LEAD.label}：{category.label}",
            party="",
            state=FILED,
            hidden_from=card.department,
        ),
        verb="open_lead",
        idem=idem,
        by=None,
        at=at,
        number=card.case.number,
        text_hash=proof("complaint", idem_hash(idem), text),
    ) as case:
        Complaint.objects.create(
            case=case,
            kind=ComplaintKind.LEAD,
            category=category,
            about_department=card.department,
            card=card,
            text=text,
        )
        clocks.start(case, deadlines.acceptance(), started_at=at, at=at)
    return True


def _text(card: Card) -> str:
    return (
        f"系统线索：{card.case.title}（办件 {grouped(card.case.number)}）{moment(card.breached_at)} 收到"
        f"{card.get_level_display()}。{clause(card.cause)}。窗口：{card.window}；首办责任人：{card.owner or '无'}"
    )
