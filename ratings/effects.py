"""What each act on a correction does to its clocks, for the nightly check of rows against the history. Pure."""

from cases.reconcile.facts import Effect, Effects, LineFacts
from cases.rules import Rule

CONTACT, FIX = (frozenset({str(rule)}) for rule in (Rule.RATING_CONTACT, Rule.RATING_FIX))


def _always(_line: LineFacts) -> bool:
    return True


EFFECTS: Effects = {
    "rate_badly": Effect(starts=CONTACT | FIX, deed=_always),
    "contact": Effect(ends=CONTACT, deed=_always),
    "put_right": Effect(ends=FIX, deed=_always),
    "prolong_correction": Effect(extends=FIX, deed=_always),
    "dispute": Effect(deed=_always),
    "judge": Effect(deed=_always),
    "call_back": Effect(deed=_always),
    "redo": Effect(starts=FIX),
    "finish": Effect(closes=True),
}
