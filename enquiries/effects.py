"""What each act on an enquiry does to its clocks, for the nightly check of rows against the history. Pure."""

from cases.reconcile.facts import Effect, Effects, LineFacts, to_its_actor
from cases.rules import Rule

ANSWER, HAND_OVER = (frozenset({str(rule)}) for rule in (Rule.ENQUIRY_ANSWER, Rule.ENQUIRY_HAND_OVER))


def _always(_line: LineFacts) -> bool:
    return True


EFFECTS: Effects = {
    "ask": Effect(starts=ANSWER, gives=to_its_actor),
    "hand_over": Effect(starts=HAND_OVER, ends=HAND_OVER, deed=_always),  # to somebody else than before
    "take": Effect(ends=HAND_OVER, gives=to_its_actor, deed=_always),
    "answer": Effect(ends=ANSWER | HAND_OVER, closes=True, deed=_always),
}
