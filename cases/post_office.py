"""How the sending of letters stands: for the administrator and /healthz. Counts and case numbers, no address and no text."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from cases.gateways import GATEWAYS
from cases.models import Dispatch, Gateway
from cases.sending import is_dead

A_WEEK = timedelta(days=7)
KEPT_IN_SIGHT = timedelta(days=30)
MANY = 5  # letters of one day that did not go out: the administrator is told on the first page
NOT_SENT = (Dispatch.State.FAILED, Dispatch.State.UNKNOWN)


@dataclass(frozen=True)
class Standing:
    """
    One way out. :param state: off (the hall has none), ok or failing. :param week: state → letters written within a week.
    """

    channel: str
    state: str
    failing_since: datetime | None
    why: str
    week: Counter[str]


def standings(*, at: datetime) -> list[Standing]:
    """Two queries, whatever the number of letters in other weeks."""
    recent = Dispatch.objects.filter(written_at__gt=at - A_WEEK).order_by()
    counted = list(recent.values_list("channel", "state").annotate(Count("pk")))
    return [
        Standing(
            channel=gateway.name,
            state=_state(gateway),
            failing_since=gateway.failing_since,
            why=gateway.why,
            week=Counter({state: number for way, state, number in counted if way == gateway.name}),
        )
        for gateway in _gateways()
    ]


def states() -> dict[str, str]:
    """Way out → off, ok or failing; one query."""
    return {gateway.name: _state(gateway) for gateway in _gateways()}


def _gateways() -> list[Gateway]:
    """Each way out as it is; one that nobody has tried yet has no row, and no trouble."""
    tried = Gateway.objects.in_bulk()
    return [tried.get(channel, Gateway(name=channel)) for channel in GATEWAYS]


def _state(gateway: Gateway) -> str:
    if not GATEWAYS[gateway.name].is_set_up():
        return "off"
    return "failing" if is_dead(gateway) else "ok"


def not_sent(*, at: datetime) -> QuerySet[Dispatch]:
    """Letters of the last thirty days that did not go out, or may not have; the newest first."""
    rows = Dispatch.objects.filter(state__in=[str(state) for state in NOT_SENT], ended_at__gt=at - KEPT_IN_SIGHT)
    return rows.select_related("case").defer("address", "text").order_by("-ended_at", "-pk")


def not_sent_today(*, at: datetime) -> QuerySet[Dispatch]:
    """Those of the last day; from MANY on they are told of."""
    return not_sent(at=at).filter(ended_at__gt=at - timedelta(days=1))
