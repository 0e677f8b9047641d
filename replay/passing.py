"""Doing what the timers of a running hall would have done up to an instant."""

from datetime import datetime
from typing import Protocol

from cases.models import Deadline
from cases.sweep import Swept


class PassTime(Protocol):
    """What the passing of time does in this hall. It touches every room, so the caller, who knows them all, hands it in."""

    def __call__(self, *, at: datetime, heartbeat: bool = True) -> Swept: ...


def let_time_pass(until: datetime, pass_time: PassTime) -> None:
    """
    Sweep at each instant at which a warning or a due moment comes, as beat would have: a warning is written when it
    was due, a breach at its own moment, whatever the distance between two acts of the file.
    """
    before, silent = None, None
    while (moment := _next_alert(until, after=silent)) is not None:
        sweep = pass_time(at=moment, heartbeat=False)
        if moment == before and not sweep.alerts:
            # Somebody else holds that case, and will say it; or the clock fails (cases.troubles). The others go on.
            silent = moment
        before = moment


def _next_alert(until: datetime, *, after: datetime | None) -> datetime | None:
    alerts = Deadline.objects.filter(next_alert_at__lte=until).order_by("next_alert_at")
    if after is not None:
        alerts = alerts.filter(next_alert_at__gt=after)
    return alerts.values_list("next_alert_at", flat=True).first()
