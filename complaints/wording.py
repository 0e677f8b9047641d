"""How a complaint reads on a screen: its steps, whose turn it is, its history, and what is late."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from cases.clocks import is_broken
from cases.models import Case, Deadline, Event
from cases.rules import RULES, Verdict
from cases.wording import half_days, marked, moment
from complaints.deadlines import GENERAL, GRADE_WORDS, HANDLE_WITHIN
from complaints.models import Complaint, Finding
from complaints.states import ACCEPTED, CLOSED, FILED, FLOW, NOT_ACCEPTED
from hall.identifiers import group
from hall.templatetags.presentation import day

CENTRE = "投诉举报中心"
TURNS = {
    FILED: "决定是否受理。您不用做什么。",
    ACCEPTED: "核查、答复并办结。您不用做什么。",
}
ENDED = {NOT_ACCEPTED: "没有受理，理由和去处写在下面。", CLOSED: "已经办结，不用再等。"}
_DONE = {
    "file": "收到",
    "open_lead": "由红黄牌生成线索",
    "warned": "时限预警",
    "breached": "超过时限",
    "carded": "发出红黄牌",
    "card_withdrawn": "撤销红黄牌",
    "recomputed": "按改动后的工作日历重新推算",
    "replace_code": "换发凭证码",
}
VERBS = {verb: arrow.words for verb, arrow in FLOW.arrows.items()} | _DONE


def grouped(number: str) -> str:
    """A case number for reading aloud: hall, day, serial."""
    return group(number, 4, 8, 5)


def short_moment(at: datetime) -> str:
    """``11月20日 17:00``, for a list of running clocks."""
    local = timezone.localtime(at)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def steps(case: Case) -> list[dict[str, Any]]:
    """The way of a complaint for ``_parts/steps.html``; days only."""
    filed = {"name": "收到", "state": "done", "at": day(case.opened_at)}
    if case.state == NOT_ACCEPTED:
        return [filed, {"name": "不予受理", "state": "done", "at": day(case.closed_at or case.opened_at)}]
    place = {FILED: 0, ACCEPTED: 1, CLOSED: 3}[case.state]
    names = ["受理", "核查和答复", "办结"]
    states = ["done" if n < place else "current" if n == place else "todo" for n in range(len(names))]
    rest = [{"name": name, "state": state} for name, state in zip(names, states, strict=True)]
    if case.closed_at:
        rest[-1]["at"] = day(case.closed_at)
    return [filed, *rest]


def newest_of_each(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """Of several rounds of finding and reply the last one's clock: what was late before it has its sentence or its card."""
    return list({deadline.rule: deadline for deadline in sorted(deadlines, key=lambda each: each.pk)}.values())


def late_lines(deadlines: list[Deadline], *, at: datetime) -> list[str]:
    """A plain sentence for each clock that was or is broken."""
    return [line for deadline in deadlines if (line := _late_line(deadline, at))]


def _late_line(deadline: Deadline, at: datetime) -> str:
    words = RULES[deadline.rule].words
    if deadline.verdict == Verdict.LATE:
        return f"{words}晚了 {half_days(deadline.late_by_minutes or 0)} 个半天：应在 {marked(moment(deadline.due_at), deadline.provisional)} 前完成。"
    if deadline.runs and is_broken(deadline, at=at):
        return f"{words}已经超过时限：应在 {marked(moment(deadline.due_at), deadline.provisional)} 前完成，到现在还没有完成。超期已记录，由软环境办督办。"
    return ""


def history_lines(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events for ``_parts/timeline.html``, in the order given. Who filed is nobody's business: no name stands there."""
    return [
        {
            "at": event.at,
            "what": VERBS.get(event.verb, "其他记录"),
            "who": str(event.actor) if event.actor else "",
            "note": _note(event.verb, event.facts),
        }
        for event in events
    ]


def _note(verb: str, facts: dict[str, Any]) -> str:
    if verb == "find":
        return Finding.Result(facts["result"]).label
    if verb == "reply":
        return "" if facts["possible"] else "不能答复，已记下原因"
    if verb == "accept":
        words = [GRADE_WORDS[facts.get("grade", GENERAL)], facts.get("approver", ""), facts.get("document", "")]
        return "，".join(word for word in words if word)
    if verb in {"warned", "breached", "carded"}:
        return RULES[facts["rule"]].words
    if verb == "recomputed":
        moved = [moment(datetime.fromisoformat(facts[name])) for name in ("before", "due_at")]
        return f"{RULES[facts['rule']].words}由 {moved[0]} 改为 {marked(moved[1], facts.get('provisional'))}（{facts['why']}）"
    return str(facts.get("reason", ""))


def graded(complaint: Complaint) -> str:
    """``重大（60 日），批准人：…，批准文号：…``: how long the centre has from acceptance to a finding, and by whose leave."""
    words = f"{GRADE_WORDS[complaint.grade]}（{HANDLE_WITHIN[complaint.grade]} 日）"
    if not complaint.grade_document:
        return words
    return f"{words}，批准人：{complaint.grade_approver}，批准文号：{complaint.grade_document}"


def handled_within() -> str:
    """``15 日内（复杂的 30 日，重大的 60 日）``, for whoever complains."""
    others = "，".join(f"{GRADE_WORDS[grade]}的 {days} 日" for grade, days in HANDLE_WITHIN.items() if grade != GENERAL)
    return f"{HANDLE_WITHIN[GENERAL]} 日内（{others}）"


def signed(is_anonymous: bool) -> str:
    return "匿名" if is_anonymous else "实名"
