"""
Announced hearings that cannot sit on their day, because the calendar has made it a rest day since: who has to know is told once, and the
chief tells another day (permits.actions.hearing, move_hearing). Nothing moves a hearing by itself (decision 138).
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from cases import history, troubles
from cases.models import Doing, Event
from cases.owing import owe
from cases.troubles import Subject
from cases.wording import moment
from hall import calendar
from hall.worktime import WorkCalendar
from permits import letters
from permits.gaps import one_case
from permits.models import Application, Hearing

VERB = "hearing_in_doubt"


def on_rest_days(days: WorkCalendar, *, at: datetime, before: WorkCalendar | None = None) -> Iterator[Hearing]:
    """
    The announced hearings to come that by this calendar sit on a rest day, with their cases, the first one first.

    :param before: only those that did not by this one.
    """
    announced = Hearing.objects.filter(announced_at__isnull=False, held_at=None, given_up_at=None, sits_at__gt=at)
    for hearing in announced.select_related("application__case").order_by("sits_at", "pk"):
        if _rests(hearing, days) and not (before and _rests(hearing, before)):
            yield hearing


def _rests(hearing: Hearing, days: WorkCalendar) -> bool:
    on = timezone.localdate(hearing.sits_at) if hearing.sits_at else None
    return on is not None and days.workday_on_or_after(on) != on


def tell_of_closed_days(*, at: datetime) -> int:
    """Tell department and applicant of each, and return of how many. Part of the passing of time."""
    doubtful = [Subject(each.application_id, each.application_id) for each in on_rest_days(calendar.current(), at=at)]
    return troubles.at_each(Doing.HEARINGS, doubtful, lambda case: one_case(case, act=_tell, at=at), at=at)


def _tell(application: Application, *, at: datetime) -> bool:
    case, hearing = application.case, application.hearing
    if hearing.sits_at is None or hearing not in on_rest_days(calendar.current(), at=at):
        return False  # moved, called off or held meanwhile
    sits_at = hearing.sits_at.isoformat()
    if Event.objects.filter(case=case, verb=VERB, facts__sits_at=sits_at).exists():
        return False
    history.record(case, verb=VERB, by=None, at=at, sits_at=sits_at)
    owe(
        case,
        cause=f"hearing:{hearing.pk}:{sits_at}",
        template=VERB,
        recipient=None,
        at=at,
        note=moment(hearing.sits_at),
    )
    letters.tell(application, VERB, at=at, sits_at=moment(hearing.sits_at))
    return True
