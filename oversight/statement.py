"""
The statement of a period (年度报表): what came in and what became of it, by department. Each figure is a record with its words, its
definition and the day since which it counts so; the rows behind it are the question that counts it (field.md h-1, h-6).
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import CaseKind, Deadline
from cases.queries import midnight
from cases.rules import Verdict
from complaints.models import ComplaintKind, Finding, Reply
from hall.access import Grant
from hall.models import Department, ItemVersion
from oversight.measures import Asked, Line, Measure, Rows, Span, asked, by_department, within
from permits.models import Decision
from permits.states import ENQUIRED, VOID

_OPENED, _ACCEPTED, _CONCLUDED = map(within, ("opened_at", "application__accepted_at", "concluded_at"))
_DECIDED = within("application__decision__at")
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


@dataclass(frozen=True)
class Statement:
    """:param departments, items: how many of them are in the hall, at the end of the period."""

    total: Line
    lines: list[Line]
    departments: int
    items: int


def behind(grant: Grant, span: Span, name: str, department: Department | None = None) -> Rows:
    """The cases behind a figure, of those that the grant reaches."""
    return MEASURES[name].behind(grant, _of(span), department)


def statement(grant: Grant, span: Span) -> Statement:
    """One line for each department with any figure, by code, and what all of them come to."""
    total, lines = by_department((MEASURES[name] for name in OF_DEPARTMENTS), grant, _of(span))
    total.wholes = {name: each.of for name, each in MEASURES.items()}
    # a department's people would read of their own a nought that is none: what is about them they do not see
    for name in OF_COMPLAINTS if grant.everywhere else ():
        total.counts[name] = behind(grant, span, name).count()
    items = _in_the_hall(grant, span)
    return Statement(total, lines, items.values("item__department").distinct().count(), items.count())


def _of(span: Span) -> Asked:
    """Nothing here stands as it stands now: each figure is of days that are named."""
    return asked(span, at=midnight(span[1]))


def _in_the_hall(grant: Grant, span: Span) -> QuerySet[ItemVersion]:
    """The items that windows take in, as they stand now: since when each did the catalogue does not say."""
    items = ItemVersion.objects.filter(effective_to=None, item__is_in_hall=True, item__status="active")
    return items.filter(grant.as_filter("item__department")).order_by()
