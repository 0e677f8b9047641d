"""
The check itself: derive every verdict again, report what differs, repair nothing. A case that cannot be looked at is named, and the
others are.

It shares no code with the sweep: facts are read here, judged by cases.reconcile.derive and held against what is stored.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from time import perf_counter
from typing import Any

from django.db import transaction
from django.db.models import Q

from cases import troubles
from cases.models import Discrepancy, Doing, Recomputation, ReconciliationRun
from cases.numbering import one_at_a_time
from cases.reconcile.derive import GIVE, Calendars
from cases.reconcile.facts import CaseFacts, Rooms
from cases.reconcile.kinds import Difference
from cases.reconcile.on_cases import case_differences
from cases.reconcile.reading import Unread, batches, one_instant
from cases.troubles import SHARED, Subject
from hall import calendar
from hall.models import CalendarChange
from hall.refusals import Refused
from hall.worktime import WorkCalendar

MOST_FINDINGS = 10_000  # differences told one by one; of more than these only the number is kept


class StillRecomputing(Refused):
    """The calendar was changed a moment ago: clocks derived again stand beside clocks that are not yet."""

    code = "still-recomputing"
    sentence = "工作日历刚改过，时限正在重新推算，过几分钟再核对"


PLACE = ("case_id", "deadline_id", "card_id", "kind", "rule")  # what makes two findings the same one
place_of = attrgetter(*PLACE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference, and the case that it was found on."""

    case: int
    number: str
    difference: Difference

    @property
    def place(self) -> tuple[Any, ...]:
        """PLACE of it."""
        it = self.difference
        return self.case, it.clock, it.card, str(it.kind), it.rule

    @property
    def words(self) -> str:
        """Kind of the difference, its two sides and the reason, in one line; no personal data."""
        it = self.difference
        return f"{it.kind.words}：存的是“{it.stored}”，应当是“{it.derived}”。{it.kind.reason}"


@dataclass
class Report:
    """What a check looked at, how long it took, and what it found: at most MOST_FINDINGS differences, and how many in all."""

    cases: int = 0
    clocks: int = 0
    cards: int = 0
    differences: int = 0
    findings: list[Finding] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_whole(self) -> bool:
        return len(self.findings) == self.differences

    def look_at(self, case: CaseFacts, differences: Iterable[Difference]) -> None:
        self.cases += 1
        self.clocks += len(case.clocks)
        self.cards += len(case.cards)
        for difference in differences:
            self.differences += 1
            self.kinds[difference.kind] += 1
            if len(self.findings) < MOST_FINDINGS:
                self.findings.append(Finding(case.pk, case.number, difference))


def check(rooms: Rooms, *, at: datetime, number: str | None = None) -> Report:
    """
    Look at every case (or one) as the database stands now, judged at `at`; write nothing.

    :raises StillRecomputing: a change of the calendar is being carried out.
    """
    began, report = perf_counter(), Report()
    with one_instant():
        if _recomputing(at):
            raise StillRecomputing
        in_force = calendars_in_force()
        for batch in batches(rooms, number=number):
            for case in batch:
                _look_at(case, report, at=at, calendars=in_force)
    report.seconds = perf_counter() - began
    return report


def _look_at(case: CaseFacts | Unread, report: Report, *, at: datetime, calendars: Calendars) -> None:
    if isinstance(case, Unread):
        report.unread.append(case)
        return
    try:
        with transaction.atomic():  # calendars of earlier days are read on the way
            differences = list(case_differences(case, at=at, calendars=calendars))
    except SHARED:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with one case, the others are looked at
        report.unread.append(Unread(case.pk, case.number, fault))
    else:
        report.look_at(case, differences)


def reconcile(rooms: Rooms, *, at: datetime) -> tuple[ReconciliationRun, Report]:
    """Check every case and keep what was found: what is new, what is still there, what is gone."""
    report = check(rooms, at=at)
    for case in report.unread:
        troubles.note(Doing.RECONCILIATION, Subject(case.case, case.case), case.fault, at=at)
    looked_at = troubles.standing(Doing.RECONCILIATION).keys() - {case.case for case in report.unread}
    troubles.end(Doing.RECONCILIATION, looked_at, at=at)
    return _keep(report, at=at), report


def _recomputing(at: datetime) -> bool:
    """Whether clocks are being derived again, or moved so late that the sweep may not have spoken of them yet."""
    just_moved = Q(finished_at__range=(at - GIVE, at + GIVE), moved__gt=0)
    return Recomputation.objects.filter(Q(finished_at__isnull=True) | just_moved).exists()


@transaction.atomic
def _keep(report: Report, *, at: datetime) -> ReconciliationRun:
    one_at_a_time("reconciliation")  # two beats: the second one finds what the first one has kept
    rows = {place_of(row): row for row in Discrepancy.objects.select_for_update().filter(gone_at__isnull=True)}
    findings = {finding.place: finding for finding in report.findings}
    fresh = [Discrepancy(**dict(zip(PLACE, key, strict=True)), first_seen_at=at) for key in findings if key not in rows]
    still = [row for key, row in rows.items() if key in findings]
    for row in [*fresh, *still]:
        it = findings[place_of(row)].difference
        row.stored, row.derived, row.last_seen_at = it.stored, it.derived, at
    Discrepancy.objects.bulk_create(fresh)
    Discrepancy.objects.bulk_update(still, ["stored", "derived", "last_seen_at"], batch_size=1_000)
    unread = {case.case for case in report.unread}
    absent = [row for key, row in rows.items() if key not in findings]
    gone = [row.pk for row in absent if row.case_id not in unread] if report.is_whole else []
    run = ReconciliationRun.objects.create(
        started_at=at,
        seconds=report.seconds,
        cases=report.cases,
        clocks=report.clocks,
        cards=report.cards,
        differences=report.differences,
        appeared=len(fresh),
        gone=len(gone),
    )
    Discrepancy.objects.filter(pk__in=gone).update(gone_at=at)  # the database asks which check says so
    return run


def calendars_in_force() -> Calendars:
    """
    The calendars of this hall: one for each stretch between two changes, built when the first clock asks for it. That of now is the
    one that was confirmed, whatever stands in the tables.

    A clock that ended was counted by the calendar of its end; or by a later one, when its end was told of later than it was (a
    ledger played again); or by an earlier one, when it ended before a change had been carried out (`Recomputation`).
    """
    changes = CalendarChange.objects.filter(confirmed_at__isnull=False).order_by("confirmed_at")
    changed_at, stamps = zip(*changes.values_list("confirmed_at", "stamp"), strict=True) if changes else ((), ())
    jobs = {job.stamp: job for job in Recomputation.objects.all()}
    last = len(changed_at)
    built = {last: calendar.confirmed()}

    def of_stretch(number: int) -> WorkCalendar:
        if number not in built:
            built[number] = calendar.as_of(changed_at[number] - timedelta.resolution)
        return built[number]

    def of(ended_at: datetime | None) -> Iterator[tuple[WorkCalendar, WorkCalendar]]:
        stretch = last if ended_at is None else bisect_right(changed_at, ended_at)
        for number in range(stretch, last + 1):
            yield of_stretch(number), of_stretch(number)
        counted_late_by = of_stretch(stretch)
        while ended_at and stretch and _was_waiting(jobs.get(stamps[stretch - 1]), ended_at):
            stretch -= 1
            yield of_stretch(stretch), counted_late_by

    return of


def _was_waiting(job: Recomputation | None, at: datetime) -> bool:
    """Whether a change that was in force at an instant had not been carried out in every case by then."""
    return job is not None and (job.overtaken or job.finished_at is None or job.finished_at > at)
