"""How an enquiry reads on a screen: facts, the chain of hands, history lines. It decides and counts nothing."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from cases.models import Case, Deadline, Event
from cases.rules import CARD_WORDS, RULES, CardLevel
from cases.wording import lamp_at, marked, moment, remaining, worst_clock
from enquiries.models import Enquiry, EnquiryChannel, HandOver
from enquiries.states import FLOW, STATES
from hall.identifiers import group
from hall.worktime import WorkCalendar

COLUMNS = [{"label": label} for label in ("编号", "咨询", "谁问的", "现在谁负责", "环节", "时限", "收到")]
ENGINE_VERBS = {
    "ask": "收到咨询",
    "joined": "并入办件",
    "released": "所并入的办件作废，不再并入",
    "warned": "时限预警",
    "breached": "时限已过",
    "recomputed": "重新推算时限",
    "card_withdrawn": "撤销红黄牌",
    "card_appealed": "对红黄牌申诉",
    "card_upheld": "维持红黄牌",
}
EVENT_WORDS = {verb: arrow.words for verb, arrow in FLOW.arrows.items()} | ENGINE_VERBS


def grouped(number: str) -> str:
    """``0101 20250930 00001``: hall, day, serial."""
    return group(number, 4, 8, 5)


def row(case: Case, *, href: str, at: datetime, days: WorkCalendar) -> dict[str, Any]:
    """A line of the list: the case with its clocks and its enquiry loaded."""
    return {
        "href": href,
        "cells": [
            {"text": grouped(case.number), "href": href},
            case.title,
            case.party or "没有说姓名",
            f"{case.owner}（{case.department}）",
            STATES[case.state],
            limit_cell(list(case.deadlines.all()), counted=f"{href}#clocks", at=at, days=days),
            moment(case.opened_at),
        ],
    }


def limit_cell(
    clocks: list[Deadline], *, counted: str, at: datetime, days: WorkCalendar
) -> dict[str, Any] | str | None:
    """The running clock due first, leading to its arithmetic; of an answered one, how its last clock ended."""
    running = worst_clock(clocks, at=at)
    if running is None:
        last = max(clocks, key=lambda each: each.started_at, default=None)
        return remaining(last, at=at, calendar_now=days) if last else None
    words = f"{RULES[running.rule].words}：{remaining(running, at=at, calendar_now=days)}"
    return {"lamp": lamp_at(running, at=at), "text": words, "provisional": running.provisional, "href": counted}


def facts(enquiry: Enquiry) -> list[tuple[str, str]]:
    """Who asked, where, of whom; personal numbers masked, what was not told left out."""
    case = enquiry.case
    told = [
        ("编号", grouped(case.number)),
        ("环节", STATES[case.state]),
        ("谁问的", case.party or "没有说姓名"),
        ("证件号", enquiry.id_masked),
        ("电话", enquiry.phone_masked),
        ("渠道", EnquiryChannel(enquiry.channel).label),
        ("在哪里问的", str(enquiry.window)),
        ("首问责任人", f"{enquiry.first_asked}（{enquiry.first_department}）"),
        ("现在负责", f"{case.owner}（{case.department}）"),
        ("收到", moment(case.opened_at)),
    ]
    return [(label, text) for label, text in told if text]


def chain(hand_overs: Iterable[HandOver]) -> list[dict[str, Any]]:
    """The hands it went through, for ``_parts/timeline.html``."""
    return [
        {
            "at": each.at,
            "what": f"移交给{each.to_department}" + (f"（{each.to_person}）" if each.to_person else ""),
            "who": str(each.by),
            "note": f"{each.reason}。{_fate(each)}",
        }
        for each in hand_overs
    ]


def _fate(each: HandOver) -> str:
    if each.taken_at is not None:
        return f"{moment(each.taken_at)} {each.taken_by}接手"
    if each.dropped_at is not None:
        return f"没有接手，{moment(each.dropped_at)} 不再移交"
    return f"还没有接手，仍由{each.by}负责"


def history(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Lines for ``_parts/timeline.html``, in the order given."""
    return [
        {
            "at": event.at,
            "what": EVENT_WORDS.get(event.verb, "系统记录"),
            "who": str(event.actor) if event.actor else "系统",
            "note": _note(event),
        }
        for event in events
    ]


def _note(event: Event) -> str:
    said = _NOTES.get(event.verb)
    return said(event.facts) if said else ""


def _of_rule(told: dict[str, Any]) -> str:
    due = marked(moment(datetime.fromisoformat(told["due_at"])), told.get("provisional"))
    return f"{RULES[told['rule']].words}，{due} 到期"


_NOTES: dict[str, Callable[[dict[str, Any]], str]] = {
    "warned": _of_rule,
    "breached": _of_rule,
    "card_withdrawn": lambda told: f"{CARD_WORDS[CardLevel(told['level'])]}：{told['reason']}",
    "card_appealed": lambda told: f"{CARD_WORDS[CardLevel(told['level'])]}：{told['reason']}",
    "card_upheld": lambda told: f"{CARD_WORDS[CardLevel(told['level'])]}：{told['reason']}",
    "hand_over": lambda told: f"{told['to_department']}{told.get('to_person', '')}：{told['reason']}",
    "take": lambda told: f"从{told['from_person']}接手",
    "joined": lambda told: grouped(told["application"]),
    "released": lambda told: grouped(told["application"]),
}
