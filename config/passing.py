"""What the passing of time does by itself. The one function that beat's task, the replay and the demonstration call."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from cases import troubles
from cases.models import Doing
from cases.sweep import Swept, sweep
from complaints.leads import keep_leads
from complaints.suppression import flag_silent
from permits import letters
from permits.corrections_over import tell_of_ended_corrections
from permits.deeming import deem_overdue
from permits.gaps import note_overdue_gaps
from permits.hearings_in_doubt import tell_of_closed_days
from permits.outlasted import end_outlasted


def pass_time(*, at: datetime, heartbeat: bool = True) -> Swept:
    """
    Bring the hall to `at`: promised papers that did not come, lamps, cards and letters of every clock, then the acceptances that the law deems given, the
    pauses that have outlasted their notice, the hearings whose day is closed, the corrections whose days are over, the leads that cards give or, withdrawn, take away,
    and the complaints that nobody has touched for too long.

    Running it twice, late, or at once from several workers gives the same rows. A case that fails is passed over and noted
    (cases.troubles); a step that fails as a whole keeps none of the others from its turn.

    :param heartbeat: whether this is the timers' own sign of life (see cases.sweep).
    :raises Exception: what the first failing step raised, after all of them.
    """
    steps: dict[Doing, Callable[[], Any]] = {
        Doing.GAPS: partial(note_overdue_gaps, at=at),  # before the sweep: what waits for a paper is not found broken
        Doing.SWEEP: partial(sweep, at=at, heartbeat=heartbeat),
        Doing.DEEMING: partial(deem_overdue, at=at),
        Doing.PAUSES: partial(end_outlasted, at=at),  # after the sweep: it has said that the notice's time is over
        Doing.HEARINGS: partial(tell_of_closed_days, at=at),
        Doing.CORRECTIONS: partial(tell_of_ended_corrections, at=at),
        Doing.LEADS: partial(keep_leads, at=at),
        Doing.SUPPRESSION: partial(flag_silent, at=at),
        Doing.TELLING: partial(letters.look_again, at=at),
    }
    swept: Swept = troubles.apart(steps, at=at)[Doing.SWEEP]
    return swept
