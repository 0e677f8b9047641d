"""
How many complaints and reports came, and what became of them (requirements C-03): by category, channel, unit or month of a period.
Each number is the length of a list that the same filter gives.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncMonth

from cases.models import Case, Deadline, Event
from cases.queries import midnight, midnight_after
from cases.rules import Verdict
from complaints.models import Category, Channel, ComplaintKind, Finding, Reclassification
from complaints.states import ACCEPTED, CLOSED

WEB = "web"
UPHELD = (Finding.Result.UPHELD, Finding.Result.PARTLY_UPHELD)  # rules C9

CONCLUDED = Q(state=CLOSED, last_result__isnull=False)  # with a result: what was closed as withdrawn has none
FIGURES: dict[str, tuple[str, Q]] = {
    "received": ("收到", Q()),
    "accepted": ("受理", Q(was_accepted=True)),
    "closed": ("办结", CONCLUDED),
    "on_time": ("按时办结", CONCLUDED & Q(was_late=False)),
    "upheld": ("属实", CONCLUDED & Q(last_result__in=UPHELD)),
    "withdrawn": ("撤回", Q(state=CLOSED, last_result__isnull=True)),
    "reclassified": ("改了类型", Q(was_reclassified=True)),
}
# of each figure, of which ones it is a part: for a table that leaves the office (hall.small_counts)
PARTS = {
    "received": (),
    "accepted": ("received",),
    "closed": ("received", "accepted"),
    "on_time": ("received", "closed"),
    "upheld": ("received", "accepted", "closed"),
    "withdrawn": ("received",),
    "reclassified": ("received",),
}
CUTS: dict[str, tuple[str, Any]] = {
    "category": ("类别", F("complaint__category")),
    "channel": (
        "来源",
        Coalesce("complaint__intake__channel", Value(WEB)),
    ),
    "unit": ("反映的部门", Coalesce("complaint__about_department__name", Value("没有指明"))),
    "month": ("月份", TruncMonth("opened_at")),
}
CHANNEL_WORDS = dict(Channel.choices) | {WEB: "网上递交"}


@dataclass(frozen=True)
class Row:
    """One line: its key in addresses, its words, and its figures by name."""

    key: str
    words: str
    figures: dict[str, int]


def of_period(cases: QuerySet[Case], *, first: date, last: date) -> QuerySet[Case]:
    """
    The complaints that people brought within these days, the last one included, with what the figures ask. Leads are no complaints:
    nobody brought them.
    """
    until = midnight_after(midnight(last))
    results = Finding.objects.filter(complaint=OuterRef("pk")).order_by("-at", "-id").values("result")
    late = Deadline.objects.filter(case=OuterRef("pk"), verdict=Verdict.LATE)
    agreed = Reclassification.objects.filter(complaint=OuterRef("pk"), is_agreed=True)
    return (
        cases.filter(opened_at__gte=midnight(first), opened_at__lt=until)
        .exclude(complaint__kind=ComplaintKind.LEAD)
        .annotate(
            was_accepted=Exists(Event.objects.filter(case=OuterRef("pk"), to_state=ACCEPTED)),
            last_result=Subquery(results[:1]),
            was_late=Exists(late),
            was_reclassified=Exists(agreed),
        )
    )


def rows(cases: QuerySet[Case], *, by: str) -> list[Row]:
    """A line for each value of the cut, then one for all; one query. `cases` as of_period has them."""
    numbers = {
        name: Count("pk", filter=narrowed) if narrowed else Count("pk") for name, (_w, narrowed) in FIGURES.items()
    }
    counted: Any = cases.order_by().annotate(cut=CUTS[by][1]).values("cut").annotate(**numbers).order_by("cut")
    lines = [
        Row(_key(each["cut"]), words_of(by, each["cut"]), {name: each[name] for name in FIGURES}) for each in counted
    ]
    whole = {name: sum(line.figures[name] for line in lines) for name in FIGURES}
    return [*lines, Row("", "合计", whole)]


def behind(cases: QuerySet[Case], *, by: str, key: str, figure: str) -> QuerySet[Case]:
    """The cases behind one number. `key`: of its line, "" for all."""
    chosen = cases.filter(FIGURES[figure][1])
    if key and by == "month":
        first = date.fromisoformat(f"{key}-01")
        chosen = chosen.filter(opened_at__gte=midnight(first), opened_at__lt=midnight(_next_month(first)))
    elif key:
        chosen = chosen.annotate(cut=CUTS[by][1]).filter(cut=key)
    return chosen.order_by("-opened_at", "-pk")


def words_of(by: str, cut: Any) -> str:
    if by == "category":
        return Category(cut).label
    if by == "channel":
        return CHANNEL_WORDS[cut]
    return f"{cut:%Y 年 %m 月}" if by == "month" else str(cut)


def _key(cut: Any) -> str:
    return cut if isinstance(cut, str) else f"{cut:%Y-%m}"


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
