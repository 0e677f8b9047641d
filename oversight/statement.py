"""
The statement of a period (年度报表): what came in and what became of it, by department. Each figure is a record with its words, its
definition and the day since which it counts so; the rows behind it are the question that counts it (field.md h-1, h-6).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cases.models import Case, CaseKind, Deadline
from cases.queries import midnight
from cases.rules import Verdict
from complaints.models import ComplaintKind, Finding, Reply
from hall.access import Grant
from hall.models import Department, ItemVersion
from permits.models import Decision
from permits.states import ENQUIRED, VOID

Span = tuple[date, date]  # the first day, and the day after the last one
Moments = tuple[datetime, datetime]
Rows = QuerySet[Case, Case]

FIRST_DAY = date(2025, 1, 1)  # since then these definitions count
FEWEST_TO_RANK = 30  # under so many no department is ranked by a rate


@dataclass(frozen=True)
class Measure:
    """
    One figure. :param rows: the cases that it counts, of those that its reader sees. :param of: of a part the measure that it is a
    part of: both make a rate, `rate_words`. :param since: the first day for which it is defined so.
    """

    name: str
    words: str
    definition: str
    rows: Callable[[Rows, Moments], Rows]
    of: str = ""
    rate_words: str = ""
    since: date = FIRST_DAY


def _within(column: str) -> Callable[[Moments], Q]:
    return lambda moments: Q(**{f"{column}__gte": moments[0], f"{column}__lt": moments[1]})


_OPENED, _ACCEPTED, _CONCLUDED = map(_within, ("opened_at", "application__accepted_at", "concluded_at"))
_DECIDED = _within("application__decision__at")
_APPLICATIONS = Q(kind=CaseKind.APPLICATION) & ~Q(state__in=[ENQUIRED, VOID])
# a lead is the software's own, out of a card: nobody has complained
_COMPLAINTS = Q(kind=CaseKind.COMPLAINT) & ~Q(complaint__kind=ComplaintKind.LEAD)
_LATE = Exists(Deadline.objects.filter(case=OuterRef("pk"), verdict=Verdict.LATE))
_REPLIED = Exists(Reply.objects.filter(complaint=OuterRef("pk")))
_UPHELD = Exists(Finding.objects.filter(complaint=OuterRef("pk"), result__in=["upheld", "partly_upheld"]))

MEASURES = {
    each.name: each
    for each in (
        Measure(
            "registered", "收件", "登记的办件，按登记的日子算；只咨询的、登记有误作废的不算",
            lambda cases, span: cases.filter(_APPLICATIONS, _OPENED(span)),
        ),
        Measure(
            "accepted", "受理", "受理的办件，按受理的日子算",
            lambda cases, span: cases.filter(_APPLICATIONS, _ACCEPTED(span)),
        ),
        Measure(
            "concluded", "办结", "办结的办件（决定、不予受理、撤回、终止），按办结的日子算",
            lambda cases, span: cases.filter(_APPLICATIONS, _CONCLUDED(span)), of="registered", rate_words="办结率",
        ),
        Measure(
            "on_time", "按时办结", "办结的办件里，没有一个时限晚过的",
            lambda cases, span: cases.filter(_APPLICATIONS, _CONCLUDED(span), ~_LATE), of="concluded", rate_words="按时率",
        ),
        Measure(
            "granted", "准予", "准予的决定，按决定的日子算；撤回办结的不算",
            lambda cases, span: cases.filter(_APPLICATIONS, _DECIDED(span), application__decision__result=Decision.Result.GRANT),
        ),
        Measure(
            "refused", "不予许可", "不予许可的决定，按决定的日子算",
            lambda cases, span: cases.filter(_APPLICATIONS, _DECIDED(span), application__decision__result=Decision.Result.REFUSE),
        ),
        Measure(
            "complaints", "投诉举报", "收到的投诉、举报、咨询、求助、建议，按收到的日子算；系统由红黄牌生成的线索不算",
            lambda cases, span: cases.filter(_COMPLAINTS, _OPENED(span)),
        ),
        Measure(
            "replied", "已答复", "收到的里面，到现在已经答复的",
            lambda cases, span: cases.filter(_COMPLAINTS, _OPENED(span), _REPLIED), of="complaints", rate_words="答复率",
        ),
        Measure(
            "upheld", "查实", "收到的里面，核查过程中有过属实或者部分属实的结论的",
            lambda cases, span: cases.filter(_COMPLAINTS, _OPENED(span), _UPHELD), of="complaints", rate_words="查实率",
        ),
    )
}  # fmt: skip
OF_DEPARTMENTS = [name for name, each in MEASURES.items() if name not in ("complaints", "replied", "upheld")]
OF_COMPLAINTS = ["complaints", "replied", "upheld"]  # they lie with the centre: of the whole, not by department


@dataclass
class Line:
    """The figures of a department; department None: of all that the reader sees."""

    department: Department | None
    counts: dict[str, int] = field(default_factory=dict)

    def rate(self, name: str) -> float | None:
        """The share of its whole that a part is, 0–1 (above one where more was ended than came in); None without a whole."""
        whole = self.counts.get(MEASURES[name].of, 0)
        return self.counts.get(name, 0) / whole if whole else None


@dataclass(frozen=True)
class Statement:
    """:param departments, items: how many of them are in the hall, at the end of the period."""

    total: Line
    lines: list[Line]
    departments: int
    items: int


def behind(grant: Grant, span: Span, name: str, department: Department | None = None) -> Rows:
    """The cases behind a figure, of those that the grant reaches."""
    moments = (midnight(span[0]), midnight(span[1]))
    cases = MEASURES[name].rows(Case.objects.reached_by(grant), moments)
    return cases.filter(department=department) if department else cases


def statement(grant: Grant, span: Span) -> Statement:
    """One line for each department with any figure, by code, and what all of them come to."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    total = Line(None)
    for name in OF_DEPARTMENTS:
        of_unit: QuerySet[Any, Any] = behind(grant, span, name).order_by().values_list("department")
        for unit, count in of_unit.annotate(n=Count("pk")):
            counts[unit][name] = count
            total.counts[name] = total.counts.get(name, 0) + count
    # a department's people would read of their own a nought that is none: what is about them they do not see
    for name in OF_COMPLAINTS if grant.everywhere else ():
        total.counts[name] = behind(grant, span, name).count()
    names = Department.objects.in_bulk(counts)
    lines = [Line(names[pk], figures) for pk, figures in counts.items()]
    items = _in_the_hall(grant, span)
    return Statement(
        total, sorted(lines, key=_by_code), items.values("item__department").distinct().count(), items.count()
    )


def _by_code(line: Line) -> str:
    return line.department.code if line.department else ""


def _in_the_hall(grant: Grant, span: Span) -> QuerySet[ItemVersion]:
    """The items that windows take in, as they stand now: since when each did the catalogue does not say."""
    items = ItemVersion.objects.filter(effective_to=None, item__is_in_hall=True, item__status="active")
    return items.filter(grant.as_filter("item__department")).order_by()


def ranked(lines: Iterable[Line], name: str) -> list[Line]:
    """Those whose rate may be compared with others', the lowest first: nobody is ranked by a handful of cases."""
    many = [line for line in lines if line.counts.get(MEASURES[name].of, 0) >= FEWEST_TO_RANK]
    return sorted(many, key=lambda line: (line.rate(name) or 0, _by_code(line)))
