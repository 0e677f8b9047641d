"""What each act on a complaint does to its clocks, for the nightly check of rows against the history. Pure."""

from collections.abc import Collection
from datetime import UTC, datetime

from cases.reconcile.facts import Effect, Effects, LineFacts, to_its_actor
from cases.reconcile.on_lines import ALL
from cases.rules import Rule
from complaints.deadlines import HANDLE_WITHIN
from hall.worktime import Unit

ACCEPTANCE, HANDLING, FEEDBACK = (
    frozenset({str(rule)})
    for rule in (Rule.COMPLAINT_ACCEPTANCE, Rule.COMPLAINT_HANDLING, Rule.COMPLAINT_FEEDBACK)
)  # fmt: skip


def _with_its_card(line: LineFacts) -> tuple[datetime, datetime]:
    """A lead ends when its card was withdrawn or when somebody last acted on it, whenever that is noticed (complaints.leads)."""
    return datetime.fromtimestamp(0, UTC), line.at


def _always(_line: LineFacts) -> bool:
    return True


def _with_a_hash(line: LineFacts) -> bool:
    """Lines of before have the reason itself, and no words beside them."""
    return "reason_hash" in line.facts


def _of_its_grade(line: LineFacts) -> Collection[tuple[str, int]] | None:
    """Lines of before had no grade: the rule's lengths count."""
    grade = line.facts.get("grade")
    return None if grade is None else [(str(Unit.NATURAL_DAY), HANDLE_WITHIN[grade])]


EFFECTS: Effects = {
    "file": Effect(starts=ACCEPTANCE),
    "take_in": Effect(starts=ACCEPTANCE),
    "open_lead": Effect(starts=ACCEPTANCE),
    "accept": Effect(starts=HANDLING, ends=ACCEPTANCE, gives=to_its_actor, lengths=_of_its_grade),
    "decline": Effect(ends=ACCEPTANCE, closes=True, deed=_with_a_hash),
    "find": Effect(starts=FEEDBACK, ends=HANDLING, deed=_always),
    "reply": Effect(ends=FEEDBACK, deed=_always),
    "conclude": Effect(ends=HANDLING, closes=True, deed=_always),
    "reclassify": Effect(deed=_always),
    "decide_kind": Effect(deed=_always),
    "join": Effect(ends=ALL, closes=True, deed=_always),
    "end_lead": Effect(ends=ALL, until=_with_its_card, closes=True, deed=_always),
}
