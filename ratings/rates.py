"""
Rates with their number and the share of the unrated (rules G5): by window, department, item, person, in a period. A service that
nobody rated is unrated and nothing else; fewer than 30 ratings are ranked nowhere.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from hall.access import Grant
from permits.models import Application, Visit
from ratings.deadlines import UNSEEN_FOR
from ratings.models import BAD_LEVELS
from ratings.rateable import online, visits

RANKED_FROM = 30  # ratings: with fewer nothing is said to be better or worse
BY = {"window": "窗口", "department": "部门", "item": "事项", "person": "人员"}
OF_VISITS = {
    "window": ("window", "window__number"),
    "department": ("department", "department__name"),
    "item": ("application__item_version__item", "application__item_version__item__code"),
    "person": ("logged_by", "logged_by__display_name"),
}
OF_ONLINE = {
    "department": ("case__department", "case__department__name"),
    "item": ("item_version__item", "item_version__item__code"),
    "person": ("case__owner", "case__owner__display_name"),
}


@dataclass(frozen=True)
class Period:
    """Days, both inclusive; none: open."""

    since: date | None = None
    until: date | None = None

    def of(self, path: str) -> Q:
        since = Q(**{f"{path}__date__gte": self.since}) if self.since else Q()
        return since & (Q(**{f"{path}__date__lte": self.until}) if self.until else Q())


@dataclass(frozen=True)
class Rate:
    """Of some services: how many, how many were rated, at which level, and how many of these are marked as malicious."""

    key: int | None
    name: str
    services: int
    rated: int
    bad: int
    malicious: int
    levels: tuple[int, ...]  # from 5 to 1

    @property
    def unrated(self) -> int:
        return self.services - self.rated

    @property
    def unrated_share(self) -> float:
        return self.unrated / self.services if self.services else 0.0

    @property
    def satisfied_share(self) -> float | None:
        """Of the rated; None where nobody rated."""
        return (self.rated - self.bad) / self.rated if self.rated else None

    @property
    def satisfied_share_without_malicious(self) -> float | None:
        left = self.rated - self.malicious
        return (self.rated - self.bad) / left if left else None

    @property
    def is_ranked(self) -> bool:
        return self.rated >= RANKED_FROM


def visits_of(grant: Grant, period: Period) -> QuerySet[Visit]:
    return visits().filter(grant.as_filter("department"), period.of("at")) if grant else visits().none()


def online_of(grant: Grant, period: Period) -> QuerySet[Application]:
    """In the period of their result, for that is what is rated."""
    if not grant:
        return online().none()
    return online().filter(grant.as_filter("case__department"), period.of("case__concluded_at"))


def visit_rates(by: str, grant: Grant, period: Period, *, at: datetime) -> list[Rate]:
    """The rates of the visits at windows (一次一评)."""
    return _rates(visits_of(grant, period), *OF_VISITS[by], "rating_link__ratings", at=at)


def online_rates(by: str, grant: Grant, period: Period, *, at: datetime) -> list[Rate]:
    """The rates of the cases applied for online (一事一评): no window has any."""
    if by not in OF_ONLINE:
        return []
    return _rates(online_of(grant, period), *OF_ONLINE[by], "case__rating_link__ratings", at=at)


def of_level(path: str, *, at: datetime) -> Q:
    """The ratings that count and that may be seen yet, of a service."""
    return Q(**{f"{path}__isnull": False, f"{path}__replaced_by__isnull": True, f"{path}__at__lte": at - UNSEEN_FOR})


def _rates(services: QuerySet[Any], key: str, name: str, path: str, *, at: datetime) -> list[Rate]:
    counts = of_level(path, at=at)

    def some(condition: Q) -> Count:
        return Count(path, filter=counts & condition, distinct=True)

    rows = services.values(of=F(key), called=F(name)).annotate(
        services=Count("pk", distinct=True),
        rated=some(Q()),
        bad=some(Q(**{f"{path}__level__in": BAD_LEVELS})),
        malicious=some(Q(**{f"{path}__correction__malicious": True})),
        **{f"level_{level}": some(Q(**{f"{path}__level": level})) for level in range(1, 6)},
    )
    rates = [
        Rate(
            row["of"], row["called"], row["services"], row["rated"], row["bad"], row["malicious"],
            tuple(row[f"level_{level}"] for level in range(5, 0, -1)),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(rates, key=_worst_first)


def _worst_first(rate: Rate) -> tuple[bool, float, str]:
    """Ranked are those with enough ratings; the others follow by name."""
    return (not rate.is_ranked, rate.satisfied_share or 0.0 if rate.is_ranked else 0.0, rate.name)


def total(rates: list[Rate]) -> Rate:
    levels = tuple(sum(each) for each in zip(*(rate.levels for rate in rates), strict=True)) or (0,) * 5
    sums = {name: sum(getattr(rate, name) for rate in rates) for name in ("services", "rated", "bad", "malicious")}
    return Rate(None, "合计", levels=levels, **sums)
