"""
A special procedure that outlasts what its notices declared: what the passing of time does about it (行政许可法 art. 45 ¶2).

Only the time that the applicant was told in writing does not count. With the last declared day the pause is over by itself, the
clocks that it stopped run again from the next one, and the lateness of the procedure has had its own card. Whoever needs longer
decides so before (permits.actions.prolonging), or pauses anew with another notice.
"""

from datetime import datetime

from cases import actions as engine
from cases import clocks, history
from cases.models import Doing
from cases.rules import Rule
from cases.sweep import settle
from permits import letters
from permits.gaps import at_each_overdue
from permits.models import Application
from permits.states import FLOW, PAUSE_RAN_OUT, SUSPENDED


def end_outlasted(*, at: datetime) -> int:
    """End every pause that has outlasted its notices, and return how many. Part of the passing of time."""
    return at_each_overdue(Rule.SPECIAL_PROCEDURE, _settle_and_end, doing=Doing.PAUSES, at=at)


def _settle_and_end(application: Application, *, at: datetime) -> bool:
    settle(application.case, at=at)
    return end_if_outlasted(application, at=at)


def end_if_outlasted(application: Application, *, at: datetime) -> bool:
    """
    End the pause when all that was declared is over: call with the case locked and its clocks settled.

    It ended with the last declared day, whenever that is noticed; what the clocks have broken since has its cards at once. One that
    was outlasted when the hall learned this ends on the day it is noticed (decision 105).
    """
    case = application.case
    if case.state != SUSPENDED:
        return False
    declared = next(iter(clocks.running(case, Rule.SPECIAL_PROCEDURE)), None)
    if declared is None or not clocks.is_broken(declared, at=at):
        return False
    pause = case.pauses.get(ends_on__isnull=True)
    _pause, moved = engine.go_on(
        case, by=None, at=at, ended_at=at if pause.overdue_at_release else declared.due_at + clocks.A_SECOND
    )
    history.record(
        case,
        verb=PAUSE_RAN_OUT,
        by=None,
        at=at,
        to=FLOW.target(case.state, PAUSE_RAN_OUT),
        notice_number=pause.notices,
        declared_until=declared.due_at,
        due={clock.rule: clock.due_at for clock in moved},
        provisional=[clock.rule for clock in moved if clock.provisional],
    )
    letters.tell(application, "ran_out", at=at)
    return True
