"""Leads: what a card on an application tells the complaint centre to look into (rules S-3, scenario 18). Nobody files them."""

from datetime import datetime
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from cases import actions as engine
from cases import clocks, troubles
from cases.models import Card, CardState, CaseKind, Doing
from cases.rules import Rule
from cases.troubles import Subject
from cases.wording import moment
from complaints import deadlines
from complaints.models import Category, Complaint, ComplaintKind
from complaints.states import FILED
from hall.identifiers import grouped
from hall.sentences import clause

LEADS_FROM = {Rule.TWO_VISIT: Category.TOO_MANY_TRIPS}  # which card becomes a lead, and of which category


def open_leads(*, at: datetime) -> int:
    """Open a lead for each standing card that calls for one and has none; return how many. Part of the passing of time."""
    # none of these is about time: the few such cards have an index, so an idle look does not grow with the others
    waiting = Card.objects.filter(deadline__isnull=True, rule__in=[str(rule) for rule in LEADS_FROM], lead__isnull=True)
    standing = waiting.exclude(state=CardState.WITHDRAWN).order_by("pk").values_list("pk", "case_id")
    return troubles.at_each(Doing.LEADS, [Subject(*card) for card in standing], partial(_open, at=at), at=at)


def _open(pk: int, *, at: datetime) -> bool:
    """One card, one lead, however many workers come by: they wait for each other at its key."""
    card = Card.objects.select_related("case__hall", "department", "window").get(pk=pk)
    idem = uuid5(NAMESPACE_URL, f"lead of card {card.pk}").hex
    if engine.find_sent_before(idem) is not None:
        return False
    category = LEADS_FROM[Rule(card.rule)]
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
    ) as case:
        Complaint.objects.create(
            case=case,
            kind=ComplaintKind.LEAD,
            category=category,
            about_department=card.department,
            card=card,
            text=_text(card),
        )
        clocks.start(case, deadlines.acceptance(), started_at=at, at=at)
    return True


def _text(card: Card) -> str:
    return (
        f"系统线索：{card.case.title}（办件 {grouped(card.case.number)}）{moment(card.breached_at)} 收到"
        f"{card.get_level_display()}。{clause(card.cause)}。窗口：{card.window}；首办责任人：{card.owner or '无'}"
    )
