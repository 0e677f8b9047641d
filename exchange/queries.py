"""
Which tickets somebody may see: those of the cases that they may, and of those without a case none about their own people. And of a
ticket which messages: none that names their people, whatever its case is about (decision 175).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from complaints.queries import complaints_for
from exchange.models import Arrival, Push, Ticket
from hall.access import access_of
from hall.models import User
from hall.permissions import Permission

TABS = {"all": "全部", "basket": "待人工处理", "not_sent": "推送失败", "waiting": "等待推送"}
A_MONTH = timedelta(days=30)


def tickets_for(user: User, permission: Permission, *, on: date) -> QuerySet[Ticket]:
    """A ticket is as hidden as its case; before it has one, as its case would be."""
    grant = access_of(user, on=on).grant(permission)
    if not grant:
        return Ticket.objects.none()
    with_a_case = Q(case__in=complaints_for(user, permission, on=on).values("pk"))
    hidden = Q(hidden_from__isnull=False, hidden_from__in=grant.works_for)
    return Ticket.objects.filter(
        with_a_case | (Q(case__isnull=True, about_centre__in=grant.about_centre) & ~hidden)
    ).select_related("case")


def arrivals_for(user: User, permission: Permission, *, on: date) -> QuerySet[Arrival]:
    """
    The messages of these tickets, and those of no ticket, but for what names the reader's own people.

    What names the centre is for whoever handles what is about the centre, also in a ticket that they may only look at.
    """
    grant = access_of(user, on=on).grant(permission)
    if not grant:
        return Arrival.objects.none()
    mine = Q(ticket__in=tickets_for(user, permission, on=on).values("pk"))
    if True in grant.about_centre:
        looked_at = tickets_for(user, Permission.COMPLAINT_VIEW, on=on).values("pk")
        mine |= Q(about_centre=True, ticket__in=looked_at)
    else:
        mine &= Q(about_centre=False)
    nobodys = Q(ticket__isnull=True, about_centre__in=grant.about_centre)
    hidden = Q(hidden_from__isnull=False, hidden_from__in=grant.works_for)
    return Arrival.objects.filter((mine | nobodys) & ~hidden).select_related(
        *("ticket__case", "decided_by", "hidden_from", "case")
    )


def pushes_for(user: User, permission: Permission, *, on: date) -> QuerySet[Push]:
    """What is pushed of these tickets, but for what tells of a message that the reader does not see."""
    tickets = tickets_for(user, permission, on=on).values("pk")
    arrivals = arrivals_for(user, permission, on=on).values("pk")
    cases = complaints_for(user, permission, on=on).values("pk")
    shown = (Q(arrival__isnull=True) | Q(arrival__in=arrivals)) & ~(
        Q(event__case__ticket_version__isnull=False) & ~Q(event__case__in=cases)
    )
    return Push.objects.filter(shown, ticket__in=tickets).select_related("ticket__case", "dropped_by", "retried_by")


def with_sight(ticket: Ticket, user: User, permission: Permission, *, on: date) -> list[tuple[Push, bool]]:
    """
    The pushes of a ticket that the reader sees, each with whether its words are for them: those of a case that the ticket's own has
    joined are for whoever may open that one.
    """
    pushes = list(pushes_for(user, permission, on=on).filter(ticket=ticket).select_related("event"))
    others = {each.event.case_id for each in pushes if each.event} - {ticket.case_id}
    readable = {None, ticket.case_id}
    if others:
        readable |= set(complaints_for(user, permission, on=on).filter(pk__in=others).values_list("pk", flat=True))
    return [(each, (each.event.case_id if each.event else None) in readable) for each in pushes]


def with_what_is_seen(tickets: QuerySet[Ticket], user: User, permission: Permission, *, on: date) -> QuerySet[Ticket]:
    """These with those of their messages and pushes alone that the reader sees."""
    return tickets.prefetch_related(
        Prefetch("arrivals", queryset=arrivals_for(user, permission, on=on)),
        Prefetch("pushes", queryset=pushes_for(user, permission, on=on)),
    )


def version_of(arrivals: Iterable[Arrival]) -> int:
    """The newest version among those that the reader sees and that no basket holds; 0 for none: of others not even the number shows."""
    basket = Arrival.State.BASKET
    return max((each.version or 0 for each in arrivals if each.state != basket), default=0)


def in_tab(
    tickets: QuerySet[Ticket], tab: str, *, arrivals: QuerySet[Arrival], pushes: QuerySet[Push]
) -> QuerySet[Ticket]:
    """Those of a tab, a name of TABS, by the messages and pushes that the reader sees."""
    pushes = pushes.filter(ticket=OuterRef("pk"))
    conditions = {
        "basket": Q(Exists(arrivals.filter(ticket=OuterRef("pk"), state=Arrival.State.BASKET))),
        "not_sent": Q(Exists(pushes.filter(state__in=Push.NOT_SENT))),
        "waiting": Q(Exists(pushes.filter(state__in=Push.OPEN))),
    }
    return tickets.filter(conditions.get(tab, Q()))


def last_sent(pushes: QuerySet[Push], *, at: datetime) -> datetime | None:
    """When the platform last took one of these, within a month: of others even the minute would be news."""
    sent = pushes.filter(state=Push.State.SENT, ended_at__gt=at - A_MONTH).order_by("-ended_at")
    return sent.values_list("ended_at", flat=True).first()
