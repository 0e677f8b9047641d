"""How the effects of an act on the clocks read on a page: what each is now, and what it becomes."""

from collections.abc import Callable, Sequence
from typing import Any

from cases.rules import RULES, VERDICT_WORDS, Verdict
from cases.wording import marked, moment
from permits.foresight import Change, Effect

STANDS_STILL = "暂停计时"


def effect_rows(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """Rows for ``_parts/table.html``: the limit, now, afterwards."""
    return [{"cells": [RULES[effect.rule].words, now_words(effect), after_words(effect)]} for effect in effects]


def sums(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """The arithmetic behind each due moment that is shown, for ``_parts/explanation.html``."""
    return [
        {"title": f"怎么算出来的：{RULES[each.rule].words}", "lines": each.lines[:-1], "result": each.lines[-1]}
        for each in effects
        if each.lines
    ]


def now_words(effect: Effect) -> str:
    """``2026年11月20日 17:00 到期``; overdue, standing still, or not running yet."""
    if effect.change is Change.STARTS:
        return "还没有计时"
    if effect.due_before is None:
        return STANDS_STILL
    over = "，已超期" if effect.broken else ""
    return f"{marked(moment(effect.due_before), effect.provisional_before)} 到期{over}"


def after_words(effect: Effect) -> str:
    return _AFTER[effect.change](effect)


def _due(effect: Effect) -> str:
    if effect.due_after is None:
        raise ValueError("a clock that runs has a due moment")
    return marked(moment(effect.due_after), effect.provisional) + " 到期"


def _stays(effect: Effect) -> str:
    return f"不变，{_due(effect)}" if effect.due_after else f"不变，仍然{STANDS_STILL}"


def _ends(effect: Effect) -> str:
    words = VERDICT_WORDS[Verdict(effect.verdict)]
    remark = "，已经发出的牌保留" if effect.verdict == Verdict.LATE else ""
    return f"结束：{words}{remark}"


_AFTER: dict[Change, Callable[[Effect], str]] = {
    Change.STOPS: lambda effect: "停止计时，恢复后重新推算",
    Change.GOES_ON: lambda effect: f"恢复计时，{_due(effect)}",
    Change.MOVES: lambda effect: f"改为 {_due(effect)}",
    Change.ENDS: _ends,
    Change.STARTS: lambda effect: f"开始计时，{_due(effect)}",
    Change.STAYS: _stays,
}
