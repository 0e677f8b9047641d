"""
What the public reads of results: whole quarters by category, and nothing from which a single case could be told (decision 154).

What is small is left out with whatever would give it away (hall.small_counts): its complement in the row, and one more row where the
total less the others would say it.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, Subquery

from complaints.models import Category, Complaint, ComplaintKind, Finding
from complaints.states import CLOSED
from hall.small_counts import column, is_small

QUARTERS = 4  # how many may be read
UPHELD = (Finding.Result.UPHELD, Finding.Result.PARTLY_UPHELD)


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int  # 1 to 4

    @property
    def code(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def words(self) -> str:
        return f"{self.year}年第{'一二三四'[self.number - 1]}季度"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> "Quarter":
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)


@dataclass(frozen=True)
class Row:
    """One category; None for a figure that is left out."""

    category: str
    closed: int | None
    upheld: int | None
    other: int | None


@dataclass(frozen=True)
class Results:
    rows: list[Row]
    closed: int | None


def over(on: date) -> list[Quarter]:
    """The last quarters that are over on a day, the newest first: one that still runs would tell by its growth."""
    quarter = Quarter(on.year, (on.month + 2) // 3)
    quarters = []
    for _ in range(QUARTERS):
        quarter = quarter.before
        quarters.append(quarter)
    return quarters


def results_of(quarter: Quarter) -> Results:
    """What was closed in a quarter, by category."""
    last = Finding.objects.filter(complaint=OuterRef("pk")).order_by("-at", "-pk").values("result")[:1]
    closed = Complaint.objects.filter(
        case__state=CLOSED, case__closed_at__date__gte=quarter.first, case__closed_at__date__lt=quarter.after.first
    ).exclude(kind=ComplaintKind.LEAD)
    counted = (
        closed.annotate(result=Subquery(last)).filter(result__isnull=False)  # withdrawn is neither upheld nor not
        .order_by().values_list("category")
        .annotate(closed=Count("pk"), upheld=Count("pk", filter=Q(result__in=UPHELD)))
    )  # fmt: skip
    numbers = {category: (all_, upheld) for category, all_, upheld in counted}
    return suppressed([(category.label, *numbers.get(category.value, (0, 0))) for category in Category])


def suppressed(counts: list[tuple[str, int, int]]) -> Results:
    """
    Leave out what is small, and what would give it away. Pure.

    :param counts: of each category its name, how many were closed, and how many of these were upheld.
    """
    left_out, told = column([closed for _name, closed, _upheld in counts])
    rows = [
        Row(name, *(3 * [None] if place in left_out else _split(closed, upheld)))
        for place, (name, closed, upheld) in enumerate(counts)
    ]
    return Results(rows, sum(closed for _name, closed, _upheld in counts) if told else None)


def _split(closed: int, upheld: int) -> tuple[int, int | None, int | None]:
    """Upheld and not: where one is small, the other one would give it away."""
    if is_small(upheld) or is_small(closed - upheld):
        return closed, None, None
    return closed, upheld, closed - upheld
