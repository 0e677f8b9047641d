"""What the administrator's pages ask: how the calendar stands, what waits for it, and what a change of it has moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cases.attempts import guessed_at
from cases.models import Card, Deadline, Discrepancy, Event, Recomputation
from cases.post_office import not_sent_today
from cases.recompute import BY_THE_CALENDAR
from cases.reconcile.kinds import Kind
from cases.troubles import open_troubles
from hall import calendar, clock
from hall.access import Grant
from hall.calendar_facts import Content, special_days
from hall.models import CalendarChange, ItemVersion, StaffChange, User
from hall.statutory_holidays import lacking
from permits.models import Application
from worklists.listing import count, written

OPENED_LATELY = timedelta(days=30)
NOTICE_MONTH = 11  # month: the State Council's notice of the coming year usually appears in its first days


@dataclass(frozen=True)
class Missing:
    """
    A year without a notice, or whose notice lacks holidays of the law, and how many open clocks run out in it or later on.
    """

    year: int
    clocks: int
    lacks: str


def missing_notices(on: date) -> list[Missing]:
    """
    This year if it has no notice, and from 1 November on the coming one. Before that nobody is asked for it.

    A year counts as lacking by its days, also one that was loaded as official before anybody looked.
    """
    days = calendar.current()
    years = [on.year, *([on.year + 1] if on.month >= NOTICE_MONTH else [])]
    lacks = {year: lacks_of(year, calendar.standing(CalendarChange.Kind.NOTICE, str(year))) for year in years}
    missing = [year for year in years if lacks[year] or not days.is_official(year)]
    clocks = (
        count({str(year): written(waiting(year).order_by().values("pk")) for year in missing}, {}) if missing else {}
    )
    return [Missing(year, clocks[str(year)], lacks[year]) for year in missing]


def numbers(*, at: datetime) -> dict[str, int]:
    """
    What the first page counts, in one question: letters that did not go out, if they are `many`; `troubles`; clocks that the last
    nightly check misses (`clockless`: of cases under way when a release brought a new rule, for one); `strays`, hosts whose clock is
    wrong; `guessed`, stretches of the last day in which receipt codes were guessed; `jobs` of the calendar that are not finished.
    """
    questions = {
        "not_sent": not_sent_today(at=at),
        "troubles": open_troubles(),
        "clockless": Discrepancy.objects.filter(gone_at=None, kind=Kind.NOT_RUNNING),
        "strays": clock.strays(),
        "guessed": guessed_at(at=at),
        "jobs": Recomputation.objects.filter(finished_at=None),
    }
    return count({name: written(rows.order_by().values("pk")) for name, rows in questions.items()}, {})


def lacks_of(year: int, content: Content) -> str:
    """Which holidays of the law the notice of a year lacks; "" also for a year that has none."""
    return lacking(year, special_days(content)) if content else ""


def moves_of(job: Recomputation) -> QuerySet[Event]:
    """The lines by which a recomputation has moved dates, with their cases, in the order in which they were written."""
    until = {"at__lte": job.finished_at} if job.finished_at else {}
    lines = Event.objects.filter(verb="recomputed", at__gte=job.asked_at, facts__why=job.why, **until)
    return lines.select_related("case").order_by("at", "pk")


def _keys(name: str, lines: Sequence[Event]) -> list[int]:
    """The rows that lines name; one that names none is in the list all the same (cases.events.sentence_of)."""
    return [key for line in lines if isinstance(key := line.facts.get(name), int)]


def cards_of(job: Recomputation, moves: Sequence[Event]) -> dict[int, Card]:
    """By clock the card that such a line moved, or that the recomputation withdrew."""
    until = {"withdrawn_at__lte": job.finished_at} if job.finished_at else {}
    withdrawn = Q(deadline__in=_keys("deadline", moves), withdrawn_at__gte=job.asked_at, **until)
    moved = Q(pk__in=_keys("moved_card", moves))
    because = Q(withdrawn_because__startswith=BY_THE_CALENDAR)
    return {card.deadline_id: card for card in Card.objects.filter(moved | withdrawn & because) if card.deadline_id}


def waiting(year: int) -> QuerySet[Deadline]:
    """The running clocks that wait for the notice of a year, with their cases: what runs out first stands first."""
    begins = timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001 - made aware in the hall's zone
    clocks = Deadline.objects.running().filter(provisional=True, due_at__gte=begins)
    return clocks.select_related("case").order_by("due_at", "pk")


def opened_accounts(grant: Grant, *, at: datetime) -> QuerySet[StaffChange]:
    """
    The lines of accounts opened within OPENED_LATELY, the last one first: of the whole hall, or of the people whose posts, of any
    time, are in the grant's departments or at a window that serves them.
    """
    lines = StaffChange.objects.filter(subject=StaffChange.Subject.PERSON, act="enter", at__gt=at - OPENED_LATELY)
    if not grant.everywhere:
        of_department = Q(posts__department__in=grant.departments)
        at_window = Q(posts__window__departments__in=grant.departments)
        lines = lines.filter(key__in=User.objects.filter(of_department | at_window).values("pk"))
    return lines.select_related("by").order_by("-id")


def running_under(versions: Iterable[ItemVersion]) -> dict[int, int]:
    """How many applications that have not ended are held against each version, by its key; those with none are left out."""
    running = Application.objects.filter(item_version__in=[each.pk for each in versions], case__closed_at=None)
    return dict(running.order_by().values_list("item_version").annotate(number=Count("pk")))


def running_of(items: Iterable[int]) -> int:
    """How many applications for items, by their keys, have not ended, whichever version they are held against."""
    return Application.objects.filter(item_version__item__in=list(items), case__closed_at=None).count()
