"""How the lines of an application's history read: each act by its name, with what is worth telling of it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from cases.events import UNKNOWN, actor_words
from cases.models import Event
from cases.rules import RULES
from cases.wording import marked, moment
from hall.doors.acts import Facts
from hall.roles import Step
from permits.events import EVENTS
from permits.models import (
    NonAcceptance,
    NoticeGround,
    PaperForm,
    Visit,
)
from permits.wording import contact_words, grouped


def verb_words(verb: str, facts: Facts | None = None) -> str:
    """The name of an event in plain words; one of a later release is at least named as the system's."""
    return EVENTS[verb].name(facts or {}) if verb in EVENTS else UNKNOWN


def history(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Lines for ``_parts/timeline.html``, in the order given."""
    return [
        {
            "at": event.at,
            "what": verb_words(event.verb, event.facts),
            "who": actor_words(event),
            "note": note(event),
        }
        for event in events
    ]


def note(event: Event) -> str:
    """What an event's facts say; "" when they add nothing."""
    if event.verb in _NOTES:
        return _NOTES[event.verb](event.facts)
    return EVENTS[event.verb].staff(event.facts) if event.verb in EVENTS else ""


def _visited(facts: dict[str, Any]) -> str:
    purpose = Visit.Purpose(facts["purpose"]).label
    counted = f"第 {facts['counted_as']} 次" if facts.get("counted_as") else "不计次数"
    cause = f"，{Visit.Cause(facts['cause']).label}" if facts.get("cause") else ""
    return f"{purpose}，{counted}{cause}"


def _extended(facts: dict[str, Any]) -> str:
    return (
        f"延长 {facts['days']} 日，{facts['rank']}批准（{facts['document']}）：{facts['reason']}。"
        f"到期时间由 {_instant(facts['due_before'])} 变为 {_due(facts, 'due_after')}"
    )


def _resumed(facts: dict[str, Any]) -> str:
    due, tentative = facts.get("due", {}), facts.get("provisional", ())
    return "；".join(
        f"{RULES[rule].words} {marked(_instant(at), rule in tentative)} 到期"
        for rule, at in due.items()
        if rule in RULES
    )


def _declined(facts: dict[str, Any]) -> str:
    ground = f"{NonAcceptance.Ground(facts['ground']).label}。" if facts.get("ground") else ""
    agency = f"。有权办理的机关：{facts['competent_agency']}" if facts.get("competent_agency") else ""
    return f"{ground}理由：{facts['reason']}{agency}"


def _notified(facts: dict[str, Any]) -> str:
    until = f"，补正到 {_due(facts, 'correct_by')}" if facts.get("correct_by") else ""
    ground = f"（{NoticeGround(facts['ground']).label}：{facts['ground_reason']}）" if facts.get("ground") else ""
    return f"第 {facts['notice']} 份告知书：{'、'.join(facts['missing'])}{ground}{until}"


def _with_gaps(facts: dict[str, Any]) -> str:
    on = date.fromisoformat(facts["pledged_on"])
    papers = "、".join(facts["missing"])
    return f"后补：{papers}；承诺书 {facts['pledge']}，承诺 {on.year}年{on.month}月{on.day}日 前补齐"


def _received(facts: dict[str, Any]) -> str:
    forms = facts.get("forms") or [""] * len(facts["materials"])
    papers = [
        f"{name}（{PaperForm(form).label}）" if form else name
        for name, form in zip(facts["materials"], forms, strict=True)
    ]
    return "收到：" + "、".join(papers)


def _ended(facts: dict[str, Any]) -> str:
    told = [facts.get("ground", ""), facts.get("basis", ""), f"原因：{facts['reason']}"]
    document = f"（{facts['document']}）" if facts.get("document") else ""
    return "；".join(each for each in told if each) + document


def _due(facts: dict[str, Any], name: str) -> str:
    return marked(_instant(facts[name]), facts.get("provisional"))


def _instant(text: str) -> str:
    return moment(datetime.fromisoformat(text))


def _handed_up(facts: dict[str, Any]) -> str:
    note = f"。{facts['note']}" if facts.get("note") else ""
    return f"{Step(facts['step']).label}：{facts['why']}{note}"


def _amount(facts: dict[str, Any]) -> str:
    return (
        f"由 {facts['amount_before']} 元改为 {facts['amount']} 元"
        if facts.get("amount_before")
        else f"{facts['amount']} 元"
    )


_NOTES: dict[str, Callable[[dict[str, Any]], str]] = {
    "visit": _visited,
    "notify": _notified,
    "receive": _received,
    "correct": lambda facts: "；".join(f"{name}：{what}" for name, what in facts["corrections"].items()),
    "decline": _declined,
    "accept_with_gaps": _with_gaps,
    "accept_on_commitment": lambda facts: f"承诺书 {facts['pledge']}，代替：{'、'.join(facts['missing'])}",
    "supplement": lambda facts: "收到：" + "、".join(facts["materials"]),
    "tell_overdue": lambda facts: facts["how"],
    "verify": lambda facts: f"承诺{'属实' if facts['holds'] else '不属实'}：{facts['finding']}",
    "not_required": lambda facts: facts["reason"],
    "close_not_corrected": lambda facts: facts["reason"],
    "enquiry_joined": lambda facts: grouped(facts["enquiry"]),
    "deliver": lambda facts: facts["method"],
    "archive": lambda facts: f"案卷 {len(facts['papers'])} 份文书",
    "hand_up": _handed_up,
    "hand_back": lambda facts: f"{Step(facts['step']).label}：{facts['answer']}",
    "report_seen": lambda facts: f"{Step(facts['step']).label}：{facts['answer']}",
    "change_owner": lambda facts: (
        f"由{facts['handler_before'] or '—'}变更为{facts['handler']}。理由：{facts['reason']}"
    ),
    "record_check": lambda facts: facts["finding"],
    "state_amount": _amount,
    "change_contact": lambda facts: f"由{contact_words(facts['before'])}改为{contact_words(facts['after'])}",
    "withdraw": _ended,
    "terminate": _ended,
    "void": _ended,
}
