"""How the lines of an application's history read: each act by its name, with what is worth telling of it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from cases.models import Event
from cases.rules import CARD_WORDS, RULES, CardLevel
from cases.wording import marked, moment
from permits.acts import EVENTS
from permits.states import BESIDES, FLOW

ENGINE_VERBS = {
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
    "gap_overdue": lambda facts: (
        f"到 {_instant(facts['due_at'])} 没有收到：{'、'.join(facts['missing'])}。承诺时限不再计，补齐以后重新起算"
    ),
    "print": _printed,
}
