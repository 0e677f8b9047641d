"""How the lines of an application's history read: each act by its name, with what is worth telling of it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from cases.models import Event
from cases.rules import CARD_WORDS, RULES, CardLevel
from cases.wording import marked, moment
from permits.acts import EVENTS
from permits.models import (
    NonAcceptance,
    NoticeGround,
    PaperForm,
    Visit,
)
from permits.states import BESIDES, FLOW
from permits.wording import grouped

ENGINE_VERBS = {
    "register": "登记收件",
    "enquiry_joined": "并入以前的咨询",
    "warned": "时限预警",
    "breached": "时限已过",
    "carded": "亮牌",
    "card_withdrawn": "撤销红黄牌",
    "card_appealed": "对红黄牌申诉",
    "card_upheld": "维持红黄牌",
    "gap_overdue": "容缺逾期",
    "replace_code": "换发凭证码",
    "print": "打印文书",
    "recomputed": "重新推算时限",
}


def verb_words(verb: str) -> str:
    """The name of an act in plain words; one of a later release is at least named as the system's."""
    for flow in (FLOW, BESIDES):
        if verb in flow.arrows:
            return flow.arrows[verb].words
    if verb in EVENTS and EVENTS[verb].words:
        return EVENTS[verb].words
    return ENGINE_VERBS.get(verb, "系统记录")


def history(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Lines for ``_parts/timeline.html``, in the order given."""
    return [
        {
            "at": event.at,
            "what": verb_words(event.verb),
            "who": actor_words(event),
            "note": note(event),
        }
        for event in events
    ]


def actor_words(event: Event) -> str:
    """Who did it; a deputy with the name of whom they stood in for; 系统 when it came about by itself."""
    if event.actor is None:
        return "系统"
    stood_in = event.facts.get("acts_for")
    return f"{event.actor}（代{stood_in}）" if stood_in else str(event.actor)


def note(event: Event) -> str:
    """What an event's facts say; "" when they add nothing."""
    if event.verb in EVENTS:
        return EVENTS[event.verb].staff(event.facts)
    told = _NOTES.get(event.verb)
    return told(event.facts) if told else ""


def _of_rule(facts: dict[str, Any]) -> str:
    terms = RULES.get(facts.get("rule", ""))
    words = terms.words if terms else ""
    return f"{words}，{_due(facts, 'due_at')} 到期" if facts.get("due_at") else words


def _carded(facts: dict[str, Any]) -> str:
    return f"{_level(facts)}：{facts['cause']}"


def _level(facts: dict[str, Any]) -> str:
    return CARD_WORDS[CardLevel(facts["level"])]


def _card_withdrawn(facts: dict[str, Any]) -> str:
    return f"{_level(facts)}（{facts['cause']}）：{facts['reason']}"


def _visited(facts: dict[str, Any]) -> str:
    purpose = Visit.Purpose(facts["purpose"]).label
    counted = f"第 {facts['counted_as']} 次" if facts.get("counted_as") else "不计次数"
    cause = f"，{Visit.Cause(facts['cause']).label}" if facts.get("cause") else ""
    return f"{purpose}，{counted}{cause}"


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


def _printed(facts: dict[str, Any]) -> str:
    again = f"，补打 第 {facts['copy'] - 1} 次：{facts['reason']}" if facts["copy"] > 1 else ""
    by_hand = "，缺的字手写补入" if facts["handwritten"] else ""
    return f"{facts['document']} {facts['number']}{again}{by_hand}"


def _due(facts: dict[str, Any], name: str) -> str:
    return marked(_instant(facts[name]), facts.get("provisional"))


def _instant(text: str) -> str:
    return moment(datetime.fromisoformat(text))


def _recomputed(facts: dict[str, Any]) -> str:
    moved = f"由 {_instant(facts['before'])} 改为 {_due(facts, 'due_at')}"
    return f"{RULES[facts['rule']].words}{moved}（{facts['why']}）"


_NOTES: dict[str, Callable[[dict[str, Any]], str]] = {
    "warned": _of_rule,
    "breached": _of_rule,
    "recomputed": _recomputed,
    "carded": _carded,
    "card_withdrawn": _card_withdrawn,
    "card_appealed": lambda facts: f"{_level(facts)}：{facts['reason']}",
    "card_upheld": lambda facts: f"{_level(facts)}：{facts['reason']}",
    "deem_accepted": lambda facts: (
        f"没有在 {_instant(facts['notice_due_at'])} 前告知，自 {_instant(facts['received_at'])} 收到之日起视为受理"
    ),
    "visit": _visited,
    "notify": _notified,
    "receive": _received,
    "correct": lambda facts: "；".join(f"{name}：{what}" for name, what in facts["corrections"].items()),
    "decline": _declined,
    "accept_with_gaps": _with_gaps,
    "accept_on_commitment": lambda facts: f"承诺书 {facts['pledge']}，代替：{'、'.join(facts['missing'])}",
    "supplement": lambda facts: "收到：" + "、".join(facts["materials"]),
    "gap_overdue": lambda facts: (
        f"到 {_instant(facts['due_at'])} 没有收到：{'、'.join(facts['missing'])}。承诺时限不再计，补齐以后重新起算"
    ),
    "tell_overdue": lambda facts: facts["how"],
    "verify": lambda facts: f"承诺{'属实' if facts['holds'] else '不属实'}：{facts['finding']}",
    "not_required": lambda facts: facts["reason"],
    "close_not_corrected": lambda facts: facts["reason"],
    "enquiry_joined": lambda facts: grouped(facts["enquiry"]),
    "print": _printed,
}
