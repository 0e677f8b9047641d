"""The rates for the office and for the head of a department; each number opens its list."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.http import urlencode

from cases.wording import moment
from hall.doors.pages import ROWS_A_PAGE, StaffPage
from hall.identifiers import grouped
from hall.roles import Permission
from ratings import unusual
from ratings.models import BAD_LEVELS, Level, RefusedRating
from ratings.queries import refused, visible
from ratings.rates import (
    BY,
    OF_ONLINE,
    OF_VISITS,
    Period,
    Rate,
    of_level,
    online_of,
    online_rates,
    total,
    visit_rates,
    visits_of,
)

WAYS = {"visits": "窗口到访（一次一评）", "online": "网上办件（一事一评）"}
SHOWN = {"all": "全部", "rated": "已评价", "unrated": "没有评价", "bad": "差评", "malicious": "认定恶意"} | {
    f"level{level.value}": str(level.label) for level in Level
}
COLUMNS = [
    {"label": name, "numeric": number}
    for name, number in (
        ("名称", False), ("办事次数", True), ("已评价", True), ("没有评价", True), ("没有评价的比例", True), ("满意率", True),
        ("不含恶意评价的满意率", True), *((str(level.label), True) for level in Level), ("恶意", True),
    )
]  # fmt: skip


class RatesPage(StaffPage):
    permission = Permission.BOARD_VIEW

    @property
    def period(self) -> Period:
        return Period(_day(self.request, "since"), _day(self.request, "until"))

    @property
    def by(self) -> str:
        by = self.request.GET.get("by", "")
        return by if by in BY else "window"


class Rates(RatesPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        grant = self.access.grant(self.permission)
        terms = (self.by, grant, self.period)
        tables = [
            self.table("visits", visit_rates(*terms, at=self.at)),
            self.table("online", online_rates(*terms, at=self.at)),
        ]
        context = {
            "tabs": [
                {"label": words, "url": f"?{self.query(by=by)}", "current": by == self.by} for by, words in BY.items()
            ],
            "since": self.period.since.isoformat() if self.period.since else "",
            "until": self.period.until.isoformat() if self.period.until else "",
            "by": self.by,
            "tables": [table for table in tables if table["rows"]],
            "columns": COLUMNS,
            "unusual": unusual.lines(visible(grant, at=self.at)),
            "refused": [_refused(row) for row in refused(grant)[:ROWS_A_PAGE]],
        }
        return render(request, "ratings/rates.html", context)

    def query(self, **more: Any) -> str:
        days = {name: self.request.GET[name] for name in ("since", "until") if _day(self.request, name)}
        return urlencode({**days, **more})

    def table(self, way: str, rates: list[Rate]) -> dict[str, Any]:
        rows = [self.row(way, rate) for rate in rates]
        return {"caption": WAYS[way], "rows": [*rows, self.row(way, total(rates))] if rows else []}

    def row(self, way: str, rate: Rate) -> dict[str, Any]:
        def opens(number: int, shown: str) -> dict[str, str]:
            query = self.query(by=self.by, way=way, shown=shown, **({} if rate.key is None else {"key": rate.key}))
            return {"text": str(number), "href": f"/ratings/rates/services/?{query}"}

        note = "" if rate.is_ranked else f"（n = {rate.rated}，不足 30，不比较）"
        return {
            "cells": [
                f"{rate.name}{note}",
                opens(rate.services, "all"),
                opens(rate.rated, "rated"),
                opens(rate.unrated, "unrated"),
                f"{rate.unrated_share:.1%}",
                share(rate.satisfied_share, rate.rated),
                share(rate.satisfied_share_without_malicious, rate.rated - rate.malicious),
                *(opens(number, f"level{5 - place}") for place, number in enumerate(rate.levels)),
                opens(rate.malicious, "malicious"),
            ]
        }


class Services(RatesPage):
    """The visits or cases behind one number."""

    def get(self, request: HttpRequest) -> HttpResponse:
        way, shown = request.GET.get("way", "visits"), request.GET.get("shown", "all")
        keys = {"visits": OF_VISITS, "online": OF_ONLINE}.get(way, {})
        if self.by not in keys or shown not in SHOWN:
            raise Http404
        grant = self.access.grant(self.permission)
        path = "rating_link__ratings" if way == "visits" else "case__rating_link__ratings"
        services: Any = visits_of(grant, self.period) if way == "visits" else online_of(grant, self.period)
        if key := request.GET.get("key", ""):
            if not key.isdecimal() or len(key) > 18:
                raise Http404
            services = services.filter(**{keys[self.by][0]: int(key)})
        services = services.filter(self.which(shown, path))
        if shown == "unrated":
            rated = services.model.objects.filter(of_level(path, at=self.at)).values("pk")
            services = services.exclude(pk__in=rated)
        related = "application__case" if way == "visits" else "case"
        page = self.page_of(services.select_related(related).distinct().order_by("-pk"))
        context = {
            "caption": f"{WAYS[way]}：{SHOWN[shown]}",
            "count": page.paginator.count,
            "columns": [{"label": name} for name in ("办件", "事项", "时间", "评价")],
            "rows": self.rows(way, list(page)),
            "page": page,
        }
        return render(request, "ratings/services.html", context)

    def which(self, shown: str, path: str) -> Q:
        if shown in {"all", "unrated"}:
            return Q()
        more: dict[str, dict[str, Any]] = {
            "rated": {},
            "bad": {f"{path}__level__in": BAD_LEVELS},
            "malicious": {f"{path}__correction__malicious": True},
        }
        terms = more[shown] if shown in more else {f"{path}__level": int(shown[-1])}
        return of_level(path, at=self.at) & Q(**terms)

    def rows(self, way: str, services: list[Any]) -> list[dict[str, Any]]:
        """One line a service, with its rating."""
        column = "link__visit" if way == "visits" else "link__case"
        ratings = visible(self.access.grant(self.permission), at=self.at)
        some = ratings.filter(**{f"{column}__in": [service.pk for service in services]})
        words = {
            getattr(each.link, column[6:] + "_id"): each.get_level_display() for each in some.select_related("link")
        }
        return [
            {
                "cells": [
                    grouped(case.number),
                    case.title,
                    moment(service.at if way == "visits" else case.concluded_at),
                    words.get(service.pk, "没有评价"),
                ]
            }
            for service in services
            for case in [service.application.case if way == "visits" else service.case]
        ]


def _refused(row: RefusedRating) -> str:
    where = str(row.visit.window) if row.visit else "网上办件"
    return f"{moment(row.at)} {where}：{row.get_why_display()}（{row.user}）"


def share(part: float | None, of: int) -> str:
    """A share with its n; of nothing there is none."""
    return "—" if part is None else f"{part:.1%}（n = {of}）"


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
