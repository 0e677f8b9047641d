"""Which tickets somebody may see: those of the cases that they may, and of those without a case none about their own people."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

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
    """The messages of these tickets, and those that name none: these only whoever handles what is about nobody in particular."""
    grant = access_of(user, on=on).grant(permission)
    mine = Q(ticket__in=tickets_for(user, permission, on=on).values("pk"))
    nobodys = Q(ticket__isnull=True) if grant and False in grant.about_centre else Q(pk__in=[])
    return Arrival.objects.filter(mine | nobodys).select_related("ticket__case", "decided_by")


def pushes_for(user: User, permission: Permission, *, on: date) -> QuerySet[Push]:
    tickets = tickets_for(user, permission, on=on).values("pk")
    return Push.objects.filter(ticket__in=tickets).select_related("ticket__case", "dropped_by")


def with_sight(ticket: Ticket, user: User, permission: Permission, *, on: date) -> list[tuple[Push, bool]]:
    """
    The pushes of a ticket, each with whether its words are for this reader: those of a case that the ticket's own has joined are for
    whoever may open that one.
    """
    pushes = list(ticket.pushes.select_related("dropped_by", "event"))
    others = {each.event.case_id for each in pushes if each.event} - {ticket.case_id}
    readable = {None, ticket.case_id}
    if others:
        readable |= set(complaints_for(user, permission, on=on).filter(pk__in=others).values_list("pk", flat=True))
    return [(each, (each.event.case_id if each.event else None) in readable) for each in pushes]


def in_tab(tickets: QuerySet[Ticket], tab: str) -> QuerySet[Ticket]:
    """Those of a tab, a name of TABS."""
    pushes = Push.objects.filter(ticket=OuterRef("pk"))
    conditions = {
        "basket": Q(Exists(Arrival.objects.filter(ticket=OuterRef("pk"), state=Arrival.State.BASKET))),
        "not_sent": Q(Exists(pushes.filter(state__in=Push.NOT_SENT))),
        "waiting": Q(Exists(pushes.filter(state__in=Push.OPEN))),
    }
    return tickets.filter(conditions.get(tab, Q()))


def last_sent(pushes: QuerySet[Push], *, at: datetime) -> datetime | None:
    """When the platform last took one of these, within a month: of others even the minute would be news."""
    sent = pushes.filter(state=Push.State.SENT, ended_at__gt=at - A_MONTH).order_by("-ended_at")
    return sent.values_list("ended_at", flat=True).first()
