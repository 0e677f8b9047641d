"""Scores as they were published: publishing them, the sheet with its corrections, objecting, answering."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cases.wording import moment
from hall.access import Grant
from hall.doors import fields
from hall.doors.pages import FormPage
from hall.roles import Permission
from oversight import publishing
from oversight.lists import PERIODS
from oversight.models import PublishedScore, ScoreObjection, ScoreSheet
from oversight.publishing import LONGEST, PUBLISHED, scores_of
from oversight.reports.performing import PERFORMANCE
from oversight.scores import WEIGHTS
from oversight.statement_views import span_words
from oversight.views import Crumbs, OversightPage

PARTS = {name: PERFORMANCE.measure(name) for name in WEIGHTS}
COLUMNS: list[dict[str, Any]] = [
    {"label": "谁"},
    *({"label": words, "num": True} for words in ("名次", "总分", *(f"{each.rate_words}" for each in PARTS.values()))),
    *({"label": words} for words in ("等次", "更正", "异议")),
]


class Nothing(forms.Form):
    """Publishing asks for nothing: what is published is what stands there."""


class ObjectionForm(forms.Form):
    reason = fields.text("异议", "写明哪个数字不对、为什么", limit=LONGEST, area=True)


class RulingForm(forms.Form):
    upheld = fields.choice("结果", [("yes", "成立，按现在的数字更正"), ("no", "不成立")], "选择结果")
    ruling = fields.text("答复", "写明核对了什么、结果怎样", limit=LONGEST, area=True)

    def clean_upheld(self) -> bool:
        return self.cleaned_data["upheld"] == "yes"


class ScorePage(FormPage):
    """A change about scores, from the list of what was published."""

    template_name = "oversight/score_form.html"
    heading, button, lead = "", "", ""

    def way(self, *further: tuple[str, str]) -> Crumbs:
        return [("大厅", reverse("board")), ("绩效", reverse("oversight-scores")), *further, (self.heading, "")]

    def done(self, result: Any, subject: Any) -> HttpResponse:
        messages.success(self.request, f"{self.button}：已记录")
        return redirect("oversight-score-sheet", pk=self.sheet_of(result).pk)

    def sheet_of(self, result: Any) -> ScoreSheet:
        return result.score.sheet

    def context(self, subject: Any) -> dict[str, Any]:
        return {"heading": self.heading, "button": self.button, "lead": self.lead, "facts": self.facts(subject)}

    def facts(self, subject: Any) -> list[tuple[str, Any]]:
        return []


class Publish(ScorePage):
    permission = Permission.CARD_RULE
    form_class = Nothing
    verb = staticmethod(publishing.publish_scores)
    takes = "period"
    heading, button = "公布绩效", "公布"
    lead = "公布以后分数不再变。以后数字改了的，由部门提异议，成立的按那时的数字记一次更正，写在原来的分数旁边。"

    def subject(self, period: str) -> str:  # type: ignore[override]
        if period not in PUBLISHED:
            raise Http404
        return period

    def sheet_of(self, result: ScoreSheet) -> ScoreSheet:
        return result

    def context(self, subject: str) -> dict[str, Any]:
        return super().context(subject) | {"crumbs": self.way(), "cancel_url": reverse("oversight-scores")}

    def facts(self, subject: str) -> list[tuple[str, Any]]:
        return [("时间", span_words(PERIODS[subject][1](self.on)))]


class Object(ScorePage):
    permission = Permission.CARD_APPEAL
    form_class = ObjectionForm
    verb = staticmethod(publishing.object_to_score)
    takes = "score"
    heading, button = "对绩效提异议", "提异议"
    lead = "写明哪个数字不对。先把错的地方改过来（红黄牌申诉、办件更正），异议成立的按改过的数字更正。"

    def subject(self, pk: int) -> PublishedScore:  # type: ignore[override]
        scores = scores_of(self.access.grant(self.permission)).select_related("sheet", "department", "window")
        return get_object_or_404(scores, pk=pk)

    def context(self, subject: PublishedScore) -> dict[str, Any]:
        back = reverse("oversight-score-sheet", args=[subject.sheet.pk])
        return super().context(subject) | {"crumbs": self.way((sheet_words(subject.sheet), back)), "cancel_url": back}

    def facts(self, subject: PublishedScore) -> list[tuple[str, Any]]:
        return score_facts(subject)


class Rule(ScorePage):
    permission = Permission.CARD_RULE
    form_class = RulingForm
    verb = staticmethod(publishing.rule_on_score)
    takes = "objection"
    heading, button = "答复异议", "答复"
    lead = "成立的，系统按现在的数字算一次，记作更正；原来公布的分数不动。"

    def subject(self, pk: int) -> ScoreObjection:  # type: ignore[override]
        rows = ScoreObjection.objects.select_related(
            "score__sheet", "score__department", "score__window", "objected_by"
        )
        return get_object_or_404(rows, pk=pk)

    def context(self, subject: ScoreObjection) -> dict[str, Any]:
        sheet = subject.score.sheet
        back = reverse("oversight-score-sheet", args=[sheet.pk])
        return super().context(subject) | {"crumbs": self.way((sheet_words(sheet), back)), "cancel_url": back}

    def facts(self, subject: ScoreObjection) -> list[tuple[str, Any]]:
        words = f"{subject.reason}（{subject.objected_by}，{moment(subject.objected_at)}）"
        return [*score_facts(subject.score), ("异议", words)]


class SheetPage(OversightPage):
    """What was published of a stretch, as it was, with its corrections and objections beside it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        sheet = get_object_or_404(ScoreSheet.objects.select_related("published_by"), pk=pk)
        rows = list(shown_of([sheet], self.grant))
        objects = self.access.grant(Permission.CARD_APPEAL)
        own = set(scores_of(objects).filter(sheet=sheet).values_list("pk", flat=True)) if objects else set()
        rules = bool(self.access.grant(Permission.CARD_RULE))
        context = {
            "crumbs": [self.root, ("绩效", reverse("oversight-scores")), (sheet_words(sheet), "")],
            "sheet": sheet,
            "span": sheet_words(sheet),
            "published": f"{sheet.published_by}，{moment(sheet.published_at)}",
            "columns": COLUMNS,
            "units": [line(each, own) for each in rows if each.department_id],
            "windows": [line(each, own) for each in rows if each.window_id],
            "objections": [objection_line(each, rules=rules) for row in rows for each in row.objections.all()],
        }  # fmt: skip
        return render(request, "oversight/score_sheet.html", context)


def shown_of(sheets: list[ScoreSheet], grant: Grant) -> Any:
    """Their lines within a grant, loaded with what was said of them."""
    rows = scores_of(grant).filter(sheet__in=sheets).select_related("department", "window")
    return rows.prefetch_related("corrections", "objections__objected_by", "objections__ruled_by")


def sheet_words(sheet: ScoreSheet) -> str:
    return span_words((sheet.first, sheet.after))


def score_facts(score: PublishedScore) -> list[tuple[str, Any]]:
    points = "，".join(
        f"{part.rate_words} {score.points[name]}" for name, part in PARTS.items() if name in score.points
    )
    return [("谁", str(score.whose)), ("公布的总分", total_words(score.total)), ("得分", points)]


def total_words(total: Any) -> str:
    return "—" if total is None else str(total)


def line(score: PublishedScore, own: set[int]) -> dict[str, Any]:
    corrections = "；".join(
        f"第 {each.number} 次（{moment(each.corrected_at)}）：总分 {total_words(each.total)}{f'，{each.grade}' if each.grade else ''}"
        for each in score.corrections.all()
    )
    waits = any(each.ruled_at is None for each in score.objections.all())
    objection: Any = "等答复" if waits else ("已答复" if score.objections.all() else "")
    if score.pk in own and not waits:
        objection = {"text": "提异议", "href": reverse("oversight-score-object", args=[score.pk])}
    points = [str(score.points[name]) if name in score.points else "—" for name in PARTS]
    cells = [str(score.whose), str(score.rank or "不排"), total_words(score.total), *points]
    return {"cells": [*cells, score.grade or "不评", corrections, objection]}


def objection_line(objection: ScoreObjection, *, rules: bool) -> dict[str, Any]:
    """What was said against a score, and the answer; with the page of the answer for who gives it."""
    outcome = ""
    if objection.ruled_at:
        result = "成立，已更正" if objection.upheld else "不成立"
        outcome = f"{result}：{objection.ruling}（{objection.ruled_by}，{moment(objection.ruled_at)}）"
    return {
        "whose": str(objection.score.whose),
        "reason": f"{objection.reason}（{objection.objected_by}，{moment(objection.objected_at)}）",
        "outcome": outcome,
        "url": reverse("oversight-score-rule", args=[objection.pk]) if rules and not outcome else "",
    }
