"""
Scores of departments and windows (绩效量化), out of the figures of one report: each part is a share of its whole, weighed. A part
without a whole weighs nothing; nobody is ranked or graded by fewer than 30 ended cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hall.access import Grant
from hall.models import Department, Window
from oversight.measures import FEWEST_TO_RANK, Asked, counted, wholes_of
from oversight.reports.performing import PERFORMANCE

FULL = 100
WEIGHTS = {"on_time": 50, "clean": 20, "at_window": 20, "once": 10}  # name of a measure that is a part → its points
GRADES = ((90, "优秀"), (80, "良好"), (60, "合格"), (0, "不合格"))  # from so many points on
BY_QUARTER = ("quarter", "last_quarter")  # the stretches that are graded (rules §10)
_WHOLES = wholes_of(PERFORMANCE.measures)


@dataclass(frozen=True)
class Score:
    """
    One department's or window's. :param rank: 1 is the best; None: fewer than 30 ended cases. :param points: part → its points, of
    WEIGHTS; without those whose whole is nought.
    """

    whose: Department | Window
    counts: Mapping[str, int]
    rank: int | None = None

    @property
    def ended(self) -> int:
        return self.counts.get("concluded", 0)

    @property
    def points(self) -> dict[str, float]:
        shares = {name: self.share(name) for name in WEIGHTS}
        return {name: round(WEIGHTS[name] * share, 1) for name, share in shares.items() if share is not None}

    def share(self, name: str) -> float | None:
        whole = self.whole(name)
        return self.counts.get(name, 0) / whole if whole else None

    def whole(self, name: str) -> int:
        return self.counts.get(_WHOLES[name], 0)

    @property
    def total(self) -> float | None:
        """Of FULL; None where nothing was done."""
        shares = {name: share for name in WEIGHTS if (share := self.share(name)) is not None}
        weight = sum(WEIGHTS[name] for name in shares)
        return round(FULL * sum(WEIGHTS[name] * shares[name] for name in shares) / weight, 1) if weight else None

    @property
    def grade(self) -> str:
        """Of a quarter; "" where there are too few cases to say."""
        if self.ended < FEWEST_TO_RANK or self.total is None:
            return ""
        return next(words for least, words in GRADES if self.total >= least)


def of_departments(grant: Grant, asked: Asked) -> list[Score]:
    counts = counted(PERFORMANCE.measures, grant, asked, lambda subject: subject.department)
    names = Department.objects.in_bulk([pk for pk in counts if pk is not None])
    return _ranked([Score(names[pk], figures) for pk, figures in counts.items() if pk is not None])


def of_windows(grant: Grant, asked: Asked) -> list[Score]:
    """By the window where each case was taken in, of what the grant reaches there."""
    counts = counted(PERFORMANCE.measures, grant, asked, lambda _subject: "window")
    names = Window.objects.in_bulk([pk for pk in counts if pk is not None])
    return _ranked([Score(names[pk], figures) for pk, figures in counts.items() if pk is not None])


def _ranked(scores: list[Score]) -> list[Score]:
    """The best first, with their ranks; equal points share one. Then those with too few cases to be ranked, by name."""
    many = [each for each in scores if each.ended >= FEWEST_TO_RANK and each.total is not None]
    points = sorted((each.total or 0 for each in many), reverse=True)
    first = [replace(each, rank=points.index(each.total or 0) + 1) for each in many]
    few = [each for each in scores if each not in many]
    return sorted(first, key=lambda each: (each.rank or 0, str(each.whose))) + sorted(
        few, key=lambda each: str(each.whose)
    )
