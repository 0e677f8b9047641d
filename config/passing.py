"""What the passing of time does by itself. The one function that beat's task, the replay and the demonstration call."""

from datetime import datetime

from cases.sweep import Swept, sweep
from complaints.leads import open_leads
from permits.deeming import deem_overdue
from permits.gaps import note_overdue_gaps


def pass_time(*, at: datetime, heartbeat: bool = True) -> Swept:
    """
    Bring the hall to `at`: promised papers that did not come, lamps, cards and letters of every clock, then the acceptances that the law deems given, and the leads that cards give.

    Running it twice, late, or at once from several workers gives the same rows.

    :param heartbeat: whether this is the timers' own sign of life (see cases.sweep).
    """
    note_overdue_gaps(at=at)  # before the sweep: what waits for a promised paper is not found broken
    swept = sweep(at=at, heartbeat=heartbeat)
    deem_overdue(at=at)
    open_leads(at=at)
    return swept
