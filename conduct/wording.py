"""How a sanction, a correction or an exposure reads on a screen: its facts, its date with a lamp, its arithmetic, its lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.wording import before, marked, moment
from complaints.deadlines import exposure_limit
from conduct.acts import LINE_WORDS, OF_ONES_OWN, OF_SANCTIONS
from conduct.deadlines import appeal_limit, correction_limit, ruling_limit
from conduct.ladders import LADDERS, LINKS, MEASURES
from conduct.models import Attribution, ConductLine, Correction, Exposure, Sanction
from conduct.queries import is_in_force
from conduct.states import CONTESTED, SERVED, TO_ANSWER, TO_CORRECT
from hall.fields import shown
from hall.identifiers import grouped
from hall.worktime import Limit, WorkCalendar, due, explain
from hall.worktime.wording import in_full

GREEN, YELLOW, RED = "green", "yellow", "red"
LAMP_WORDS = {GREEN: "期限内", YELLOW: "快到期", RED: "已超期"}
TO_THE_PERSON = {act.name for act in (*OF_SANCTIONS, *OF_ONES_OWN)}  # whose words the person reads, once served


@dataclass(frozen=True)
class Clock:
    """A date that somebody waits for: its limit and where it began. :param words: what is due by then."""

    words: str
    limit: Limit
    started_at: datetime
    began: str  # 下达, 送达, …


def clock_of(row: Any) -> Clock | None:
    """The date that a row waits for now; None where none runs."""
    if isinstance(row, Correction) and row.state in TO_CORRECT:
        return Clock("报送整改结果", correction_limit(row.days), row.ordered_at, "下达")
    if isinstance(row, Exposure) and row.state in TO_ANSWER:
        return Clock("报处理意见和公开承诺", exposure_limit(), row.broadcast_at, "播出")
    if isinstance(row, Sanction) and row.state == SERVED and row.served_at:
        return Clock("申诉", appeal_limit(), row.served_at, "送达")
    if isinstance(row, Sanction) and row.state == CONTESTED and row.contested_at:
        return Clock("裁定申诉", ruling_limit(), row.contested_at, "申诉")
    return None


def colour(clock: Clock, *, at: datetime, days: WorkCalendar) -> str:
    end = due(clock.limit, clock.started_at, days)
    return RED if at > end.due_at else YELLOW if at >= end.warn_at else GREEN


def is_late(row: Any, *, at: datetime, days: WorkCalendar) -> bool:
    clock = clock_of(row)
    return clock is not None and colour(clock, at=at, days=days) == RED


def date_cell(row: Any, *, at: datetime, days: WorkCalendar, counted: str = "") -> Any:
    """The date in a list, as a lamp that leads to its arithmetic; None where nothing is awaited."""
    clock = clock_of(row)
    if clock is None:
        return None
    end, lamp = due(clock.limit, clock.started_at, days), colour(clock, at=at, days=days)
    text = marked(f"{moment(end.due_at)} 前", end.provisional)
    return {"text": text, "lamp": lamp, "word": LAMP_WORDS[lamp], "href": counted}


def limit_panels(row: Any, *, at: datetime, days: WorkCalendar) -> list[dict[str, Any]]:
    """The date with how it was reached, for _parts/limits.html."""
    clock = clock_of(row)
    if clock is None:
        return []
    end, lamp = due(clock.limit, clock.started_at, days), colour(clock, at=at, days=days)
    *lines, result = explain(clock.limit, clock.started_at, days, (), clock.began).sentences()
    return [
        {
            "title": clock.words,
            "due": before(end.due_at, end.provisional),
            "lamp": lamp,
            "word": LAMP_WORDS[lamp],
            "text": "",
            "lines": lines,
            "result": result,
            "provisional": end.provisional,
        }
    ]


Facts = list[tuple[str, Any]]


def attribution_facts(row: Attribution) -> Facts:
    return [
        ("投诉举报", grouped(row.complaint.case.number)),
        ("责任人", str(row.person)),
        ("当时的岗位", row.post.title),
        ("结论", f"{row.finding.get_result_display()}，{in_full(row.found_on)}"),
        ("轻重", weight_words(row) or "没有"),
        ("状态", row.get_state_display()),
    ]


def weight_words(row: Attribution) -> str:
    flags = ((row.high_voltage, "触碰高压线"), (row.self_reported, "自查自报"), (row.concealed, "隐瞒不报"))
    return "、".join(words for is_so, words in flags if is_so)


def sanction_facts(row: Sanction, *, on: date) -> Facts:
    """For whoever decides."""
    of = row.attribution
    policy = f"（{row.policy}）" if row.policy else ""
    return [
        ("对谁", f"{row.whose}，{LINKS[row.link]}"),
        ("因为", f"{of.person}的责任，{of.finding.get_result_display()}，{in_full(of.found_on)}"),
        ("投诉举报", grouped(of.complaint.case.number)),
        ("系统建议", MEASURES[row.proposed]),
        ("为什么", "，".join(reasons(row))),
        ("标准", f"{LADDERS[row.ladder]}{policy}"),
        *decision_facts(row, on=on),
    ]


def reasons(row: Sanction) -> list[str]:
    """What the proposal was reckoned from."""
    weight = weight_words(row.attribution)
    return [f"24 个月内第 {row.occurrence} 次查实", *([weight] if weight else [])]


def decision_facts(row: Sanction, *, on: date) -> Facts:
    """What was decided, for the person too."""
    facts: Facts = [("状态", row.get_state_display())]
    if row.measure:
        facts += [("处理", MEASURES[row.measure]), ("文号", row.number), ("决定机关", row.authority)]
    if row.served_at and row.out_of_force_on:
        facts += [("送达", moment(row.served_at)), ("效力", force_words(row, on=on))]
    return facts


def force_words(row: Sanction, *, on: date) -> str:
    if row.out_of_force_on is None:
        return "没有送达，没有效力"
    if is_in_force(row, on=on):
        return f"有效，{in_full(row.out_of_force_on)}起失效"
    return "已失效" if on >= row.out_of_force_on else "没有效力"


def correction_facts(row: Correction) -> Facts:
    """The unit reads these too: nothing of the complaint."""
    return [
        ("整改部门", str(row.department)),
        ("整改责任人", str(row.person)),
        ("整改事项", row.what),
        ("期限", f"{row.days} 个工作日"),
        ("下达", f"{moment(row.ordered_at)} · {row.ordered_by}"),
        ("状态", row.get_state_display()),
    ]


def exposure_facts(row: Exposure) -> Facts:
    return [
        ("被曝光的部门", str(row.department)),
        ("媒体", row.medium),
        ("播出、刊登", moment(row.broadcast_at)),
        ("处理意见", row.opinion or "还没有"),
        ("公开承诺", row.commitment or "还没有"),
        ("状态", row.get_state_display()),
    ]


def line_rows(lines: Iterable[ConductLine]) -> list[dict[str, Any]]:
    """What was done, the newest first, for _parts/timeline.html."""
    rows = [
        {
            "at": line.at,
            "what": LINE_WORDS.get(line.act, line.act),
            "who": str(line.by or "系统"),
            "note": shown(line, "words"),
        }
        for line in lines
    ]
    return rows[::-1]


def own_lines(lines: Sequence[ConductLine]) -> list[ConductLine]:
    """The steps that the person reads of what was served on them: the decision and what came after, not the proposal."""
    return [line for line in lines if line.act in TO_THE_PERSON]
