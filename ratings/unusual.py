"""Unusual runs of ratings: shown with their rows, never deleted (field.md b-5)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import QuerySet
from django.utils import timezone

from cases.wording import moment
from ratings.models import Rating

OF_ONE_TELEPHONE = 3  # ratings a day for one window are usual at most
APART = timedelta(seconds=60)  # closer than this, all day long, is unusual
RUN_FROM = 3  # ratings: fewer are no day


@dataclass(frozen=True)
class Run:
    """One unusual day at one window."""

    day: date
    window: str
    why: str
    ratings: tuple[Rating, ...]


def runs(ratings: QuerySet[Rating]) -> list[Run]:
    """The unusual runs among some ratings, by day and window."""
    days: defaultdict[tuple[date, int], list[Rating]] = defaultdict(list)
    for rating in ratings.filter(window__isnull=False).select_related("window").order_by("at", "pk"):
        days[timezone.localdate(rating.at), rating.window_id].append(rating)  # type: ignore[index]  # it has a window
    return [
        run for (day, _window), rows in sorted(days.items(), key=lambda each: each[0]) for run in _of_day(day, rows)
    ]


def _of_day(day: date, rows: list[Rating]) -> list[Run]:
    window, found = str(rows[0].window), []
    of_telephone: defaultdict[str, list[Rating]] = defaultdict(list)
    for rating in rows:
        of_telephone[rating.phone_hash].append(rating)
    for same in of_telephone.values():
        if len(same) > OF_ONE_TELEPHONE:
            found.append(Run(day, window, f"同一个电话一天评价 {len(same)} 次", tuple(same)))
    if len(rows) >= RUN_FROM and all(later.at - rating.at < APART for rating, later in pairwise(rows)):
        found.append(Run(day, window, f"整天 {len(rows)} 次评价，每次相隔不到 60 秒", tuple(rows)))
    return found


def lines(ratings: QuerySet[Rating]) -> list[dict[str, object]]:
    """For the page: the day, the window, why, and each rating."""
    return [
        {
            "words": f"{run.day.month}月{run.day.day}日 {run.window}：{run.why}",
            "rows": [f"{moment(each.at)} {each.get_level_display()}" for each in run.ratings],
        }
        for run in runs(ratings)
    ]
