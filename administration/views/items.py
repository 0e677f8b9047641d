"""The catalogue for whoever keeps it: items, their versions with what each changed, and the promises of many shortened at once."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from administration import queries
from administration.forms import FindItemForm, ShorteningForm, ShorteningScope
from administration.telling import with_letters
from administration.versions import differences
from administration.views.readings import CRUMBS, CataloguePage
from administration.wording import linked_row, shortening_rows
from hall.catalogue_terms import ItemStatus
from hall.disclosures import promise_words, statutory_words
from hall.doors.fields import without_nul
from hall.doors.pages import FormPage
from hall.models import Department, ItemVersion, PowerProposal
from hall.organising.confirming import who_may_confirm
from hall.queries import published
from hall.shortening import ROUNDING, Line, all_waiting, part_words, plan, propose_shortening
from hall.worktime.wording import in_full

COLUMNS = [{"label": words} for words in ("事项", "编码", "部门", "承诺时限", "法定时限", "进驻", "版本")]
CHANGES = [{"label": words} for words in ("内容", "原来", "改为")]
SUMS = [
    {"label": "部门"},
    *({"label": words, "num": True} for words in ("事项", "原承诺合计（工作日）", "改为合计（工作日）")),
]
SHORTER = [{"label": words} for words in ("事项", "部门", "原承诺", "改为")]
LEFT = [{"label": words} for words in ("事项", "部门", "承诺时限", "为什么不改")]
ITEMS = ("事项目录", "/administration/items/")


class Items(CataloguePage):
    """What is in force today, in the hall or not, ended or not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = FindItemForm({"q": "", "department": "", **request.GET.dict()})
        rows = published(on=self.on)
        if form.is_valid():
            words, department = form.cleaned_data["q"], form.cleaned_data["department"]
            if words:
                rows = rows.filter(Q(name__icontains=words) | Q(item__code__icontains=words))
            if department:
                rows = rows.filter(item__department=department)
        page = self.page_of(rows)
        context = {
            "crumbs": [*CRUMBS, ("事项目录", "")],
            "form": form,
            "page": page,
            "columns": COLUMNS,
            "rows": [_item_row(version) for version in page],
        }
        return render(request, "administration/items.html", context, status=422 if form.errors else 200)


class ItemVersions(CataloguePage):
    """An item with all its versions, those to come first, and what each changed."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        versions = list(
            ItemVersion.objects.filter(item__code=without_nul(code))
            .select_related("item__department", "item__window")
            .prefetch_related("legal_bases", "materials", "fees")
            .order_by("-number")
        )
        if not versions:
            raise Http404
        item, running = versions[0].item, queries.running_under(versions)
        facts = [
            ("事项编码", item.code),
            ("部门", item.department.name),
            ("窗口", str(item.window) if item.window else "没有"),
            ("状态", item.get_status_display()),
            ("进驻", f"{item.entry_batch}，{'已进驻' if item.is_in_hall else '尚未进驻'}"),
        ]
        if item.abolished_on:
            facts.append(("取消", f"{in_full(item.abolished_on)}，{item.abolished_by}"))
        context = {
            "crumbs": [*CRUMBS, ITEMS, (versions[0].name, "")],
            "item": item,
            "name": versions[0].name,
            "facts": facts,
            "versions": [
                self.part(version, before, running.get(version.pk, 0))
                for version, before in zip(versions, [*versions[1:], None], strict=True)
            ],
            "columns": CHANGES,
        }
        return render(request, "administration/item.html", context)

    def part(self, version: ItemVersion, before: ItemVersion | None, running: int) -> dict[str, Any]:
        changed = differences(before, version) if before else []
        return {
            "heading": f"第 {version.number} 版{self.standing(version)}",
            "days": f"{in_full(version.effective_from)}起{_until(version)}",
            "limits": f"承诺 {promise_words(version)}，法定 {statutory_words(version)}",
            "running": running,
            "is_first": before is None,
            "rows": [{"cells": [each.label, each.before, each.after]} for each in changed],
            "caption": f"第 {version.number} 版改了什么",
        }

    def standing(self, version: ItemVersion) -> str:
        if version.effective_to == version.effective_from:
            return "（没有生效）"
        if version.effective_from > self.on:
            return "（等着生效）"
        return "（现在实施）" if version.effective_to is None or version.effective_to > self.on else ""


@dataclass(frozen=True)
class Scope:
    """By how much promises are to be shortened, and whose (None: the whole hall's); and what that would change."""

    part: Fraction
    department: Department | None
    lines: list[Line]


class Shorten(CataloguePage, FormPage):
    """时限再缩短: the address says by how much and whose; below it what that changes, and the form that enters it."""

    template_name = "administration/shorten.html"
    form_class = ShorteningForm
    scope_form: ShorteningScope

    def subject(self) -> Scope | None:
        asked = self.request.GET.dict()
        self.scope_form = ShorteningScope(asked) if asked else ShorteningScope(initial={"cut": "third"})
        if not asked or not self.scope_form.is_valid():
            return None
        part, department = self.scope_form.cleaned_data["part"], self.scope_form.cleaned_data["department"] or None
        return Scope(part, department, plan(part=part, department=department, on=self.on))

    def initial(self, subject: Scope | None) -> dict[str, Any]:
        return {"effective_from": self.on}

    def run(self, subject: Scope | None, **fields: Any) -> PowerProposal:
        if subject is None:
            raise Http404
        return with_letters(propose_shortening)(part=subject.part, department=subject.department, **fields)

    def done(self, result: PowerProposal, subject: Scope | None) -> HttpResponse:
        others = who_may_confirm(None, proposer=self.user, on=self.on)
        whom = "、".join(map(str, others)) or "现在没有别人可以确认"
        messages.success(self.request, f"已录入，等另一个人确认：{whom}。{result}")
        return redirect("administration-items")

    def context(self, subject: Scope | None) -> dict[str, Any]:
        shown = {
            "crumbs": [*CRUMBS, ITEMS, ("缩短承诺时限", "")],
            "scope_form": self.scope_form,
            "rounding": ROUNDING,
            "waiting": all_waiting().select_related("proposed_by"),
            "scope": subject,
        }
        if subject is None:
            return shown
        changed = [line for line in subject.lines if line.after is not None]
        left = [line for line in subject.lines if line.after is None]
        return shown | {
            "part": part_words(subject.part),
            "changed": len(changed),
            "left": len(left),
            "before": sum(line.version.promise_quantity for line in changed),
            "after": sum(line.after or 0 for line in changed),
            "running": queries.running_of(line.version.item_id for line in changed),
            "sum_columns": SUMS,
            "sum_rows": _sums(changed),
            "columns": SHORTER,
            "rows": shortening_rows(changed),
            "left_columns": LEFT,
            "left_rows": shortening_rows(left),
        }


def _sums(changed: list[Line]) -> list[dict[str, Any]]:
    """Of each department how many items, and what their promises come to before and after."""
    sums: dict[str, list[int]] = {}
    for line in changed:
        of_it = sums.setdefault(line.version.item.department.name, [0, 0, 0])
        for place, number in enumerate((1, line.version.promise_quantity, line.after or 0)):
            of_it[place] += number
    return [{"cells": [department, *numbers]} for department, numbers in sums.items()]


def _item_row(version: ItemVersion) -> dict[str, Any]:
    item = version.item
    place = "已进驻" if item.is_in_hall else "尚未进驻"
    if item.status != ItemStatus.ACTIVE:
        place = item.get_status_display()
    return linked_row(
        version.name,
        reverse("administration-item", args=[item.code]),
        item.code,
        item.department.name,
        promise_words(version),
        statutory_words(version),
        f"{item.entry_batch}，{place}",
        f"第 {version.number} 版",
    )


def _until(version: ItemVersion) -> str:
    return f"，到{in_full(version.effective_to)}（不含）" if version.effective_to else ""
