"""How corrections read on a screen. It decides and counts nothing."""

from datetime import datetime
from typing import Any

from cases.models import Case
from cases.wording import limit_cell, moment
from hall.fields import shown
from hall.identifiers import grouped
from hall.worktime import WorkCalendar
from ratings.models import Correction
from ratings.states import FLOW, STATES

ON_THE_TABLET = "窗口的评价平板"
WAYS = {
    ("on_site", "link"): "扫凭证上的二维码",
    ("on_site", "tablet"): ON_THE_TABLET,
    ("online", "link"): "查进度的页面",
}
COLUMNS = [{"label": name} for name in ("编号", "事项", "评价", "窗口", "谁办理的", "环节", "时限", "评价时间")]


def row(case: Case, *, href: str, at: datetime, days: WorkCalendar) -> dict[str, Any]:
    """A line of the list: the case with its clocks and its rating loaded."""
    rating = case.correction.rating
    mark = "（认定恶意）" if case.correction.malicious else ""
    return {
        "href": href,
        "cells": [
            {"text": grouped(case.number), "href": href},
            case.title.partition("：")[2],
            f"{rating.get_level_display()}{mark}",
            str(case.window) if case.window else "网上",
            str(case.owner),
            STATES[case.state],
            limit_cell(list(case.deadlines.all()), counted=f"{href}#clocks", at=at, days=days),
            moment(case.opened_at),
        ],
    }


def facts(correction: Correction) -> list[tuple[str, str]]:
    case, rating = correction.case, correction.rating
    link = rating.link
    of = link.visit.application.case if link.visit else link.case
    lines = [
        ("编号", grouped(case.number)),
        ("环节", STATES[case.state]),
        ("评价", str(rating.get_level_display())),
        ("评价的话", shown(rating, "words") or "没有写"),
        ("评价时间", moment(rating.at)),
        ("怎么评的", WAYS[link.service, link.way]),
        ("办件", grouped(of.number) if of else ""),
        ("事项", case.title.partition("：")[2]),
        ("窗口", str(rating.window) if rating.window else "网上办理"),
        ("谁办理的", str(rating.person)),
        ("认定", _judged(correction)),
    ]
    return [(label, text) for label, text in lines if text]


def _judged(correction: Correction) -> str:
    if correction.judged_at:
        return "恶意评价，照样保留和计数，另列不含它的比率" if correction.malicious else "不是恶意评价"
    return "已申请认定恶意评价，等另一个人认定" if correction.disputed_at else ""


def steps(correction: Correction) -> list[dict[str, Any]]:
    """What was done, for ``_parts/timeline.html``."""
    return [
        {
            "at": each.at,
            "what": f"{FLOW.arrows[each.verb].words}" + (f"：{each.get_result_display()}" if each.result else ""),
            "who": str(each.by),
            "note": shown(each, "text"),
        }
        for each in correction.steps.all()
    ]
