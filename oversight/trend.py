"""
Whether it gets better: of each of the last months how many applications were concluded, and how many of these without any late clock.

As oversight.tally counts the board: the timers keep what they have counted, apart by whatever a reader's sight depends on, and a reader
gets what their grant reaches. Each minute they count the present month and one other, the one that was counted longest ago, so that a
hall of a million cases is read a month or two at a time. A month that was not counted for long is counted when it is asked for, by the
same statement. That it is what the statement of the same month counts (oversight.statement) is held by a test and each night.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from cases.models import MonthFigure
from cases.numbering import one_at_a_time
from cases.queries import midnight
from hall.access import Grant
from hall.plans import Plan
from hall.worktime import month_later
from oversight.tally import MOST_AGE
from permits.states import ENQUIRED, VOID

MONTHS = 13  # the same month of last year is the first
OLD = timedelta(minutes=30)  # of a month that is over: its turn comes all twelve minutes

# of each unit's own, for there is an index of what a unit has concluded
_NUMBERS = """
SELECT date_trunc('month', c.concluded_at AT TIME ZONE %(zone)s)::date AS month, c.department_id, c.hidden_from_id, c.about_centre, c.kept_from,
       count(*) AS concluded,
       count(*) FILTER (WHERE NOT EXISTS (SELECT FROM cases_deadline d WHERE d.case_id = c.id AND d.verdict = 'late')) AS on_time
FROM cases_case c
WHERE c.kind = 'application' AND c.state <> ALL(%(not_counted)s) AND c.concluded_at >= %(first)s AND c.concluded_at < %(after)s
  AND c.department_id = ANY(ARRAY(SELECT id FROM hall_department))
GROUP BY 1, 2, 3, 4, 5
"""
_NONE_LATER = "UPDATE cases_monthfigure SET counted_at = %(at)s - interval '1 second' WHERE month = %(month)s AND counted_at >= %(at)s"
_KEEP = f"""
INSERT INTO cases_monthfigure (month, department_id, hidden_from_id, about_centre, kept_from, concluded, on_time, counted_at)
SELECT month, department_id, hidden_from_id, about_centre, kept_from, concluded, on_time, %(at)s
FROM ({_NUMBERS} UNION ALL SELECT %(month)s, NULL, NULL, false, '{{}}', 0, 0) numbers ORDER BY 1, 2, 3, 4, 5
ON CONFLICT (month, department_id, hidden_from_id, about_centre, kept_from)
DO UPDATE SET concluded = EXCLUDED.concluded, on_time = EXCLUDED.on_time, counted_at = EXCLUDED.counted_at
"""  # noqa: S608 - two statements of ours
_KEPT = Plan(
    """
SELECT each.month, each.hidden_from_id, each.about_centre, each.kept_from, sum(each.concluded)::int AS concluded,
       sum(each.on_time)::int AS on_time, each.counted_at
FROM cases_monthfigure each
JOIN (SELECT month, max(counted_at) AS counted_at FROM cases_monthfigure WHERE month >= $1 GROUP BY month) last
  ON last.month = each.month AND last.counted_at = each.counted_at
WHERE $2 OR each.department_id IS NULL OR each.department_id = ANY($3)
GROUP BY each.month, each.hidden_from_id, each.about_centre, each.kept_from, each.counted_at
""",
    ["date", "boolean", "bigint[]"],
)


@dataclass(frozen=True)
class Month:
    """:param first: its first day. :param on_time: of those that were `concluded` in it."""

    first: date
    concluded: int = 0
    on_time: int = 0

    @property
    def name(self) -> str:
        """As a period's in an address: 2026-03."""
        return f"{self.first:%Y-%m}"

    @property
    def rate(self) -> float | None:
        """The share that was on time, 0–1; None of a month in which nothing was concluded."""
        return self.on_time / self.concluded if self.concluded else None


@dataclass(frozen=True)
class Trend:
    """The last months, the present one at the end; none of them was counted before `counted_at`."""

    counted_at: datetime
    months: list[Month]


def trend(grant: Grant, department: int | None = None, *, at: datetime) -> Trend:
    """Of what a grant reaches, or of one department within it."""
    months = _months(at)
    kept = _kept(grant, department, months[0])
    stale = [month for month in months if month not in kept or not _is_fresh(kept[month][0], month, at=at)]
    counted_at = min((kept[month][0] for month in months if month not in stale), default=at)
    numbers = {month: kept[month][1] for month in months if month not in stale}
    if stale:
        numbers |= _live(grant, department, stale, at=at)
    return Trend(counted_at, [numbers.get(month, Month(month)) for month in months])


def _months(at: datetime) -> list[date]:
    present = timezone.localdate(at).replace(day=1)
    return [month_later(present, back) for back in range(1 - MONTHS, 1)]


def _is_fresh(kept_at: datetime, month: date, *, at: datetime) -> bool:
    is_present = month == timezone.localdate(at).replace(day=1)
    return timedelta(0) <= at - kept_at <= (MOST_AGE if is_present else OLD)


def _kept(grant: Grant, department: int | None, first: date) -> dict[date, tuple[datetime, Month]]:
    """By its first day when a month was counted last, and what is reached of it."""
    if department is not None and not grant.covers(department):
        return {}
    everywhere = grant.everywhere and department is None
    units = [department] if department is not None else sorted(grant.departments)
    kept: dict[date, tuple[datetime, Month]] = {}
    for month, hidden_from, about_centre, kept_from, concluded, on_time, counted_at in _KEPT.rows(
        first, everywhere, units
    ):
        before = kept.get(month, (counted_at, Month(month)))[1]
        if grant.sees(hidden_from, about_centre=about_centre, kept_from=kept_from):
            before = Month(month, before.concluded + concluded, before.on_time + on_time)
        kept[month] = (counted_at, before)
    return kept


def _live(grant: Grant, department: int | None, months: list[date], *, at: datetime) -> dict[date, Month]:
    """The same, counted now."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, _span(months[0], months[-1]))
        rows = cursor.fetchall()
    numbers: dict[date, Month] = {}
    for month, unit, hidden_from, about_centre, kept_from, concluded, on_time in rows:
        is_seen = grant.covers(unit) and grant.sees(hidden_from, about_centre=about_centre, kept_from=kept_from)
        if month in months and is_seen and department in (None, unit):
            before = numbers.get(month, Month(month))
            numbers[month] = Month(month, before.concluded + concluded, before.on_time + on_time)
    return numbers


def keep(*, at: datetime, anew: bool = False) -> None:
    """Count the present month and the one of the others whose turn it is, or all of them `anew`, and keep them. For the timers."""
    *others, present = _months(at)
    last: dict[date, Any] = dict(
        MonthFigure.objects.filter(month__gte=others[0]).values_list("month").annotate(Max("counted_at"))
    )
    never = [month for month in others if month not in last]
    turn = others if anew else never or [min(others, key=lambda month: last[month])]
    for month in [present, *turn]:
        _keep(month, at=at)


@transaction.atomic
def _keep(month: date, *, at: datetime) -> None:
    """A month at a time: none is held for longer than one takes to be counted."""
    one_at_a_time("the months of the board")
    with connection.cursor() as cursor:
        cursor.execute(_NONE_LATER, {"at": at, "month": month})
        cursor.execute(_KEEP, {**_span(month, month), "at": at, "month": month})


def _span(first: date, last: date) -> dict[str, Any]:
    return {
        "zone": timezone.get_default_timezone_name(),
        "not_counted": [ENQUIRED, VOID],
        "first": midnight(first),
        "after": midnight(month_later(last, 1)),
    }
