"""
One vocabulary for what happens to a case: each kind of event has one name, told for its readers side by side
(hall.doors.acts.Telling). The engine's own events stand here; a room adds its own and those of its acts.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from cases.models import Event
from cases.rules import CARD_WORDS, RULES, SERVICE_COMPANY, limit_name
from cases.wording import before, marked, moment_of
from hall.doors.acts import Act, Facts, Telling
from hall.flow import Flow
from hall.sentences import in_stead

log = logging.getLogger(__name__)

UNKNOWN = "系统记录"  # one of a later release is at least named as the system's
UNTELLABLE = "这一条显示不出来：{verb}"
BY_ITSELF = "系统"
# what reading facts raises that are missing, of another release or forged; a lost database is none of one line
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)

Words = TypeVar("Words")


def _due(facts: Facts) -> str:
    """The due moment, with 暂定 where it rests on a year that was not announced."""
    return marked(moment_of(facts["due_at"]), facts.get("provisional"))


def _before(facts: Facts) -> str:
    return before(datetime.fromisoformat(facts["due_at"]), facts.get("provisional"))


def _level(facts: Facts) -> str:
    return CARD_WORDS[facts["level"]]


def _of_rule(facts: Facts) -> str:
    terms = RULES.get(facts.get("rule", ""))
    words = terms.words if terms else ""
    line = f"{words}，{_due(facts)} 到期" if facts.get("due_at") else words
    return f"{line}。{SERVICE_COMPANY}" if facts.get("informs") else line


def _breached(facts: Facts) -> tuple[str, str]:
    terms = RULES[facts["rule"]]
    level = facts.get("level", terms.card) if terms.card else None
    card = f"已自动发出{CARD_WORDS[level]}" if level else terms.no_card
    if facts.get("informs"):
        card = SERVICE_COMPANY
    return f"{limit_name(facts['rule'])}已过", f"应在 {_before(facts)}办完。{card}"


def _moved(facts: Facts) -> str:
    return f"由 {moment_of(facts['before'])} 改为 {_due(facts)}"


def _recomputed(facts: Facts) -> tuple[str, str]:
    stopped = "（计时还在暂停，恢复后再推算）" if facts["stopped"] else ""
    return (
        f"工作日历有变，{limit_name(facts['rule'])}重新推算",
        f"{_moved(facts)}{stopped}。依据：{facts['why']}",
    )


def _recomputed_for_staff(facts: Facts) -> str:
    card = "，红黄牌随之改到这个时间" if facts.get("moved_card") else ""
    return f"{RULES[facts['rule']].words}{_moved(facts)}（{facts['why']}）{card}"


def _added(facts: Facts) -> str:
    due = f"{_due(facts)} 到期" if facts["due_at"] else "计时还在暂停"
    return f"{RULES[facts['rule']].words}自 {moment_of(facts['started_at'])} 起算，{due}：{facts['reason']}"


def _carded(facts: Facts) -> str:
    return f"发出{_level(facts) if facts.get('level') else '红黄牌'}"


def _printed(facts: Facts) -> str:
    again = f"，补打 第 {facts['copy'] - 1} 次：{facts['reason']}" if facts["copy"] > 1 else ""
    by_hand = "，缺的字手写补入" if facts["handwritten"] else ""
    return f"{facts['document']} {facts['number']}{again}{by_hand}"


def _about_a_card(facts: Facts) -> str:
    return f"{_level(facts)}：{facts['reason']}"


# What is told to the applicant is news for them: a warning to the handler, a print, an appeal of the liable side are none.
ENGINE: dict[str, Telling] = {
    "warned": Telling("时限预警", staff=_of_rule),
    "breached": Telling("时限已过", staff=_of_rule, applicant=_breached),
    "clock_added": Telling("补上计时", staff=_added),
    "recomputed": Telling(
        "重新推算时限",
        staff=_recomputed_for_staff,
        applicant=_recomputed,
    ),
    "carded": Telling(
        _carded,
        staff=lambda facts: facts["cause"],
        applicant=lambda facts: (_carded(facts), facts["cause"]),
    ),
    "card_explained": Telling("说明红黄牌的原因", staff=_about_a_card),
    "card_appealed": Telling("对红黄牌申诉", staff=_about_a_card),
    "card_upheld": Telling("维持红黄牌", staff=_about_a_card),
    "card_withdrawn": Telling(
        "撤销红黄牌",
        staff=lambda facts: f"{_level(facts)}（{facts['cause']}）：{facts['reason']}",
        applicant=lambda facts: (f"{_level(facts)}已撤销", facts["reason"]),
    ),
    "replace_code": Telling(
        "补发收件凭证",
        staff=lambda facts: facts.get("reason", ""),
        applicant=lambda _facts: ("补发收件凭证", "原来的凭证码已经作废"),
    ),
    "print": Telling("打印文书", staff=_printed),
}


def vocabulary(of_the_room: Mapping[str, Telling], *flows: Flow) -> dict[str, Telling]:
    """
    A room's table: the engine's events and its own. One that is an act bears the name that its arrow has in a state table.
    """
    arrows = {verb: arrow.words for flow in flows for verb, arrow in flow.arrows.items()}
    bare = {verb: Telling(words) for verb, words in arrows.items()}
    own = {
        verb: telling if telling.words else replace(telling, words=arrows[verb])
        for verb, telling in of_the_room.items()
    }
    return ENGINE | bare | own


def events_of(acts: Iterable[Act]) -> dict[str, Telling]:
    """The events of acts, as their descriptions tell them."""
    return {verb: telling for act in acts for verb, telling in act.tellings.items()}


def sentence_of(event: Event, say: Callable[[Facts], str]) -> str:
    """
    What is said of a line by its facts; where they cannot be read, that it cannot be told. Every reader of lines asks here: a
    line is final, and one that fails would keep its page from everybody for good (decision 91).
    """
    return _readable(event, say, UNTELLABLE.format(verb=event.verb))


def news_of(event: Event, say: Callable[[Facts], tuple[str, str]]) -> tuple[str, str]:
    """What the applicant reads of a line, as (what, note)."""
    return _readable(event, say, (UNTELLABLE.format(verb=event.verb), ""))


def _readable(event: Event, say: Callable[[Facts], Words], otherwise: Words) -> Words:
    try:
        return say(event.facts)
    except UNREADABLE as fault:
        # the class alone: the text of a fault may hold values of the line
        log.warning("a line of %s, %s, cannot be told: %s", event.at, event.verb, type(fault).__name__)
        return otherwise


def name_of(event: Event, table: Mapping[str, Telling]) -> str:
    return sentence_of(event, table[event.verb].name) if event.verb in table else UNKNOWN


def lines(events: Iterable[Event], table: Mapping[str, Telling], *, by_itself: str = BY_ITSELF) -> list[dict[str, Any]]:
    """
    Lines for ``_parts/timeline.html``, in the order given.

    :param by_itself: who did it where nobody did.
    """
    return [
        {
            "at": event.at,
            "what": name_of(event, table),
            "who": actor_words(event, by_itself=by_itself),
            "note": sentence_of(event, table[event.verb].staff) if event.verb in table else "",
        }
        for event in events
    ]


def actor_words(event: Event, *, by_itself: str = BY_ITSELF) -> str:
    """Who did it; a deputy with the name of whom they stood in for, and whoever approved in a case of their own with that."""
    if event.actor is None:
        return by_itself
    facts = event.facts if isinstance(event.facts, dict) else {}
    alone = "（本人经手的件，没有其他批准人）" if facts.get("alone") else ""
    return in_stead(event.actor, facts.get("acts_for")) + alone
