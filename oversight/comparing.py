"""
Whether the figures of the board are the lengths of the lists that they lead to: asked each night, and by a test (decision 146).

The lists' own predicates count here, one figure after the other; oversight.tally counts all of them by a statement of its own.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from cases.models import Card, CardState, Case, Figure
from cases.reconcile.reading import one_instant
from cases.rules import CardLevel
from hall.access import Grant
from hall.models import Department
from oversight import tally, trend
from oversight.lists import CASES_BEHIND, STANDING, narrowed, narrowed_cards, span_of
from oversight.statement import behind
from oversight.tally import Cell
from oversight.wording import CENTRE_NAME

WHOLE = Grant(everywhere=True)
CARDS_BEHIND: dict[str, dict[str, str]] = {
    Figure.YELLOW_CARD: {"level": CardLevel.YELLOW, "state": STANDING},
    Figure.RED_CARD: {"level": CardLevel.RED, "state": STANDING},
    Figure.YELLOW_VOID: {"level": CardLevel.YELLOW, "state": CardState.WITHDRAWN},
    Figure.RED_VOID: {"level": CardLevel.RED, "state": CardState.WITHDRAWN},
}


def listed(*, at: datetime) -> Iterator[Cell]:
    """Every figure of every unit, counted on the list behind it."""
    for figure, chosen in CASES_BEHIND.items():
        cases = Case.objects.filter(pk__in=narrowed(Case.objects.all(), chosen, at=at).order_by().values("pk"))
        rows = cases.values_list("department", "hidden_from", "about_centre", "kept_from").annotate(Count("pk"))
        yield from (Cell.of(figure, *row) for row in rows.order_by())
    for figure, chosen in CARDS_BEHIND.items():
        cards = narrowed_cards(Card.objects.all(), chosen, on=timezone.localdate(at)).order_by()
        counted = cards.values_list(
            "department", "case__hidden_from", "case__about_centre", "case__kept_from"
        ).annotate(Count("pk"))
        yield from (Cell.of(figure, *row) for row in counted)


def differences(*, at: datetime) -> list[str]:
    """
    Count anew, keep it, and hold it against the lists: a sentence for each figure that is another one.

    An act between counting and comparing may look like a difference: one that is found again, at a later instant, is one.
    """
    tally.keep(at=at, anew=True)
    with one_instant():
        kept_at, cells = tally.kept()
        of_figures = list(_between(cells, list(listed(at=kept_at or at))))
    return of_figures + list(of_months(at=at))


def of_months(*, at: datetime) -> Iterator[str]:
    """The same of the trend: each department and month held against what the statement of that month counts."""
    trend.keep(at=at, anew=True)
    with one_instant():
        for department in Department.objects.all():
            for month in trend.trend(WHOLE, department.pk, at=at).months:
                span = span_of(month.name, timezone.localdate(at))
                listed_now = [behind(WHOLE, span, name, department).count() for name in ("concluded", "on_time")]
                if [month.concluded, month.on_time] != listed_now:
                    yield (
                        f"看板各月（{department}，{month.name}）：办结、按时存的是 {month.concluded:,}、{month.on_time:,}，"
                        f"名单上有 {listed_now[0]:,}、{listed_now[1]:,}"
                    )


def _between(kept: list[Cell], expected: list[Cell]) -> Iterator[str]:
    stored, derived = ({each.place: each.number for each in cells} for cells in (kept, expected))
    names = dict(Department.objects.values_list("pk", "name"))
    for place in sorted(stored.keys() | derived.keys(), key=str):
        if stored.get(place, 0) != derived.get(place, 0):
            figure, department, hidden_from, about_centre, _kept_from = place
            unit = names.get(department or 0, CENTRE_NAME)
            about = f"，反映{names[hidden_from]}的" if hidden_from else "，反映中心自身的" if about_centre else ""
            yield (
                f"看板件数（{unit}{about}，{figure}）：存的是 {stored.get(place, 0):,}，名单上有 {derived.get(place, 0):,}"
            )
