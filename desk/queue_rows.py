"""How a list of the desk reads: its columns, its rows, what is empty and what to do then."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cases.events import name_of
from cases.wording import lamp_at, remaining, short_moment, worst_clock
from desk.pages import in_list
from desk.scanned import register_address
from desk.selection import COLUMNS, DEFAULT_TAB, TABS, Selection
from hall.worktime import WorkCalendar
from permits.events import EVENTS
from permits.states import FLOW
from permits.wording import IN_A_LIST, NO_CLOCK, day_or_hour, grouped
from worklists.pages import column

NO_BREAK = "\u00a0"  # a row is one line high
SORTED_BY = {"number": "opened", "due": "due", "last": "acted"}
Cell = dict[str, Any] | str | None


def columns(selection: Selection) -> list[dict[str, Any]]:
    """The number, and the chosen columns; those with an order can be clicked, and say how they are sorted."""
    return [
        _column("number", "编号", selection),
        *(_column(each, COLUMNS[each], selection) for each in selection.columns),
    ]


def plain_columns(selection: Selection) -> list[dict[str, Any]]:
    """The same columns where a click on a head would leave the page and lose what was ticked."""
    return [{"label": head["label"]} for head in columns(selection)]


def _column(name: str, label: str, selection: Selection) -> dict[str, Any]:
    return column(label, SORTED_BY.get(name, ""), sorted_by=selection.sort, address=selection.address)


def row(case: Any, selection: Selection, *, at: datetime, days: WorkCalendar) -> dict[str, Any]:
    """One row; `case` carries `running` and `last_events` from with_last_act."""
    href = in_list(case, selection.query(page=selection.page, after=selection.after))
    number = {"text": grouped(case.number).replace(" ", NO_BREAK), "href": href}
    cells: list[Cell] = [CELLS[each](case, at, days) for each in selection.columns]
    return {"href": href, "number": case.number, "cells": [number, *cells]}


def _clock(case: Any, at: datetime, days: WorkCalendar) -> Cell:
    clock = worst_clock(case.running, at=at)
    if clock is None:
        return NO_CLOCK.get(case.state, "不计时")
    left, lamp = remaining(clock, at=at, calendar_now=days), lamp_at(clock, at=at)
    if lamp == "grey":
        return {"lamp": lamp, "text": "特别程序，不计时", "href": f"/desk/cases/{case.number}/#clocks"}
    text, sums = f"{left} · {short_moment(clock.due_at)}", f"/desk/cases/{case.number}/#clocks"
    return {"lamp": lamp, "text": text, "provisional": clock.provisional, "href": sums}


def _last(case: Any, at: datetime, _days: WorkCalendar) -> Cell:
    last = next(iter(case.last_events), None)
    return f"{name_of(last, EVENTS)} {day_or_hour(last.at, now=at)}" if last else None


CELLS: dict[str, Callable[[Any, datetime, WorkCalendar], Cell]] = {
    "item": lambda case, _at, _days: case.title,
    "party": lambda case, _at, _days: case.party,
    "state": lambda case, _at, _days: IN_A_LIST.get(case.state, FLOW.states[case.state]),
    "due": _clock,
    "window": lambda case, _at, _days: case.window.number if case.window else None,
    "owner": lambda case, _at, _days: str(case.owner) if case.owner else None,
    "opened": lambda case, _at, _days: short_moment(case.opened_at),
    "last": _last,
}


def heading(selection: Selection) -> str:
    if selection.is_person:
        return "这位申请人的办件" if selection.who else "这个手机号的办件"
    return TABS[selection.tab][0]


def chips(selection: Selection, names: dict[str, str]) -> list[dict[str, str]]:
    """The conditions that are on, each with the list without it. `names` gives words for codes: item, owner."""
    label_of = {
        "who": "证件号：刚才查的申请人" if selection.who else "",
        "phone": "手机：刚才查的号码" if selection.phone else "",
        "q": f"事项或编号：{selection.q}",
        "name": f"申请人：{selection.name}",
        "item": f"事项：{names.get('item', selection.item)}",
        "window": f"窗口：{selection.window}",
        "owner": f"首办责任人：{names.get('owner', selection.owner)}",
        "state": f"环节：{IN_A_LIST.get(selection.state, selection.state)}",
        "since": f"收件自：{selection.since}",
        "until": f"收件至：{selection.until}",
    }
    return [
        {"label": words, "url": selection.address(**{field: ""})}
        for field, words in label_of.items()
        if getattr(selection, field)
    ]


NOTHING_SET = dict.fromkeys(("who", "phone", "q", "name", "item", "window", "owner", "state", "since", "until"), "")


def cleared(selection: Selection) -> str:
    return selection.address(**NOTHING_SET)


def empty(selection: Selection, *, any_case: bool) -> dict[str, str]:
    """What is empty, and what to do next."""
    if selection.is_person:
        what = "这个证件号" if selection.who else "这个手机号"
        url = register_address(selection.who)
        return {"text": f"{what}在本窗口没有办件。", "url": url, "action": "登记一件（F2）", "key": "F2"}
    if selection.is_filtered:
        on = selection.q or selection.name
        text = f"没有符合“{on}”的办件。" if on else "没有符合条件的办件。"
        return {"text": text, "url": cleared(selection), "action": "清除条件", "key": ""}
    if not any_case:
        return {"text": "没有在办的办件。按 F2 登记一件。", "url": "/desk/register/", "action": "登记（F2）", "key": ""}
    return {
        "text": TABS[selection.tab][1],
        "url": selection.address(tab=DEFAULT_TAB),
        "action": "查看本窗口全部办件",
        "key": "",
    }
