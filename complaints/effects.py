"""What each act on a complaint does to its clocks, for the nightly check of rows against the history. Pure."""

from datetime import UTC, datetime

from cases.reconcile.facts import Effect, Effects, LineFacts, to_its_actor
from cases.reconcile.on_lines import ALL
from cases.rules import Rule

ACCEPTANCE, HANDLING, FEEDBACK = (
    frozenset({str(rule)})
    for rule in (Rule.COMPLAINT_ACCEPTANCE, Rule.COMPLAINT_HANDLING, Rule.COMPLAINT_FEEDBACK)
)  # fmt: skip


def _with_its_card(line: LineFacts) -> tuple[datetime, datetime]:
    """A lead ends when its card was withdrawn or when somebody last acted on it, whenever that is noticed (complaints.leads)."""
    return datetime.fromtimestamp(0, UTC), line.at


EFFECTS: Effects = {
    "file": Effect(starts=ACCEPTANCE),
    "open_lead": Effect(starts=ACCEPTANCE),
    "accept": Effect(starts=HANDLING, ends=ACCEPTANCE, gives=to_its_actor),
    "decline": Effect(ends=ACCEPTANCE, closes=True),
    "find": Effect(starts=FEEDBACK, ends=HANDLING),
    "reply": Effect(ends=FEEDBACK),
    "conclude": Effect(ends=HANDLING, closes=True),
    "end_lead": Effect(ends=ALL, until=_with_its_card, closes=True),
}
