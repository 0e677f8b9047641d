"""How a sanction, a correction, an exposure or a supervision order reads on a screen: its facts, its date with a lamp, its arithmetic, its lines."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from cases.clocks import explanation
from cases.models import Deadline
from cases.rules import RULES
from cases.wording import before, limit_panels, marked, moment
from conduct.acts import LINE_WORDS, OF_ONES_OWN, OF_SANCTIONS
from conduct.deadlines import appeal_limit, ruling_limit
from conduct.evidence import files_of_lines, why_not
from conduct.ladders import LADDERS, LINKS, MEASURES
from conduct.models import Attribution, ConductLine, Correction, Exposure, Sanction, Supervision
from conduct.queries import is_in_force
from conduct.states import CALLED_OFF, CONTESTED, REVOKED, SERVED
from hall.fields import shown
from hall.identifiers import grouped
from hall.worktime import Limit, WorkCalendar, due, explain
from hall.worktime.wording import in_full
from papers import store
from papers.models import StoredFile

GREEN, YELLOW, RED = "green", "yellow", "red"
LAMP_WORDS = {GREEN: "期限内", YELLOW: "快到期", RED: "已超期"}
TO_THE_PERSON = {act.name for act in (*OF_SANCTIONS, *OF_ONES_OWN)}  # whose words the person reads, once served


@dataclass(frozen=True)
class Term:
    """A date that somebody waits for. :param words: what is due by then. :param sentences: how it was reached."""

    words: str
    due_at: datetime
    warn_at: datetime
    provisional: bool
    sentences: Callable[[], list[str]]

    def colour(self, at: datetime) -> str:
        return RED if at > self.due_at else YELLOW if at >= self.warn_at else GREEN


def term_of(row: Any, days: WorkCalendar) -> Term | None:
    """The date that a row waits for now: the running clock of its case, or of a sanction what the law gives; None where none runs."""
    if isinstance(row, Correction | Exposure | Supervision):
        running = [each for each in row.case.deadlines.all() if each.runs] if row.case else []
        return _of_clock(running[0]) if running else None
    if isinstance(row, Sanction) and row.state == SERVED and row.served_at:
        return _of_law("申诉", appeal_limit(), row.served_at, days, "送达")
    if isinstance(row, Sanction) and row.state == CONTESTED and row.contested_at:
        return _of_law("裁定申诉", ruling_limit(), row.contested_at, days, "申诉")
    return None


def _of_clock(clock: Deadline) -> Term:
    title = RULES[clock.rule].title
    return Term(title, clock.due_at, clock.warn_at, clock.provisional, lambda: explanation(clock).sentences())


def _of_law(words: str, limit: Limit, started_at: datetime, days: WorkCalendar, began: str) -> Term:
    end = due(limit, started_at, days)
    sentences = explain(limit, started_at, days, (), began).sentences
    return Term(words, end.due_at, end.warn_at, end.provisional, sentences)


def is_late(row: Any, *, at: datetime, days: WorkCalendar) -> bool:
    term = term_of(row, days)
    return term is not None and term.colour(at) == RED


def date_cell(row: Any, *, at: datetime, days: WorkCalendar, counted: str = "") -> Any:
    """The date in a list, as a lamp that leads to its arithmetic; None where nothing is awaited."""
    term = term_of(row, days)
    if term is None:
        return None
    lamp, text = term.colour(at), marked(f"{moment(term.due_at)} 前", term.provisional)
    return {"text": text, "lamp": lamp, "word": LAMP_WORDS[lamp], "href": counted}


def limit_panels_of(row: Any, *, at: datetime, days: WorkCalendar) -> list[dict[str, Any]]:
    """The dates with how they were reached, for _parts/limits.html: of a case all of its clocks, those that have ended too."""
    if isinstance(row, Correction | Exposure | Supervision):
        return limit_panels(list(row.case.deadlines.all()), at=at) if row.case else []
    term = term_of(row, days)
    if term is None:
        return []
    lamp = term.colour(at)
    *lines, result = term.sentences()
    return [
        {
            "title": term.words,
            "due": before(term.due_at, term.provisional),
            "lamp": lamp,
            "word": LAMP_WORDS[lamp],
            "text": "",
            "lines": lines,
            "result": result,
            "provisional": term.provisional,
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
    if row.state in (REVOKED, CALLED_OFF):
        return "没有效力"
    return f"已失效，{in_full(row.out_of_force_on)}起"


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
        *([("承诺的完成日期", in_full(row.keep_by))] if row.keep_by else []),
        *([("公布", moment(row.published_at))] if row.published_at else []),
        ("状态", row.get_state_display()),
    ]


def supervision_facts(row: Supervision) -> Facts:
    return [
        ("文号", row.number),
        ("级别", row.get_level_display()),
        ("督办的部门", str(row.department)),
        ("督办事项", row.what),
        ("督办的件", "、".join(grouped(each.number) for each in row.cases.all()) or "没有指明"),
        ("期限", f"{row.days} 个工作日内答复"),
        ("发出", f"{moment(row.issued_at)} · {row.issued_by}"),
        ("状态", row.get_state_display()),
    ]


def line_rows(row: Any, lines: Iterable[ConductLine]) -> list[dict[str, Any]]:
    """What was done, the newest first, for _parts/timeline.html."""
    files = files_of_lines(row)
    rows = [
        {
            "at": line.at,
            "what": LINE_WORDS.get(line.act, line.act),
            "who": str(line.by or "系统"),
            "note": shown(line, "words"),
            "files": [_file(row, each) for each in files.get(line.key, ())],
        }
        for line in lines
    ]
    return rows[::-1]


LEDGER_OF: dict[type, str] = {Correction: "corrections", Exposure: "exposures", Supervision: "supervision"}


def _file(row: Correction | Exposure | Supervision, file: StoredFile) -> dict[str, str]:
    reason = why_not(file)
    url = "" if reason else reverse(f"conduct-{LEDGER_OF[type(row)]}-file", args=[row.key, file.key])
    return {"name": store.shown_name(file), "url": url, "why_not": reason}


def own_lines(lines: Sequence[ConductLine]) -> list[ConductLine]:
    """The steps that the person reads of what was served on them: the decision and what came after, not the proposal."""
    return [line for line in lines if line.act in TO_THE_PERSON]
