"""
The check itself: derive every verdict again, report what differs, repair nothing.

It shares no code with the sweep: facts are read here, judged by cases.reconcile.derive and held against what is stored.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

from django.db import transaction
from django.db.models import Q

from cases.models import Discrepancy, Recomputation, ReconciliationRun
from cases.numbering import one_at_a_time
from cases.reconcile.derive import GIVE, Calendars
from cases.reconcile.facts import CaseFacts, Rooms
from cases.reconcile.kinds import KINDS, Difference
from cases.reconcile.on_cases import case_differences
from cases.reconcile.reading import batches, one_instant
from hall import calendar
from hall.models import CalendarChange
from hall.refusals import Refused
from hall.worktime import WorkCalendar

KEPT = 10_000  # differences told one by one; of more than these only the number is kept


class StillRecomputing(Refused):
    """The calendar was changed a moment ago: clocks derived again stand beside clocks that are not yet."""

    code = "still-recomputing"
    sentence = "工作日历刚改过，时限正在重新推算，过几分钟再核对"


Key = tuple[int, int | None, int | None, str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """One difference, and the case that it was found on."""

    case: int
    number: str
    difference: Difference

    @property
    def key(self) -> Key:
        it = self.difference
        return self.case, it.clock, it.card, str(it.kind), it.rule

    @property
    def words(self) -> str:
        """Kind of the difference, its two sides and the reason, in one line; no personal data."""
        it, terms = self.difference, KINDS[self.difference.kind]
        return f"{terms.words}：存的是“{it.stored}”，应当是“{it.derived}”。{terms.reason}"


@dataclass
class Report:
    """What a check looked at, how long it took, and what it found: at most KEPT differences, and how many in all."""

    cases: int = 0
    clocks: int = 0
    cards: int = 0
    differences: int = 0
    found: list[Found] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def is_whole(self) -> bool:
        return len(self.found) == self.differences

    def look_at(self, case: CaseFacts, differences: Iterator[Difference]) -> None:
        self.cases += 1
        self.clocks += len(case.clocks)
        self.cards += len(case.cards)
        for difference in differences:
            self.differences += 1
            self.kinds[difference.kind] += 1
            if len(self.found) < KEPT:
                self.found.append(Found(case.pk, case.number, difference))


def check(rooms: Rooms, *, at: datetime, number: str | None = None) -> Report:
    """
    Look at every case (or one) as the database stands now, judged at `at`; write nothing.

    :raises StillRecomputing: a change of the calendar is being carried out.
    """
    began, report = perf_counter(), Report()
    with one_instant():
        if _recomputing(at):
            raise StillRecomputing
        in_force = _calendars()
        for batch in batches(rooms, number=number):
            for case in batch:
                report.look_at(case, case_differences(case, at=at, calendars=in_force))
    report.seconds = perf_counter() - began
    return report


def reconcile(rooms: Rooms, *, at: datetime) -> tuple[ReconciliationRun, Report]:
    """Check every case and keep what was found: what is new, what is still there, what is gone."""
    report = check(rooms, at=at)
    return _keep(report, at=at), report


def _recomputing(at: datetime) -> bool:
    """Whether clocks are being derived again, or moved so late that the sweep may not have spoken of them yet."""
    just_moved = Q(finished_at__range=(at - GIVE, at + GIVE), moved__gt=0)
    return Recomputation.objects.filter(Q(finished_at__isnull=True) | just_moved).exists()


@transaction.atomic
def _keep(report: Report, *, at: datetime) -> ReconciliationRun:
    one_at_a_time("reconciliation")  # two beats: the second one finds what the first one has kept
    rows = {
        (row.case_id, row.deadline_id, row.card_id, row.kind, row.rule): row
        for row in Discrepancy.objects.select_for_update().filter(gone_at__isnull=True)
    }
    findings = {finding.key: finding for finding in report.found}
    fresh = [_new(finding, at=at) for key, finding in findings.items() if key not in rows]
    still = [row for key, row in rows.items() if key in findings]
    for row in still:
        it = findings[row.case_id, row.deadline_id, row.card_id, row.kind, row.rule].difference
        row.stored, row.derived, row.last_seen_at = it.stored, it.derived, at
    Discrepancy.objects.bulk_create(fresh)
    Discrepancy.objects.bulk_update(still, ["stored", "derived", "last_seen_at"], batch_size=1_000)
    gone = [row.pk for key, row in rows.items() if key not in findings] if report.is_whole else []
    Discrepancy.objects.filter(pk__in=gone).update(gone_at=at)
    return ReconciliationRun.objects.create(
        started_at=at,
        seconds=report.seconds,
        cases=report.cases,
        clocks=report.clocks,
        cards=report.cards,
        differences=report.differences,
        appeared=len(fresh),
        gone=len(gone),
    )


def _new(finding: Found, *, at: datetime) -> Discrepancy:
    it = finding.difference
    return Discrepancy(
        case_id=finding.case,
        deadline_id=it.clock,
        card_id=it.card,
        kind=str(it.kind),
        rule=it.rule,
        stored=it.stored,
        derived=it.derived,
        first_seen_at=at,
        last_seen_at=at,
    )


def _calendars() -> Calendars:
    """The calendars of this hall: one for each stretch between two changes, built when the first clock asks for it."""
    in_force = calendar.current()
    changes = CalendarChange.objects.filter(confirmed_at__isnull=False).order_by("confirmed_at")
    changed_at = [at for at in changes.values_list("confirmed_at", flat=True) if at is not None]
    built: dict[int, Sequence[WorkCalendar]] = {len(changed_at): (in_force,)}

    def of(ended_at: datetime | None) -> Sequence[WorkCalendar]:
        if ended_at is None:
            return (in_force,)
        stretch = bisect_right(changed_at, ended_at)
        if stretch not in built:
            then = calendar.as_of(ended_at)
            built[stretch] = (in_force,) if then == in_force else (then, in_force)
        return built[stretch]

    return of
