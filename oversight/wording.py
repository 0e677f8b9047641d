"""How the office's lists say things: rows of cases and cards, figures of the board. Nothing here asks or decides."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from cases.card_acts import rule_by
from cases.lamps import IDLE
from cases.letters import limit_name
from cases.models import Card, CardState, Case, Deadline, Pause
from cases.rules import Lamp, Verdict
from cases.tables.clocks import RULE_CHOICES
from cases.wording import before, lamp_of, moment, worst_clock
from complaints import states as complaint_states
from conduct import states as conduct_states
from enquiries import states as enquiry_states
from hall.access import Grant
from hall.flow import States
from hall.identifiers import grouped
from hall.models import ReadingChange, User
from hall.reading import sentences_of
from hall.templatetags.presentation import day
from hall.worktime import WorkCalendar
from oversight.parts import Part
from oversight.places import CENTRE
from oversight.queries import Board, Figures, Unit
from oversight.tally import REPEATED_WITHIN
from oversight.trend import Month, Trend
from permits import states as permit_states
from permits.idle import NOT_SUBMITTED, asked_for
from permits.models import Application
from permits.repeated import end_of
from ratings import states as rating_states

CENTRE_NAME = "投诉举报中心"
LAMP_NAMES = {
    Lamp.GREEN: "绿（正常）",
    Lamp.YELLOW: "黄（预警、已过）",  # also what is late and no breach (decision 108)
    Lamp.RED: "红（超承诺）",
    Lamp.DEEP_RED: "深红（超法定）",
    Lamp.GREY: "灰（暂停、不计时）",
}
STATE_WORDS = States(
    permit_states.STATES
    | complaint_states.STATES
    | enquiry_states.STATES
    | rating_states.STATES
    | conduct_states.CORRECTIONS
    | conduct_states.EXPOSURES
    | conduct_states.SUPERVISIONS
)
NOBODY = "—"
A_NUMBER = "0" * 17  # stands in for a case's in an address that is made once
WORDS_OF_RULES = dict(RULE_CHOICES)  # Django's get_rule_display puts the choices together anew for each row


def reading_line(change: ReadingChange) -> dict[str, str]:
    """A reading that has changed lately, for the board."""
    entered = f"{change.entered_by}录入，" if change.entered_by else ""
    return {
        "url": reverse("item", args=[change.item.code]),
        "item": change.version.name,
        "words": f"{sentences_of([change])[0]}。{entered}{change.changed_by}确认。",
    }


def handler(owner: User | None) -> str:
    """Who has a case in hand; whose account is closed has none."""
    return f"{owner}（已停用）" if owner and not owner.is_active else str(owner or NOBODY)


# Rows of lists


def case_row(case: Case, *, at: datetime, calendar_now: WorkCalendar, clock: Deadline | None = None) -> dict[str, Any]:
    """
    What a list shows of a case that is foremost.filled: the worst running clock (or the one given), and the due moment.

    Keys: number, title, url, unit, window, owner, state, lamp ("" when closed), text, due, provisional, paused_days, cards.
    """
    clock = clock or worst_clock(case.clocks, at=at)  # type: ignore[attr-defined]
    row = {
        "number": case.number,
        "title": case.title,
        "url": page_of_case(case.number),
        "unit": unit_of(case),
        "window": str(case.window or ""),
        "owner": handler(case.owner),
        "state": STATE_WORDS[case.state],
        "lamp": "",
        "text": "",
        "due": "",
        "provisional": False,
        "paused_days": paused_days(case.paused, on=timezone.localdate(at), calendar_now=calendar_now),  # type: ignore[attr-defined]
        "cards": [
            {"level": card.level, "text": WORDS_OF_RULES.get(card.rule, card.rule)}
            for card in case.carded  # type: ignore[attr-defined]
            if card.state != CardState.WITHDRAWN
        ],
    }
    if clock is not None:
        row |= clock_cell(clock, at=at, calendar_now=calendar_now)
    elif case.state == permit_states.ENQUIRED:
        row |= {"lamp": "grey", "word": NOT_SUBMITTED, "text": asked_for(case, at=at)}
    elif case.closed_at is None:
        row |= {"lamp": "grey", "word": IDLE, "text": "没有在走的时限"}
    return row


def clock_cell(clock: Deadline, *, at: datetime, calendar_now: WorkCalendar) -> dict[str, Any]:
    """Lamp, which clock and how long, due moment, provisional: of one clock in a list."""
    due = "恢复后重新推算" if clock.is_stopped else moment(clock.due_at)
    return lamp_of(clock, at=at, days=calendar_now) | {"due": due}


def unit_of(case: Case) -> str:
    return str(case.department or CENTRE_NAME)


def paused_days(pauses: Iterable[Pause], *, on: date, calendar_now: WorkCalendar) -> int:
    """Working days that were paused up to a day; both ends of a pause are paused (rules D9)."""
    spans = ((pause.starts_on, pause.ends_on or max(on, pause.starts_on)) for pause in pauses if not pause.never_began)
    return sum(calendar_now.workdays_between(first - timedelta(days=1), last) for first, last in spans)


# Ends that answer the matter, and may be followed by another registration of it
ANSWERS = {permit_states.NOT_REQUIRED: "告知无需许可", permit_states.REFUSED: "不予许可"}


def again_words(earlier: Application, case: Case, calendar_now: WorkCalendar) -> str:
    """
    What a case takes up, how many working days later its limits began, and which of them was due first when that one ended:
    ``接着办 … （申请人撤回，2026年3月5日 结束），时限晚 3 个工作日重新起算；那一件的承诺时限是 2026年3月5日 17:00``.
    """
    ended, (state, ended_at) = earlier.case, end_of(earlier)
    later_by = calendar_now.workdays_between(timezone.localdate(ended.opened_at), timezone.localdate(case.opened_at))
    anew = f"晚 {later_by} 个工作日" if later_by > 0 else "当天"
    answer = ANSWERS.get(state, "")
    # an answer meets its limits; any other end leaves them
    ended_by_it = [
        each
        for each in ended.deadlines.all()
        if each.met_at == ended_at and (answer or each.verdict != Verdict.ON_TIME)
    ]
    first = min(ended_by_it, key=lambda each: each.due_at, default=None)
    was_due = f"；那一件的{limit_name(first.rule)}是 {moment(first.due_at)}" if first else ""
    how = answer or STATE_WORDS[state]
    end = f"{how}，{day(ended_at)} {'决定' if state == permit_states.REFUSED else '结束'}" if ended_at else how
    if answer and ended_at and case.opened_at < ended_at:
        follows = "同一事项先登记的是"
    elif answer:
        follows = f"{answer}后又登记，原来是"
    else:
        follows = "作废后又登记，原来是" if state == permit_states.VOID else "接着办"
    return f"{follows} {grouped(ended.number)}（{end}），时限{anew}重新起算{was_due}"


# Cards


def card_row(card: Card, grant: Grant) -> dict[str, Any]:
    """
    What a list shows of a card loaded with_liable. `breached` is the instant of the breach, `issued` of its detection; `url` and
    `case_url` are "" where the card is not open to the reader's grant, or it does not reach the case.
    """
    return {
        "url": reverse("oversight-card", args=[card.pk]) if card.is_open_to(grant) else "",
        "rule": WORDS_OF_RULES.get(card.rule, card.rule),
        "level": card.level,
        "state": card.get_state_display(),
        "because": card.withdrawn_because,
        "rule_by": rule_by(card),
        "number": card.case.number,
        "case_url": case_address(card.case, grant),
        "title": card.case.title,
        "unit": str(card.department or CENTRE_NAME),
        "window": str(card.window or ""),
        "owner": handler(card.owner),
        "breached": moment(card.breached_at),
        "issued": moment(card.issued_at),
    }


def page_of_case(number: str) -> str:
    return _any_case().replace(A_NUMBER, number)


@cache
def _any_case() -> str:
    return reverse("oversight-case", args=[A_NUMBER])


def case_address(case: Case, grant: Grant) -> str:
    """The page of a case; "" where a grant does not reach it: a card of one unit can hang on another one's case."""
    return page_of_case(case.number) if grant.covers(case.department_id) else ""


# Heads of the case list

CASE_HEADS = [
    ("编号、事由", "number"), ("部门、窗口、责任人", "department"), ("环节", ""), ("时限、到期", "due"), ("暂停累计", ""),
    ("红黄牌", ""),
]  # fmt: skip


def head(label: str, key: str, chosen: dict[str, str]) -> dict[str, str]:
    """A column's head: its link sorts by `key`, a second click the other way round."""
    if not key:
        return {"label": label, "url": "", "sorted": ""}
    now = chosen.get("sort", "")
    order = "ascending" if now == key else "descending" if now == f"-{key}" else ""
    others = {name: value for name, value in chosen.items() if name != "sort"}
    return {"label": label, "url": cases_address(**others, sort=f"-{key}" if now == key else key), "sorted": order}


def plain_heads(*, without: str = "") -> list[dict[str, str]]:
    """The same heads without sorting, for the short lists of the board."""
    return [{"label": label, "url": "", "sorted": ""} for label, _key in CASE_HEADS if label != without]


# Figures


@lru_cache(maxsize=4_096)  # a board has three hundred, the same ones each time
def address(name: str, **query: str) -> str:
    """The address of a page with its query string."""
    page = _page(name)
    return f"{page}?{urlencode(query)}" if query else page


_page = cache(reverse)


def cases_address(**query: str) -> str:
    return address("oversight-cases", **query)


def tiles(board: Board, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """
    The figures for _parts/tiles.html; each leads to a list of exactly so many cases, the last one of cards. Made again: of cases that
    may be over.

    :param chosen: what the board is narrowed to. Where it is more than a department, appeals are in no figure of it.
    """
    lamps = [
        {
            "label": LAMP_NAMES[lamp],
            "value": getattr(board.figures, lamp.name.lower()),
            "url": cases_address(**chosen, lamp=lamp.name.lower()),
            "lamp": lamp.name.lower(),
        }
        for lamp in (Lamp.YELLOW, Lamp.RED, Lamp.DEEP_RED)
    ]
    late = [
        {"label": label, "value": value, "url": cases_address(**{**chosen, "kind": kind}, lamp="overdue"), "lamp": ""}
        for label, value, kind in (
            ("差评整改逾期", board.late_ratings, "rating"), ("投诉举报逾期", board.late_complaints, "complaint"),
        )
        if chosen.get("kind", kind) == kind
    ]  # fmt: skip
    appeals = {
        "label": "申诉待裁定",
        "value": board.appeals,
        "url": address("oversight-cards", **chosen, state=CardState.APPEALED),
        "lamp": "red" if board.ruling_is_late else "",
    }
    again = {
        "label": f"{REPEATED_WITHIN} 天内再次登记",
        "value": board.made_again,
        "url": cases_address(**chosen, again="yes", state="all"),
        "lamp": "",
    }
    whole = [appeals] if chosen.keys() <= {"department"} else []
    running = {"label": "在办", "value": board.figures.running, "url": cases_address(**chosen)}
    # with a name each keeps the focus while the page asks for the numbers again
    return [{**tile, "id": f"tile-{n}"} for n, tile in enumerate([running, *lamps, *late, again, *whole])]


def bars(board: Board, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """The overdue rate of each unit with running cases for _parts/bars.html, the highest first."""
    running = [unit for unit in board.units if unit.figures.running]
    return [
        bar(_name(unit), unit.figures, {**chosen, "department": _code(unit)})
        for unit in sorted(running, key=lambda unit: -unit.figures.overdue_rate)
    ]


def bar(label: str, figures: Figures, within: Mapping[str, str]) -> dict[str, Any]:
    return {
        "label": label,
        "value": figures.overdue_rate,
        "count": figures.overdue,
        "n": figures.running,
        "href": cases_address(**within, lamp="overdue"),
    }


OF_FIGURES = [{"label": label, "num": True} for label in ("在办", "黄", "红", "深红", "灰", "超期率")]
TREND_COLUMNS = [{"label": "月"}, *({"label": label, "num": True} for label in ("办结", "按时办结", "按时率"))]


def trend_panel(trend: Trend, within: Mapping[str, str]) -> dict[str, Any]:
    """What oversight/_trend.html shows; each number leads to the list of the statement of that month."""
    return {
        "question": "办结的按时率在变好吗？",
        "points": [_point(month, within, place=n) for n, month in enumerate(trend.months)],
        "columns": TREND_COLUMNS,
        "rows": [_month_row(month, within) for month in trend.months],
        "hint": f"按时率＝没有一个时限晚过的 ÷ 当月办结的办件；本月还没有完。截至 {moment(trend.counted_at)}。",
    }


def _point(month: Month, within: Mapping[str, str], *, place: int) -> dict[str, Any]:
    """Named beneath are the first one, and January and July where they are not beside it."""
    rate = month.rate
    named = place > 2 and month.first.month in (1, 7)
    return {
        "label": in_words(month),
        "below": in_words(month) if not place else f"{month.first.month}月" if named else "",
        "value": rate,
        "words": "" if rate is None else f"{rate:.1%}（{month.on_time:,}/{month.concluded:,} 件）",
        "href": _statement_list(month, within, "concluded"),
    }


def _month_row(month: Month, within: Mapping[str, str]) -> dict[str, Any]:
    figures = {"concluded": month.concluded, "on_time": month.on_time}
    numbers = [number(n, _statement_list(month, within, name)) for name, n in figures.items()]
    return {"cells": [in_words(month), *numbers, NOBODY if month.rate is None else f"{month.rate:.1%}"]}


def in_words(month: Month) -> str:
    return f"{month.first.year}年{month.first.month}月"


def _statement_list(month: Month, within: Mapping[str, str], measure: str) -> str:
    return address("oversight-statement-list", period=month.name, **within, measure=measure)


UNIT_COLUMNS = [{"label": "部门"}, *OF_FIGURES, *({"label": label, "num": True} for label in ("黄牌", "红牌"))]
NARROWED_COLUMNS = [{"label": "部门"}, *OF_FIGURES]


def unit_row(unit: Unit, chosen: Mapping[str, str]) -> dict[str, Any]:
    """A row for _parts/table.html; each number leads to the list behind it, the unit to its own board. Cards are not narrowed."""
    within = {**chosen, "department": _code(unit)}
    cards = [("yellow", unit.yellow_cards), ("red", unit.red_cards)] if chosen.keys() <= {"department"} else []
    return {
        "cells": [
            {"text": _name(unit), "href": address("board", **within)} if unit.department else CENTRE_NAME,
            *_numbers(unit.figures, within),
            *(number(n, address("oversight-cards", **within, level=level, state="standing")) for level, n in cards),
        ]
    }


def part_row(part: Part, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The same of a window or a person; below a person there is nothing but the list."""
    within = {**chosen, part.name: part.value}
    page = address("board", **within) if part.name == "window" else cases_address(**within)
    return {"cells": [{"text": part.words, "href": page}, *_numbers(part.figures, within)]}


def _numbers(figures: Figures, within: Mapping[str, str]) -> list[Any]:
    lamps = [("yellow", figures.yellow), ("red", figures.red), ("deep_red", figures.deep_red), ("grey", figures.grey)]
    return [
        number(figures.running, cases_address(**within)),
        *(number(n, cases_address(**within, lamp=lamp)) for lamp, n in lamps),
        f"{figures.overdue_rate:.1%}" if figures.running else NOBODY,
    ]


def _name(unit: Unit) -> str:
    return unit.department.name if unit.department else CENTRE_NAME


def _code(unit: Unit) -> str:
    return unit.department.code if unit.department else CENTRE


def number(n: int, url: str) -> dict[str, str] | str:
    """A number that leads to exactly so many rows; nothing lies behind a nought."""
    return {"text": f"{n:,}", "href": url} if n else "0"


def late_line(case: Any) -> dict[str, str]:
    """What a unit is late with: foremost.late_of_units."""
    whose = f"{case.department}{f' · {case.owner}' if case.owner else ''}"
    return {
        "url": reverse("conduct-case", args=[case.number]),
        "title": case.title,
        "whose": whose,
        "due": before(case.due, None),
    }
