"""How a list of the desk reads: its columns, its rows, what is empty and what to do then."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cases.wording import lamp_at, remaining, worst_clock
from desk.asked import COLUMNS, DEFAULT_TAB, TABS, Asked
from desk.pages import in_list
from desk.scanned import register_address
from hall.worktime import WorkCalendar
from permits.history_words import verb_words
from permits.states import FLOW
from permits.wording import IN_A_LIST, NO_CLOCK, day_or_hour, grouped, short_moment
from worklists.pages import column

NO_BREAK = "\u00a0"  # a row is one line high
SORTED_BY = {"number": "opened", "due": "due", "last": "acted"}
Cell = dict[str, Any] | str | None


def columns(asked: Asked) -> list[dict[str, Any]]:
    """The number, and the chosen columns; those with an order can be clicked, and say how they are sorted."""
    return [_column("number", "编号", asked), *(_column(each, COLUMNS[each], asked) for each in asked.columns)]


def plain_columns(asked: Asked) -> list[dict[str, Any]]:
    """The same columns where a click on a head would leave the page and lose what was ticked."""
    return [{"label": head["label"]} for head in columns(asked)]


def _column(name: str, label: str, asked: Asked) -> dict[str, Any]:
    return column(label, SORTED_BY.get(name, ""), sorted_by=asked.sort, address=asked.address)


def row(case: Any, asked: Asked, *, at: datetime, days: WorkCalendar) -> dict[str, Any]:
    """One row; `case` carries `running` and `last_events` from with_last_act."""
    href = in_list(case, asked.query(page=asked.page, after=asked.after))
    number = {"text": grouped(case.number).replace(" ", NO_BREAK), "href": href}
    cells: list[Cell] = [CELLS[each](case, at, days) for each in asked.columns]
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
    return f"{verb_words(last.verb, last.facts)} {day_or_hour(last.at, now=at)}" if last else None


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


def heading(asked: Asked) -> str:
    if asked.is_person:
        return "这位申请人的办件" if asked.who else "这个手机号的办件"
    return TABS[asked.tab][0]


def chips(asked: Asked, names: dict[str, str]) -> list[dict[str, str]]:
    """The conditions that are on, each with the list without it. `names` gives words for codes: item, owner."""
    said = {
        "who": "证件号：刚才查的申请人" if asked.who else "",
        "phone": "手机：刚才查的号码" if asked.phone else "",
        "q": f"事项或编号：{asked.q}",
        "name": f"申请人：{asked.name}",
        "item": f"事项：{names.get('item', asked.item)}",
        "window": f"窗口：{asked.window}",
        "owner": f"首办责任人：{names.get('owner', asked.owner)}",
        "state": f"环节：{IN_A_LIST.get(asked.state, asked.state)}",
        "since": f"收件自：{asked.since}",
        "until": f"收件至：{asked.until}",
    }
    return [
        {"label": words, "url": asked.address(**{field: ""})} for field, words in said.items() if getattr(asked, field)
    ]


NOTHING_SET = dict.fromkeys(("who", "phone", "q", "name", "item", "window", "owner", "state", "since", "until"), "")


def cleared(asked: Asked) -> str:
    return asked.address(**NOTHING_SET)


def empty(asked: Asked, *, any_case: bool) -> dict[str, str]:
    """What is empty, and what to do next."""
    if asked.is_person:
        what = "这个证件号" if asked.who else "这个手机号"
        url = register_address(asked.who)
        return {"text": f"{what}在本窗口没有办件。", "url": url, "action": "登记一件（F2）", "key": "F2"}
    if asked.is_filtered:
        on = asked.q or asked.name
        text = f"没有符合“{on}”的办件。" if on else "没有符合条件的办件。"
        return {"text": text, "url": cleared(asked), "action": "清除条件", "key": ""}
    if not any_case:
        return {"text": "没有在办的办件。按 F2 登记一件。", "url": "/desk/register/", "action": "登记（F2）", "key": ""}
    return {
        "text": TABS[asked.tab][1],
        "url": asked.address(tab=DEFAULT_TAB),
        "action": "查看本窗口全部办件",
        "key": "",
    }
