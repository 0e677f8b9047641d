"""A report of the office: what it looks for in words, its figures, and what is said of each row behind them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F
from django.utils import timezone

from hall.access import Grant
from hall.models import Department, User
from hall.worktime.hours import HALF_DAY_MINUTES
from hall.worktime.wording import in_full
from oversight.measures import CASES, Asked, Measure, Rows

Notes = Callable[[Sequence[Any], Asked], Mapping[int, str]]  # rows of a page → by key what is said of each


@dataclass(frozen=True)
class Report:
    """
    One report. Its figures are measures, so that number, list and API ask one question (decision 179).

    :param headline: name of the measure whose number stands in the list of reports.
    :param of_now: its figures stand as they stand now, whatever stretch of time is asked for.
    :param target: the rate of `headline` that is aimed at, 0–1.
    :param person: what names the id of whose hands a row is in; "": no report by person. :param nobody: whose is called what.
    :param minutes: how long a row lay there, in working minutes of the stretch; None: it is counted only.
    :param order: in which its lists stand, where not as all of their kind.
    :param unknown: what belongs to it and the product does not record.
    """

    name: str
    words: str
    definition: str
    source: str
    measures: tuple[Measure, ...]
    headline: str
    note_words: str
    notes: Notes
    of_now: bool = False
    target: float | None = None
    person: str = ""
    nobody: str = "没有责任人"
    minutes: Callable[[Any, Asked], float] | None = None
    order: tuple[str, ...] = ()
    unknown: str = ""

    def measure(self, name: str) -> Measure:
        return next(each for each in self.measures if each.name == name)

    @property
    def first(self) -> Measure:
        return self.measure(self.headline)

    def behind(
        self,
        grant: Grant,
        asked: Asked,
        name: str,
        department: Department | None = None,
        person: int | None = None,
        window: int | None = None,
    ) -> Rows:
        """
        The rows behind one of its figures.

        :param person: only those in this one's hands; 0: in nobody's. :param window: of cases, only those taken in there.
        """
        rows = self.measure(name).behind(grant, asked, department)
        if window is not None and self.measure(name).subject is CASES:
            rows = rows.filter(window=window)
        if person is None or not self.person:
            return rows
        return rows.filter(**({self.person: person} if person else {f"{self.person}__isnull": True}))


@dataclass(frozen=True)
class InHand:
    """What is in one person's hands; person None: in nobody's. :param minutes: how long it lay there, of the stretch."""

    person: User | None
    count: int
    minutes: float

    @property
    def half_days(self) -> float:
        return half_days(self.minutes)


def in_hands(report: Report, grant: Grant, asked: Asked, department: Department | None = None) -> list[InHand]:
    """Of the report's headline who has how much, what lay longest first, then the most."""
    if not report.person:
        return []
    rows = report.first.behind(grant, asked, department)
    counts: dict[int | None, int] = dict(rows.order_by().values_list(report.person).annotate(Count("pk")))
    minutes: dict[int | None, float] = dict.fromkeys(counts, 0)
    if report.minutes is not None:
        for row in rows:
            minutes[getattr(row, report.person)] += report.minutes(row, asked)
    people = User.objects.in_bulk([pk for pk in counts if pk is not None])
    lines = [InHand(people[pk] if pk is not None else None, n, minutes[pk]) for pk, n in counts.items()]
    return sorted(lines, key=lambda each: (-each.minutes, -each.count, each.person.pk if each.person else 0))


def minutes_of_departments(report: Report, grant: Grant, asked: Asked) -> dict[int, float]:
    """By the key of a department how long the rows of the headline lay in its sections, in working minutes of the stretch."""
    sums: dict[int, float] = defaultdict(float)
    if report.minutes is not None:
        for row in report.first.behind(grant, asked).annotate(unit=F(report.first.subject.department)):
            sums[row.unit] += report.minutes(row, asked)
    return sums


def half_days(minutes: float) -> float:
    """To a tenth: what several rows come to is not rounded up row by row."""
    return round(minutes / HALF_DAY_MINUTES, 1)


def day_of(at: datetime) -> str:
    """The hall's day of an instant, as notes say it."""
    return in_full(timezone.localdate(at))
