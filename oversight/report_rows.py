"""How the rows behind a report's figure are listed: one entry for each kind of row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from cases.models import Case
from hall.identifiers import grouped
from hall.models import ItemVersion
from oversight.measures import CASES, Asked, Rows, Subject
from oversight.reports.entering import ITEMS, PLACES
from oversight.reports.people import POSTS
from oversight.reports.record import Report
from oversight.reports.working import HELD, LINES, PAPERS
from oversight.wording import STATE_WORDS

Cells = list[Any]


@dataclass(frozen=True)
class Listed:
    """
    :param ordered: the rows in their order, loaded for their cells. :param cells: what a row says of itself, before what its report
        says of it. :param case: the case that it leads to; None: to none.
    """

    columns: Sequence[str]
    ordered: Callable[[Rows], Rows]
    cells: Callable[[Any], Cells]
    case: Callable[[Any], Case | None] = lambda _row: None


def _of_case(case: Case) -> Cells:
    return [_link(case), case.title, str(case.department or ""), STATE_WORDS[case.state]]


def _link(case: Case) -> dict[str, str]:
    return {"text": grouped(case.number), "href": reverse("oversight-case", args=[case.number])}


def _named(items: Rows) -> Rows:
    names = ItemVersion.objects.filter(item=OuterRef("pk"), effective_to=None).values("name")[:1]
    return items.select_related("department", "window").annotate(title=Subquery(names)).order_by("code")


def _of_item(item: Any) -> Cells:
    return [{"text": item.code, "href": reverse("item", args=[item.code])}, item.title or "", str(item.department)]


_CASE_COLUMNS = ("编号", "事由", "部门", "环节")
_IN_CASE = "application__case__department"
LISTED: dict[Subject, Listed] = {
    CASES: Listed(
        _CASE_COLUMNS,
        lambda rows: rows.select_related("department", "owner").order_by("-opened_at", "-pk"),
        _of_case,
        lambda case: case,
    ),
    HELD: Listed(
        _CASE_COLUMNS,
        lambda rows: rows.select_related("handed_by", "answered_by", _IN_CASE).order_by("handed_at", "pk"),
        lambda each: _of_case(each.application.case),
        lambda each: each.application.case,
    ),
    LINES: Listed(
        _CASE_COLUMNS,
        lambda rows: rows.select_related(f"notice__{_IN_CASE}").order_by("-notice__at", "pk"),
        lambda each: _of_case(each.notice.application.case),
        lambda each: each.notice.application.case,
    ),
    PAPERS: Listed(
        _CASE_COLUMNS,
        lambda rows: rows.select_related(_IN_CASE).order_by("-at", "pk"),
        lambda each: _of_case(each.application.case),
        lambda each: each.application.case,
    ),
    ITEMS: Listed(("编码", "事项", "部门"), _named, _of_item),
    PLACES: Listed(
        ("窗口", "部门"),
        lambda rows: rows.select_related("window", "department").order_by("window__number", "department__code"),
        lambda each: [str(each.window), str(each.department)],
    ),
    POSTS: Listed(
        ("姓名", "岗位"),
        lambda rows: rows.select_related("user", "window", "department", "hall").order_by("valid_from", "pk"),
        lambda each: [str(each.user), each.title],
    ),
}  # fmt: skip


def columns_of(report: Report, name: str) -> list[dict[str, str]]:
    return [{"label": words} for words in (*LISTED[report.measure(name).subject].columns, report.note_words)]


def rows_of(report: Report, name: str, page: Page, asked: Asked) -> list[dict[str, Any]]:
    """The rows of a page, each with what the report says of it."""
    listed, rows = LISTED[report.measure(name).subject], list(page)
    notes = report.notes(rows, asked) if rows else {}
    return [_row(listed, each, notes.get(each.pk, "")) for each in rows]


def _row(listed: Listed, each: Any, note: str) -> dict[str, Any]:
    case = listed.case(each)
    href = {"href": reverse("oversight-case", args=[case.number])} if case else {}
    return {"cells": [*listed.cells(each), note], **href}
