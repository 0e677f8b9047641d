"""How an enquiry reads on a screen: its row, facts, the chain of hands. It decides and counts nothing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cases.models import Case
from cases.wording import limit_cell, moment
from enquiries.models import Enquiry, EnquiryChannel, HandOver
from enquiries.states import STATES
from hall.fields import UNOPENED, legible
from hall.identifiers import grouped
from hall.sentences import clause
from hall.worktime import WorkCalendar

FIRST_WORDS = 30  # characters of a question in a list
COLUMNS = [{"label": label} for label in ("编号", "问了什么", "事项", "谁问的", "现在谁负责", "环节", "时限", "收到")]


def row(case: Case, *, href: str, at: datetime, days: WorkCalendar) -> dict[str, Any]:
    """A line of the list: the case with its clocks and its enquiry loaded."""
    return {
        "href": href,
        "cells": [
            {"text": grouped(case.number), "href": href},
            _beginning(legible(case.enquiry, "text")),
            case.title.partition("：")[2] or None,
            case.party or "没有说姓名",
            f"{case.owner}（{case.department}）",
            STATES[case.state],
            limit_cell(list(case.deadlines.all()), counted=f"{href}#clocks", at=at, days=days),
            moment(case.opened_at),
        ],
    }


def _beginning(text: str | None) -> str:
    if text is None:
        return UNOPENED
    words = " ".join(text.split())
    return words if len(words) <= FIRST_WORDS else f"{words[:FIRST_WORDS]}…"


def facts(enquiry: Enquiry) -> list[tuple[str, str]]:
    """Who asked, where, of whom; personal numbers masked, what was not told left out."""
    case = enquiry.case
    lines = [
        ("编号", grouped(case.number)),
        ("环节", STATES[case.state]),
        ("谁问的", case.party or "没有说姓名"),
        ("证件号", enquiry.document_words),
        ("电话", enquiry.phone_masked),
        ("渠道", EnquiryChannel(enquiry.channel).label),
        ("在哪里问的", str(enquiry.window)),
        ("首问责任人", f"{enquiry.first_asked}（{enquiry.first_department}）"),
        ("现在负责", f"{case.owner}（{case.department}）"),
        ("收到", moment(case.opened_at)),
    ]
    return [(label, text) for label, text in lines if text]


def chain(hand_overs: Iterable[HandOver]) -> list[dict[str, Any]]:
    """The hands it went through, for ``_parts/timeline.html``."""
    return [
        {
            "at": each.at,
            "what": f"移交给{each.to_department}" + (f"（{each.to_person}）" if each.to_person else ""),
            "who": str(each.by),
            "note": f"{clause(each.reason)}。{_fate(each)}",
        }
        for each in hand_overs
    ]


def _fate(each: HandOver) -> str:
    if each.taken_at is not None:
        return f"{moment(each.taken_at)} {each.taken_by}接手"
    if each.dropped_at is not None:
        return f"没有接手，{moment(each.dropped_at)} 不再移交"
    return f"还没有接手，仍由{each.by}负责"
