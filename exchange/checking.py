"""The nightly check of the exchange (field.md a-6): nothing that the platform is owed is older than a working day without a state."""

from datetime import datetime

from django.db.models import QuerySet

from exchange.deadlines import STATE_WITHIN
from exchange.models import Push, Ticket
from exchange.pushing import answered_apart, behind, unwritten
from exchange.sending import LOST_AFTER
from hall import calendar
from hall.worktime import due


def forgotten(*, at: datetime, among: QuerySet[Ticket] | None = None) -> list[str]:
    """
    What was to be pushed more than a working day ago and has no state that says what became of it: an act of which no push was
    written, a push that was never tried, one whose worker is gone. In words, by ticket ids.

    :param among: the tickets that the reader may see; None: all.
    """
    lines = [
        f"工单 {ticket.pk}：{line.verb} 没有写成推送"
        for ticket in behind(among) | answered_apart(among)
        for line in unwritten(ticket)
        if _is_old(line.at, at)
    ]
    stuck = [push for push in _untried(among, at=at) if _is_old(push.written_at, at) and not _waits_its_turn(push)]
    return lines + [f"工单 {push.ticket_id}：{push.get_kind_display()}一直没有推过" for push in stuck]


def _untried(among: QuerySet[Ticket] | None, *, at: datetime) -> QuerySet[Push]:
    never = Push.objects.filter(state=Push.State.WAITING, why="")
    rows = never | Push.objects.filter(state=Push.State.SENDING, sending_since__lt=at - LOST_AFTER)
    return rows if among is None else rows.filter(ticket__in=among.values("pk"))


def _waits_its_turn(push: Push) -> bool:
    """An earlier one of its ticket is being tried: that one has a state, and this one waits for it."""
    return Push.objects.filter(ticket=push.ticket_id, pk__lt=push.pk, state__in=Push.OPEN).exclude(why="").exists()


def _is_old(since: datetime, at: datetime) -> bool:
    return due(STATE_WITHIN, since, calendar.current()).due_at < at
