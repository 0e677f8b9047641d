"""One step on a case: its own row and its line in the history, which proves the words of the row."""

from typing import Any

from cases import clocks
from cases.owing import owe
from cases.proofs import proof
from cases.rules import Rule
from cases.turn import Turn
from complaints import deadlines
from complaints.models import STEP_SAYS, Complaint, Step

HANDLING = (Rule.COMPLAINT_HANDLING, Rule.PETITION_HANDLING)


def write_step(turn: Turn[Complaint], *, text: str = "", **columns: Any) -> Step:
    """Write the step that this act is; what has no words of its own stands in the line too."""
    step = Step.objects.create(
        complaint=turn.subject, act=turn.verb, text=text.strip(), at=turn.at, by=turn.by, **columns
    )
    turn.record(**facts_of(step))
    return step


def facts_of(step: Step) -> dict[str, Any]:
    """What the line of a step says of it."""
    columns = {name: getattr(step, name) for name in STEP_SAYS}
    return {name: value for name, value in columns.items() if value} | {
        "text_hash": proof("step", str(step.key), step.text)
    }


def handle_again(turn: Turn[Complaint]) -> None:
    """Not solved: the matter has the time of its track anew, and whoever answers for it is written to."""
    case = turn.case
    clocks.void(case, Rule.COMPLAINT_FOLLOW_UP, Rule.COMPLAINT_FEEDBACK, at=turn.at)
    if not clocks.running(case, *HANDLING):
        clocks.start(case, deadlines.again(grade=turn.subject.grade), started_at=turn.at, at=turn.at)
    if case.owner and case.owner != turn.by:
        owe(
            case, cause=f"unsolved {case.pk} {case.events_count}", template="unsolved", recipient=case.owner, at=turn.at,
        )  # fmt: skip
