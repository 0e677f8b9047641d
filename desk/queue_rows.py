"""How a list of the desk reads: its columns, its rows, what is empty and what to do then."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.events import name_of
from cases.models import Deadline
from cases.wording import dated_lamp, lamp_at, short_moment, worst_clock
from desk.pages import in_list
from desk.scanned import register_address
from desk.selection import COLUMNS, DEFAULT_TAB, TABS, Selection
from hall.models import User
from hall.worktime import WorkCalendar
from permits.acts.in_bulk import starting_from
from permits.events import EVENTS
from permits.idle import idle_words
from permits.wording import IN_A_LIST, day_or_hour, grouped, state_words
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


@dataclass(frozen=True)
class Shown:
    """
    What a row shows: the case as ListPage.shown reads it, its owner if there is a column for them, its running clocks, its last event.

    :param waits: until when the applicant may bring what is missing; "" where the hall waits for nothing.
    """

    case: Any
    owner: User | None
    clocks: list[Deadline]
    last: Any
    waits: str = ""


def rows(shown: Iterable[Shown], selection: Selection, *, at: datetime, days: WorkCalendar) -> list[dict[str, Any]]:
    query = selection.query(page=selection.page, after=selection.after)
    cells = [CELLS[each] for each in selection.columns]
    return [_row(each.case, in_list(each.case, query), [cell(each, at, days) for cell in cells]) for each in shown]


def _row(case: Any, href: str, cells: list[Cell]) -> dict[str, Any]:
    number = {"text": grouped(case.number).replace(" ", NO_BREAK), "href": href}
    return {"href": href, "number": case.number, "cells": [number, *cells], "takes": starting_from(case.state)}


def _clock(shown: Shown, at: datetime, days: WorkCalendar) -> Cell:
    return lamp_cell(shown.case, shown.clocks, at=at, days=days, waits=shown.waits)


def lamp_cell(case: Any, clocks: Iterable[Deadline], *, at: datetime, days: WorkCalendar, waits: str = "") -> Cell:
    """How a case stands in a list of the desk: the lamp of the clock that stands for it, its date, and the way to its arithmetic."""
    clock = worst_clock(clocks, at=at)
    sums = {"href": f"/desk/cases/{case.number}/#clocks"}
    if clock is None:
        return sums | {"text": waits} if waits else idle_words(case, at=at)
    if lamp_at(clock, at=at) == "grey":
        return sums | {"lamp": "grey", "text": "特别程序，不计时"}
    return sums | dated_lamp(clock, at=at, days=days)


def _last(shown: Shown, at: datetime, _days: WorkCalendar) -> Cell:
    last = shown.last
    return f"{name_of(last, EVENTS)} {day_or_hour(last.at, now=at)}" if last else None


def handler(owner: User) -> str:
    return str(owner) if owner.is_active else f"{owner}（已停用）"


CELLS: dict[str, Callable[[Shown, datetime, WorkCalendar], Cell]] = {
    "item": lambda shown, _at, _days: shown.case.title,
    "party": lambda shown, _at, _days: shown.case.party,
    "state": lambda shown, _at, _days: state_words(shown.case.state, shown.clocks),
    "due": _clock,
    "window": lambda shown, _at, _days: shown.case.window__number,
    "owner": lambda shown, _at, _days: handler(shown.owner) if shown.owner else None,
    "opened": lambda shown, at, _days: short_moment(shown.case.opened_at, seen_at=at),
    "last": _last,
}


def heading(selection: Selection) -> str:
    if selection.is_a_search:
        whose = {
            "这位申请人的办件": selection.who,
            "这个手机号的办件": selection.phone,
            "按编号查": selection.is_a_number,
        }
        return f"{next((words for words, holds in whose.items() if holds), '按姓名查')}（含已办结）"
    return TABS[selection.tab][0]


def chips(selection: Selection, names: dict[str, str]) -> list[dict[str, str]]:
    """The conditions that are on, each with the list without it. `names` gives words for codes: item, owner."""
    label_of = {
        "who": "证件号：刚才查的申请人" if selection.who else "",
        "phone": "手机：刚才查的号码" if selection.phone else "",
        "q": f"事项或编号：{selection.q}",
        "name": f"姓名：{selection.name}",
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
        url = register_address(selection.sealed_who)
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
