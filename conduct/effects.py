"""What each act on a correction or an exposure does to its clocks, for the nightly check of rows against the history. Pure."""

from collections.abc import Collection
from datetime import datetime

from cases.reconcile.facts import Effect, Effects, LineFacts
from cases.rules import Rule
from hall.worktime import WorkCalendar

CORRECTION, ANSWER, COMMITMENT, SUPERVISION = (
    frozenset({str(rule)}) for rule in (Rule.CORRECTION, Rule.EXPOSURE_ANSWER, Rule.COMMITMENT, Rule.SUPERVISION)
)


def _always(_line: LineFacts) -> bool:
    return True


def _of_the_broadcast(line: LineFacts, _days: WorkCalendar) -> Collection[datetime]:
    return (line.moment("counts_from"),)


EFFECTS: Effects = {
    "order_correction": Effect(starts=CORRECTION, deed=_always),
    "hand_in_correction": Effect(ends=CORRECTION, deed=_always),
    "return_correction": Effect(starts=CORRECTION, deed=_always),
    "pass_correction": Effect(closes=True, deed=_always),
    "record_exposure": Effect(starts=ANSWER, since=_of_the_broadcast, deed=_always),
    "answer_exposure": Effect(ends=ANSWER, deed=_always),
    "send_exposure_back": Effect(starts=ANSWER, deed=_always),
    "approve_exposure": Effect(starts=COMMITMENT, deed=_always),
    "call_off_correction": Effect(ends=CORRECTION, closes=True, annuls=True, deed=_always),
    "report_commitment": Effect(ends=COMMITMENT, deed=_always),
    "return_commitment": Effect(starts=COMMITMENT, deed=_always),
    "withdraw_exposure": Effect(ends=ANSWER | COMMITMENT, closes=True, annuls=True, deed=_always),
    "check_commitment": Effect(ends=COMMITMENT, closes=True, deed=_always),
    "issue_supervision": Effect(starts=SUPERVISION, deed=_always),
    "answer_supervision": Effect(ends=SUPERVISION, deed=_always),
    "return_supervision": Effect(starts=SUPERVISION, deed=_always),
    "settle_supervision": Effect(closes=True, deed=_always),
    "recall_supervision": Effect(ends=SUPERVISION, closes=True, annuls=True, deed=_always),
    "take_down_commitment": Effect(ends=COMMITMENT, closes=True, deed=_always),
}
