"""
What the board counts, by unit: as the timers have just counted it, or else now (decision 146).

One statement counts the whole hall, apart by whatever a reader's sight depends on. Each minute the timers keep its answer in
`BoardFigure`; a board takes what was kept within MOST_AGE, on the same day, and without it counts by the same statement. Either way
a reader gets what their grant reaches, cell by cell. That the figures are the lengths of the lists which they lead to is held by a test
(tests/oversight/test_tally.py) and each night (oversight.comparing).

"Late" is what the sweep has written on the clocks; nothing here compares a due moment with the wall clock.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from cases.models import BoardFigure, Figure
from cases.numbering import one_at_a_time
from cases.queries import midnight, midnight_after
from cases.rules import RULES, Lamp
from enquiries.deadlines import ATTACH_WITHIN
from hall.access import Grant
from hall.plans import Plan

BROKEN = (int(Lamp.RED), int(Lamp.DEEP_RED))
ALIVE = (int(Lamp.GREEN), int(Lamp.YELLOW))
CAN_BREAK = [str(rule) for rule, terms in RULES.items() if terms.broken in BROKEN]
REPEATED_WITHIN = ATTACH_WITHIN  # natural days: as long as an application takes up an earlier one (Q6)
MOST_AGE = timedelta(minutes=3)
LEAST_AGE = timedelta(seconds=45)  # what was counted within them is not counted again: there may be two beats
LAMPS = [Figure[lamp.name] for lamp in Lamp]

_NUMBERS = """
WITH clocks AS MATERIALIZED (
    SELECT case_id, max(lamp) AS lamp,
           bool_or(lamp = ANY(%(alive)s) AND rule = ANY(%(can_break)s) AND due_at >= %(at)s AND due_at < %(tomorrow)s) AS today
    FROM cases_deadline WHERE met_at IS NULL AND superseded_at IS NULL GROUP BY case_id
), running AS MATERIALIZED (
    SELECT c.department_id, c.hidden_from_id, c.about_centre, c.kept_from, c.kind,
           coalesce(clocks.lamp, 0) AS lamp, coalesce(today, false) AS today
    FROM cases_case c LEFT JOIN clocks ON clocks.case_id = c.id WHERE c.closed_at IS NULL
), counted (figure, department_id, hidden_from_id, about_centre, kept_from) AS (
    SELECT (%(lamps)s::text[])[lamp + 1], department_id, hidden_from_id, about_centre, kept_from FROM running
    UNION ALL
    SELECT 'today', department_id, hidden_from_id, about_centre, kept_from FROM running WHERE today
    UNION ALL
    SELECT CASE kind WHEN 'rating' THEN 'rating_late' ELSE 'ticket_late' END,
           department_id, hidden_from_id, about_centre, kept_from FROM running
    WHERE kind IN ('rating', 'complaint') AND lamp = ANY(%(broken)s)
    UNION ALL
    SELECT 'again', department_id, hidden_from_id, about_centre, kept_from FROM cases_case c
    WHERE opened_at >= %(since)s AND EXISTS (SELECT FROM permits_application a WHERE a.taken_up_by_id = c.id)
    UNION ALL
    SELECT card.level || CASE card.state WHEN 'withdrawn' THEN '_void' ELSE '_card' END,
           card.department_id, c.hidden_from_id, c.about_centre, c.kept_from
    FROM cases_card card JOIN cases_case c ON c.id = card.case_id
)
SELECT figure, department_id, hidden_from_id, about_centre, kept_from, count(*) AS number FROM counted GROUP BY 1, 2, 3, 4, 5
"""
# What counts last is what a board reads, also where it reads its clock before one that has counted meanwhile, or the clock was ahead:
# whatever was kept of its instant or a later one is over.
_NONE_LATER = """
UPDATE cases_boardfigure SET counted_at = %(at)s - interval '1 second' WHERE counted_at >= %(at)s
"""
# In the order of the cells: two that write at once wait for each other, and do not stand still.
_KEEP = f"""
INSERT INTO cases_boardfigure (figure, department_id, hidden_from_id, about_centre, kept_from, number, counted_at)
SELECT figure, department_id, hidden_from_id, about_centre, kept_from, number, %(at)s FROM ({_NUMBERS}) numbers ORDER BY 1, 2, 3, 4, 5
ON CONFLICT (figure, department_id, hidden_from_id, about_centre, kept_from)
DO UPDATE SET number = EXCLUDED.number, counted_at = EXCLUDED.counted_at
"""  # noqa: S608 - two statements of ours
_KEPT = Plan(
    """
SELECT counted_at, figure, department_id, hidden_from_id, about_centre, kept_from, number FROM cases_boardfigure
WHERE counted_at = (SELECT max(counted_at) FROM cases_boardfigure)
""",
    [],
)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of one figure in one unit are hidden in one way."""

    figure: str
    department: int | None
    hidden_from: int | None
    about_centre: bool
    kept_from: tuple[int, ...]
    number: int

    @classmethod
    def of(cls, *row: Any) -> "Cell":
        """A row as the database gives it, whose list of people is none that could be looked up by."""
        figure, department, hidden_from, about_centre, kept_from, number = row
        return cls(figure, department, hidden_from, about_centre, tuple(kept_from), number)

    @property
    def place(self) -> tuple[str, int | None, int | None, bool, tuple[int, ...]]:
        return self.figure, self.department, self.hidden_from, self.about_centre, self.kept_from

    def is_reached_by(self, grant: Grant) -> bool:
        """As CaseQuerySet.reached_by and CardQuerySet.reached_by have it, of what is counted here."""
        return grant.sees(self.hidden_from, about_centre=self.about_centre, kept_from=self.kept_from) and grant.covers(
            self.department
        )


@dataclass(frozen=True)
class Tally:
    """The figures that a grant reaches, by (department, figure), and as of when they are."""

    counted_at: datetime
    numbers: Counter[tuple[int | None, str]]

    def of(self, department: int | None) -> "Tally":
        """One unit's alone."""
        return Tally(self.counted_at, Counter({key: n for key, n in self.numbers.items() if key[0] == department}))

    def sum(self, *figures: str) -> int:
        return sum(n for (_department, figure), n in self.numbers.items() if figure in figures)


def tally(grant: Grant, *, at: datetime) -> Tally:
    """What was kept, if it is of this day and not older than MOST_AGE at `at`; else what is counted now."""
    return kept_for(grant, at=at) or _seen(at, numbers(at=at), grant)


def kept_for(grant: Grant, *, at: datetime) -> Tally | None:
    """The same; None where nothing fresh was kept, for whoever has a cheaper way to count."""
    kept_at, cells = kept()
    return _seen(kept_at, cells, grant) if kept_at is not None and is_fresh(kept_at, at=at) else None


def _seen(counted_at: datetime, cells: list[Cell], grant: Grant) -> Tally:
    seen = Counter[tuple[int | None, str]]()
    for cell in cells:
        if cell.is_reached_by(grant):
            seen[cell.department, cell.figure] += cell.number
    return Tally(counted_at, seen)


def is_fresh(kept_at: datetime, *, at: datetime) -> bool:
    """What turns red today is another thing after midnight; what is kept of the future was kept by another clock."""
    return timedelta(0) <= at - kept_at <= MOST_AGE and timezone.localdate(kept_at) == timezone.localdate(at)


def numbers(*, at: datetime) -> list[Cell]:
    """The whole hall, counted now."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, _given(at))
        return [Cell.of(*row) for row in cursor.fetchall()]


def kept() -> tuple[datetime | None, list[Cell]]:
    """What was counted last, and when; None before the first time."""
    rows = _KEPT.rows()
    return (rows[0][0] if rows else None), [Cell.of(*row[1:]) for row in rows]


@transaction.atomic
def keep(*, at: datetime, anew: bool = False) -> bool:
    """Count the whole hall and keep it; False where that was done within LEAST_AGE, unless `anew`. For the timers."""
    one_at_a_time("the figures of the board")
    last = BoardFigure.objects.aggregate(last=Max("counted_at"))["last"]
    if last is not None and timedelta(0) <= at - last < LEAST_AGE and not anew:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_NONE_LATER, {"at": at})
        cursor.execute(_KEEP, _given(at))
    return True


def _given(at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "tomorrow": midnight_after(at),
        "since": midnight(timezone.localdate(at) - timedelta(days=REPEATED_WITHIN)),
        "alive": list(ALIVE),
        "broken": list(BROKEN),
        "can_break": CAN_BREAK,
        "lamps": [str(figure) for figure in LAMPS],
    }
