"""
A figure of the office is a record: words, definition, since when it counts so, and the question whose rows it counts (field.md h-1,
h-6). The statement of a period and the reports are made of them; page, list and API ask that one question under the reader's rights.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from cases.models import Case
from cases.queries import midnight
from hall.access import Grant
from hall.models import Department

Span = tuple[date, date]  # the first day, and the day after the last one
Rows = QuerySet[Any, Any]

FIRST_DAY = date(2025, 1, 1)  # since then these definitions count
FEWEST_TO_RANK = 30  # under so many no department is ranked by a rate


class Asked(NamedTuple):
    """For which stretch of time a figure is asked, and when: what stands as it stands now is read at that instant."""

    first: datetime
    after: datetime
    at: datetime


def asked(span: Span, *, at: datetime) -> Asked:
    return Asked(midnight(span[0]), midnight(span[1]), at)


@dataclass(frozen=True)
class Subject:
    """
    What the rows are that a figure counts.

    :param unit: the word that counts them. :param seen: those within a grant. :param department: the path to whose they are.
    """

    unit: str
    seen: Callable[[Grant], Rows]
    department: str = "department"


CASES = Subject("件", lambda grant: Case.objects.reached_by(grant))


@dataclass(frozen=True)
class Measure:
    """
    One figure. :param rows: those that it counts, of those that its reader sees. :param of: of a part the measure that it is a
    part of: both make a rate, `rate_words`. :param since: the first day for which it is defined so.
    """

    name: str
    words: str
    definition: str
    rows: Callable[[Rows, Asked], Rows]
    of: str = ""
    rate_words: str = ""
    since: date = FIRST_DAY
    subject: Subject = CASES

    def behind(self, grant: Grant, asked: Asked, department: Department | None = None) -> Rows:
        """What it counts, of what the grant reaches."""
        rows = self.rows(self.subject.seen(grant), asked)
        return rows.filter(**{self.subject.department: department.pk}) if department else rows


@dataclass
class Line:
    """
    The figures of a department; department None: of all that the reader sees. :param wholes: name of a part → what it is a part of.
    """

    department: Department | None
    counts: dict[str, int] = field(default_factory=dict)
    wholes: Mapping[str, str] = field(default_factory=dict)

    def rate(self, name: str) -> float | None:
        """The share of its whole that a part is, 0–1 (above one where more was ended than came in); None without a whole."""
        whole = self.whole(name)
        return self.counts.get(name, 0) / whole if whole else None

    def whole(self, name: str) -> int:
        return self.counts.get(self.wholes.get(name, ""), 0)


def by_department(measures: Iterable[Measure], grant: Grant, asked: Asked) -> tuple[Line, list[Line]]:
    """What all departments come to, and one line for each with any figure, by code; what no department answers for is in the whole only."""
    measures = list(measures)
    wholes, total = wholes_of(measures), Counter[str]()
    counts = counted(measures, grant, asked, lambda subject: subject.department)
    for figures in counts.values():
        total.update(figures)
    counts.pop(None, None)
    names = Department.objects.in_bulk(counts)
    lines = sorted((Line(names[pk], figures, wholes) for pk, figures in counts.items() if pk), key=by_code)
    return Line(None, dict(total), wholes), lines


def wholes_of(measures: Iterable[Measure]) -> dict[str, str]:
    """Name of a part → what it is a part of."""
    return {each.name: each.of for each in measures}


def counted(
    measures: Iterable[Measure], grant: Grant, asked: Asked, cut: Callable[[Subject], str]
) -> dict[int | None, dict[str, int]]:
    """
    The figures by whatever they are cut by: its key → name of a measure → count.

    :param cut: the path to it, of the rows of a subject.
    """
    counts: dict[int | None, dict[str, int]] = defaultdict(dict)
    for each in measures:
        of_each = each.behind(grant, asked).order_by().values_list(cut(each.subject))
        for key, count in of_each.annotate(n=Count("pk")):
            counts[key][each.name] = count
    return counts


def by_code(line: Line) -> str:
    return line.department.code if line.department else ""


def ranked(lines: Iterable[Line], name: str) -> list[Line]:
    """Those whose rate may be compared with others', the lowest first: nobody is ranked by a handful of cases."""
    many = [line for line in lines if line.whole(name) >= FEWEST_TO_RANK]
    return sorted(many, key=lambda line: (line.rate(name) or 0, by_code(line)))


def within(column: str) -> Callable[[Asked], Q]:
    """That a moment lies in the stretch of time that is asked for."""
    return lambda asked: Q(**{f"{column}__gte": asked.first, f"{column}__lt": asked.after})
