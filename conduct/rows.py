"""How each ledger is listed: its tabs, its columns, the cells of a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from conduct.ladders import LINKS, MEASURES
from conduct.models import Attribution, Correction, Exposure, Sanction, Supervision
from conduct.states import ACCEPTED as PASSED
from conduct.states import (
    ANSWERED,
    APPROVED,
    CALLED_OFF,
    CONTESTED,
    CORRECTION_CALLED_OFF,
    DECIDED,
    DROPPED,
    ENDED,
    EXPOSURE_WITHDRAWN,
    HANDED_IN,
    ORDERED,
    PROPOSED,
    RECALLED,
    RECORDED,
    REPLIED,
    REPLY_RETURNED,
    REPORTED,
    RETURNED,
    REVOKED,
    SENT_BACK,
    SERVED,
    SETTLED,
    STANDS,
    TO_REPLY,
)
from conduct.wording import date_cell, force_words, is_late, weight_words
from hall.identifiers import grouped
from hall.worktime import WorkCalendar
from hall.worktime.wording import in_full

LATE = "late"  # by the calendar of now: asked row by row of those that are open


@dataclass(frozen=True)
class Listing:
    """
    :param tabs: name → (words, which rows, on a day). The first is shown first. :param cells: of a row, its date apart.
    :param empty: what stands where there is none.
    """

    tabs: dict[str, tuple[str, Q | Callable[[date], Q]]]
    columns: tuple[str, ...]
    cells: Callable[[Any, date], list[Any]]
    empty: str


ALL = ("全部", Q())
OVER = [REVOKED, CALLED_OFF]  # what was served and has no force, whatever the day


def _in_force(on: date) -> Q:
    """As conduct.queries.is_in_force says it of one row."""
    return Q(out_of_force_on__gt=on) & ~Q(state__in=OVER)


def _expired(on: date) -> Q:
    """By their date; what was revoked or called off had no force before."""
    return Q(out_of_force_on__lte=on) & ~Q(state__in=OVER)


LISTINGS: dict[str, Listing] = {
    "attributions": Listing(
        {"stands": ("计入的", Q(state=STANDS)), "all": ALL},
        ("责任人", "当时的岗位", "查实", "轻重", "投诉举报", "状态"),
        lambda row, _on: _attribution(row),
        "没有责任认定。",
    ),
    "sanctions": Listing(
        {
            "proposed": ("待决定", Q(state=PROPOSED)),
            "decided": ("待送达", Q(state=DECIDED)),
            "served": ("已送达", Q(state=SERVED)),
            "contested": ("待裁定", Q(state=CONTESTED)),
            "in_force": ("有效的", _in_force),
            "expired": ("已失效", _expired),
            "over": ("撤销、取消的", Q(state__in=OVER)),
            "dropped": ("不予处理", Q(state=DROPPED)),
            "all": ALL,
        },
        ("对谁", "责任", "建议", "处理", "状态", "效力", "时限"),
        lambda row, on: _sanction(row, on),
        "没有责任追究的处理。",
    ),
    "mine": Listing(
        {"all": ALL},
        ("文号", "处理", "状态", "效力", "时限"),
        lambda row, on: [row.number, MEASURES[row.measure], row.get_state_display(), force_words(row, on=on)],
        "没有送达您的处理。",
    ),
    "corrections": Listing(
        {
            "open": ("整改中", Q(state__in=[ORDERED, RETURNED])),
            LATE: ("已超期", Q(state__in=[ORDERED, RETURNED])),
            "returned": ("退回的", Q(state=RETURNED)),
            "handed_in": ("待验收", Q(state=HANDED_IN)),
            "done": ("验收通过", Q(state=PASSED)),
            "over": ("取消的", Q(state=CORRECTION_CALLED_OFF)),
            "all": ALL,
        },
        ("整改事项", "整改部门", "整改责任人", "状态", "时限"),
        lambda row, _on: [row.what[:40], str(row.department), str(row.person), row.get_state_display()],
        "没有整改。",
    ),
    "exposures": Listing(
        {
            "open": ("待报处理意见", Q(state__in=[RECORDED, SENT_BACK])),
            LATE: ("已超期", Q(state__in=[RECORDED, SENT_BACK, APPROVED])),
            "answered": ("待审定", Q(state=ANSWERED)),
            "public": ("公开承诺待兑现", Q(state=APPROVED)),
            "reported": ("兑现待核对", Q(state=REPORTED)),
            "done": ("承诺已了结", Q(state__in=ENDED)),
            "over": ("撤销登记的", Q(state=EXPOSURE_WITHDRAWN)),
            "all": ALL,
        },
        ("曝光", "部门", "媒体", "状态", "时限"),
        lambda row, _on: [row.title[:40], str(row.department), row.medium, row.get_state_display()],
        "没有曝光。",
    ),
    "supervision": Listing(
        {
            "open": ("待答复", Q(state__in=TO_REPLY)),
            LATE: ("已超期", Q(state__in=TO_REPLY)),
            "answered": ("待核办", Q(state=REPLIED)),
            "returned": ("退回的", Q(state=REPLY_RETURNED)),
            "done": ("已办结", Q(state=SETTLED)),
            "over": ("撤回的", Q(state=RECALLED)),
            "all": ALL,
        },
        ("文号", "级别", "部门", "督办事项", "状态", "时限"),
        lambda row, _on: [
            row.number,
            row.get_level_display(),
            str(row.department),
            row.what[:40],
            row.get_state_display(),
        ],
        "没有督办。",
    ),
}


def _attribution(row: Attribution) -> list[Any]:
    number = grouped(row.complaint.case.number)
    weight = weight_words(row) or None
    return [str(row.person), row.post.title, in_full(row.found_on), weight, number, row.get_state_display()]


def _sanction(row: Sanction, on: date) -> list[Any]:
    decided = MEASURES[row.measure] if row.measure else None
    force = force_words(row, on=on) if row.measure else None
    return [row.whose, LINKS[row.link], MEASURES[row.proposed], decided, row.get_state_display(), force]


def in_tab(rows: QuerySet[Any], listing: Listing, tab: str, *, at: datetime, days: WorkCalendar) -> Any:
    """The rows of a tab: a query, or of the late ones a list, those first that wait longest."""
    which = listing.tabs[tab][1]
    chosen = rows.filter(which(timezone.localdate(at)) if callable(which) else which)
    return [row for row in chosen.order_by("pk") if is_late(row, at=at, days=days)] if tab == LATE else chosen


def table(name: str, page: Sequence[Any], *, at: datetime, on: date, days: WorkCalendar) -> list[dict[str, Any]]:
    """The rows of a page, for _parts/table.html."""
    listing = LISTINGS[name]
    has_date = listing.columns[-1] == "时限"
    rows = []
    for row in page:
        href = reverse(f"conduct-{name}-one", args=[row.key])
        first, *cells = listing.cells(row, on)
        dated = [date_cell(row, at=at, days=days, counted=f"{href}#clocks")] if has_date else []
        rows.append({"href": href, "cells": [{"text": first, "href": href}, *cells, *dated]})
    return rows


def title_of(row: Attribution | Sanction | Correction | Exposure | Supervision) -> str:
    """What a page about one row is called."""
    if isinstance(row, Attribution):
        return f"责任认定：{row.person}"
    if isinstance(row, Sanction):
        return f"{MEASURES[row.measure or row.proposed]}：{row.whose}"
    if isinstance(row, Supervision):
        return f"{row.number}：{row.department}"
    return f"整改：{row.what[:30]}" if isinstance(row, Correction) else f"曝光：{row.title[:30]}"
