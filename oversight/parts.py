"""
What the board counts when it is narrowed by more than a department, and what a department's figures are made of: windows, then people.
Counted now, by the lists' own predicates: each number is the length of the list that it leads to.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F

from cases.models import Figure
from cases.rules import Lamp
from cases.tables.case import CaseQuerySet
from hall.access import Grant
from hall.models import Department, User, Window
from oversight.foremost import Reach
from oversight.lists import CASES_BEHIND, NOBODY, fitting
from oversight.places import NOWHERE
from oversight.queries import Board, Figures, Narrowed, board, with_worst_lamp
from oversight.tally import LAMPS, Tally

BELOW = (Figure.TODAY, Figure.AGAIN, Figure.RATING_LATE, Figure.TICKET_LATE)  # what else is counted of a narrowed board


@dataclass(frozen=True)
class Part:
    """One window, or one person, of a department: what narrows a list to it (`name`, `value`), its words, its running cases."""

    name: str
    value: str
    words: str
    figures: Figures


def filters(chosen: Mapping[str, str]) -> dict[str, str]:
    """Those of a board's filters by which the timers do not count."""
    return {name: value for name, value in chosen.items() if name != "department"}


def narrowed_board(grant: Grant, chosen: Mapping[str, str], department: Department | None, *, at: datetime) -> Board:
    """
    The board of what is chosen: checked values of BoardFilters.

    By a department alone its figures are those that the timers keep; by anything else they are counted now.
    """
    if not filters(chosen):
        return board(grant, at, department)
    return board(grant, at, department, _narrowed(Reach(grant, department.pk if department else None), chosen, at=at))


def _narrowed(reach: Reach, chosen: Mapping[str, str], *, at: datetime) -> Narrowed:
    numbers = Counter[tuple[int | None, str]]()
    running = fitting(reach.cases, filters(chosen), at=at)
    counted: Any = with_worst_lamp(running).order_by().values_list("department", F("worst")).annotate(Count("pk"))
    for unit, worst, n in counted:
        numbers[unit, LAMPS[worst]] += n
    for figure in BELOW:
        behind = fitting(_fitting_in_any_state(reach, chosen, at=at), CASES_BEHIND[figure], at=at)
        of_unit: Any = behind.order_by().values_list("department").annotate(Count("pk"))
        numbers.update({(unit, str(figure)): n for unit, n in of_unit})
    return Narrowed(running, Tally(at, numbers))


def _fitting_in_any_state(reach: Reach, chosen: Mapping[str, str], *, at: datetime) -> CaseQuerySet:
    return fitting(reach.cases, {**filters(chosen), "state": CASES_BEHIND[Figure.AGAIN]["state"]}, at=at)


def parts(grant: Grant, chosen: Mapping[str, str], department: Department | None, *, at: datetime) -> list[Part]:
    """
    Of a department that is chosen its windows, of a window of it its people, each with its running cases; the worst rate first. None
    of the whole, and none below a person.
    """
    if department is None or "handler" in chosen:
        return []
    name = "handler" if "window" in chosen else "window"
    column = {"handler": "owner", "window": "window"}[name]
    cases = with_worst_lamp(fitting(Reach(grant, department.pk).cases, filters(chosen), at=at))
    counted: Any = cases.order_by().values_list(column, "owner__is_active", "worst").annotate(Count("pk"))
    numbers: dict[int | None, Counter[str]] = {}
    for key, is_active, worst, n in counted:
        whose = None if name == "handler" and not is_active else key
        numbers.setdefault(whose, Counter())[str(LAMPS[Lamp(worst)])] += n
    words = {each.pk: str(each) for each in _OF[name].objects.filter(pk__in=[key for key in numbers if key])}
    rows = [
        Part(name, str(key or _NONE[name]), words[key] if key else _NO_WORDS[name], Figures(**of_it))
        for key, of_it in numbers.items()
    ]
    return sorted(rows, key=lambda part: (-part.figures.overdue_rate, -part.figures.overdue, part.value))


_OF: dict[str, Any] = {"handler": User, "window": Window}
_NONE = {"handler": NOBODY, "window": NOWHERE}
_NO_WORDS = {"handler": "没有责任人或者已停用", "window": "没有窗口"}
