"""Acceptance that the law deems given because nobody was told in time (行政许可法 art. 32(4), rules A5)."""

from datetime import datetime

from django.utils import timezone

from cases import clocks, history
from cases.models import Doing
from cases.rules import Rule
from cases.sweep import settle
from permits import letters
from permits.gaps import at_each_overdue
from permits.half_day import still_to_start
from permits.models import Application
from permits.states import DEEM_ACCEPTED, FLOW


def deem_overdue(*, at: datetime) -> int:
    """Deem accepted whatever has waited for its notice past the limit, and return how many cases. Part of the passing of time."""
    return at_each_overdue(Rule.ACCEPTANCE_NOTICE, _settle_and_deem, doing=Doing.DEEMING, at=at)


def _settle_and_deem(application: Application, *, at: datetime) -> bool:
    settle(application.case, at=at)
    return deem_if_due(application, at=at)


def deem_if_due(application: Application, *, at: datetime) -> bool:
    """
    Accept from the day of receipt when the notice is overdue: call with the case locked and its clocks settled.

    The law acts at the instant of the breach, whenever it is noticed: the notice's clock ends there, and promise and statutory
    limit start where the notice's clock started. What they have broken by now has its cards at once.
    """
    case = application.case
    notice = next(iter(clocks.running(case, Rule.ACCEPTANCE_NOTICE)), None)
    if notice is None or not clocks.is_broken(notice, at=at):
        return False
    target = FLOW.target(case.state, DEEM_ACCEPTED)
    received = notice.started_at
    accepted_at = notice.due_at + clocks.A_SECOND
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, at=accepted_at)
    clocks.void(
        case, Rule.WINDOW_ACCEPTANCE, at=accepted_at
    )  # the law has accepted, not the window: broken, or owed no more
    application.accepted_at, application.deemed_accepted = received, True
    application.save(update_fields=["accepted_at", "deemed_accepted"])
    history.record(
        case, verb=DEEM_ACCEPTED, by=None, at=at, to=target, received_at=received, notice_due_at=notice.due_at
    )
    clocks.start_all(case, still_to_start(application), started_at=received, at=at)
    day = timezone.localdate(received)
    letters.tell(application, "deemed", at=at, since=f"{day.month}月{day.day}日")
    return True
