"""Scores on the board: departments and windows, each point with the rows behind it."""

from datetime import date
from typing import Any

from django.urls import reverse

from hall.models import Window
from hall.roles import Permission
from hall.worktime.wording import in_full
from oversight import forms, measures, scores
from oversight.lists import PERIODS
from oversight.models import ScoreObjection, ScoreSheet
from oversight.publishing import PUBLISHED
from oversight.reports.performing import PERFORMANCE
from oversight.reports_views import DEFAULT as OF_REPORTS
from oversight.reports_views import list_address
from oversight.scores import BY_QUARTER, GRADES, WEIGHTS, Score
from oversight.statement_views import span_words
from oversight.views import Crumbs, FilteredPage
from oversight.wording import number

DEFAULT = "last_month"
MOST_SHEETS = 20
OFFERED = ("last_month", "month", "last_quarter", "quarter", "last_year")


class ScoreFilters(forms.Filters):
    with_centre = False
    period = forms.one_of(
        "时间", [(name, PERIODS[name][0]) for name in OFFERED if name != DEFAULT], first=PERIODS[DEFAULT][0]
    )
    field_order = ["period", "department"]


class ScoresPage(FilteredPage):
    """What departments and windows come to in a month or a quarter."""

    form_class = ScoreFilters
    template_name = "oversight/scores.html"

    def crumbs(self, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
        return [self.root, ("绩效", "")]

    def narrowed(self, chosen: dict[str, str], form: Any) -> dict[str, Any]:
        period = chosen.get("period", DEFAULT)
        terms = measures.asked(self.span(period), at=self.at)
        department = form.the_department
        units = [each for each in scores.of_departments(self.grant, terms) if department in (None, each.whose)]
        windows = scores.of_windows(self.grant, terms) if department is None else []
        graded, sheets = period in BY_QUARTER, list(ScoreSheet.objects.all())
        return {
            "span": span_words(self.span(period)),
            "unit_columns": columns("部门", graded),
            "units": [row(each, period, graded) for each in units],
            "window_columns": columns("窗口", graded),
            "windows": [row(each, period, graded) for each in windows],
            "definitions": definitions(),
            "grades": "，".join(f"{words} {least} 分以上" for least, words in GRADES[:-1])
            + f"，{GRADES[-1][1]}在此以下",
            "sheets": [
                {"url": reverse("oversight-score-sheet", args=[each.pk]), "words": span_words((each.first, each.after))}
                for each in sheets[:MOST_SHEETS]
            ],
            "waiting": self.waiting(),
            "publish_url": self.publish_url(
                period, published=self.span(period) in {(each.first, each.after) for each in sheets}
            ),
            "fewest": measures.FEWEST_TO_RANK,
        }

    def waiting(self) -> list[dict[str, str]]:
        """The objections that whoever answers them has not answered yet, the first first."""
        if not self.access.grant(Permission.CARD_RULE):
            return []
        rows = ScoreObjection.objects.filter(ruled_at=None).select_related("score__department", "score__window")
        return [
            {"url": reverse("oversight-score-rule", args=[each.pk]), "words": f"{each.score.whose}：{each.reason}"}
            for each in rows
        ]

    def publish_url(self, period: str, *, published: bool) -> str:
        """Where who publishes does so: of what is over, and once; "" for everybody else."""
        if published or period not in PUBLISHED or not self.access.grant(Permission.CARD_RULE):
            return ""
        return reverse("oversight-score-publish", args=[period])

    def span(self, period: str) -> tuple[date, date]:
        return PERIODS[period][1](self.on)


def definitions() -> list[tuple[str, str]]:
    def words(name: str, points: int) -> str:
        part = PERFORMANCE.measure(name)
        whole = PERFORMANCE.measure(part.of)
        return f"{points} 分 × {part.words} ÷ {whole.words}：{part.definition}（{in_full(part.since)}起这样算）"

    return [(PERFORMANCE.measure(name).rate_words, words(name, points)) for name, points in WEIGHTS.items()]


def columns(whose: str, graded: bool) -> list[dict[str, Any]]:
    numbers = [
        "名次",
        "总分",
        "办结",
        *(f"{PERFORMANCE.measure(name).rate_words}（{points}）" for name, points in WEIGHTS.items()),
    ]
    columns: list[dict[str, Any]] = [{"label": whose}, *({"label": words, "num": True} for words in numbers)]
    return columns + ([{"label": "等次"}] if graded else [])


def row(score: Score, period: str, graded: bool) -> dict[str, Any]:
    within = ({"period": period} if period != OF_REPORTS else {}) | (
        {"window": str(score.whose.pk)} if isinstance(score.whose, Window) else {"department": score.whose.code}
    )
    points = score.points
    cells: list[Any] = [
        str(score.whose),
        str(score.rank) if score.rank else "不排",
        "—" if score.total is None else f"{score.total}",
        number(score.ended, list_address(PERFORMANCE, "concluded", **within)),
    ]
    for name in WEIGHTS:
        if name not in points:
            cells.append("—")
            continue
        words = f"{points[name]}（{score.counts.get(name, 0):,}／{score.whole(name):,}）"
        # behind a nought lies what gave no points
        behind = name if score.counts.get(name) else PERFORMANCE.measure(name).of
        cells.append({"text": words, "href": list_address(PERFORMANCE, behind, **within)})
    return {"cells": [*cells, *([score.grade or "不评"] if graded else [])]}
