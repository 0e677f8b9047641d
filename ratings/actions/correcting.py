"""The correction of a bad rating: whoever handled answers, the office follows up and judges."""

from typing import Any

from cases import actions as engine
from cases import clocks, history
from cases.proofs import proof
from cases.rules import Rule
from cases.turn import Turn
from hall.refusals import BadInput, Refused, need_reason
from ratings import deadlines
from ratings.models import Correction, Result, Step
from ratings.possible import DONE, RULINGS, SAID, TRIED, is_redone
from ratings.states import CONTACTED
from ratings.turn import verb
from ratings.writing import tell


class CannotCorrect(Refused):
    code = "cannot-put-right"


@verb(refusal=CannotCorrect)
def contact(turn: Turn[Correction], *, result: str, text: str) -> Step:
    """Record that whoever rated badly was contacted, or could not be reached: within a working day."""
    step = _step(turn, text, result, TRIED, "写明怎样联系的、对方说了什么")
    clocks.meet(turn.case, Rule.RATING_CONTACT, at=turn.at)
    return step


@verb(refusal=CannotCorrect)
def put_right(turn: Turn[Correction], *, result: str, text: str) -> Step:
    """Put right what was wrong, or explain why nothing can be, and reply: the rater reads it by the same link."""
    step = _step(turn, text, result, DONE, "写明整改了什么，或者为什么没有依据办")
    clocks.meet(turn.case, Rule.RATING_FIX, at=turn.at)
    return step


@verb(refusal=CannotCorrect)
def prolong_correction(turn: Turn[Correction], *, text: str) -> Step:
    """Give a correction its one extension, to 15 working days from the rating."""
    days = deadlines.FIX_AT_MOST - deadlines.FIX_WITHIN
    step = _step(turn, text, "", (), "写明为什么要延长", days=days)
    clocks.supersede(turn.case, deadlines.fix(prolonged=True), at=turn.at)
    turn.subject.prolonged_at = turn.at
    turn.subject.save(update_fields=["prolonged_at"])
    return step


@verb(refusal=CannotCorrect)
def dispute(turn: Turn[Correction], *, text: str) -> Step:
    """Ask that a rating be marked as malicious. Its clocks run on."""
    correction = turn.subject
    correction.disputed_at, correction.disputed_by = turn.at, turn.by
    correction.save(update_fields=["disputed_at", "disputed_by"])
    return _step(turn, text, "", (), "写明为什么认为是恶意评价")


@verb(refusal=CannotCorrect)
def judge(turn: Turn[Correction], *, result: str, text: str) -> Step:
    """Mark a rating as malicious, or say that it is none: another person than who asked. It stays, and is counted in the first rate."""
    step = _step(turn, text, result, RULINGS, "写明认定的理由")
    correction = turn.subject
    correction.judged_at, correction.judged_by = turn.at, turn.by
    correction.malicious = result == Result.MALICIOUS
    correction.save(update_fields=["judged_at", "judged_by", "malicious"])
    return step


@verb(refusal=CannotCorrect)
def call_back(turn: Turn[Correction], *, result: str, text: str) -> Step:
    """
    Record what the rater says of the correction. Not satisfied, it is put right once more, in five working days from the call; not
    satisfied again, it is closed with what was done and said: whoever asks for what nobody can give does not keep it open for ever.
    """
    again = result == Result.NOT_SATISFIED and not is_redone(turn.subject)
    step = _step(turn, text, result, SAID, "写明回访的情况")
    if again:
        clock = clocks.start(turn.case, deadlines.fix(), started_at=turn.at, at=turn.at)
        tell("rated_again", turn.case, clock, at=turn.at)
        history.record(turn.case, verb="redo", by=turn.by, at=turn.at, to=CONTACTED)
    return step


@verb(refusal=CannotCorrect)
def finish(turn: Turn[Correction]) -> Correction:
    """Close a correction that was followed up."""
    engine.close(turn.case, at=turn.at)
    turn.record()
    return turn.subject


def _step(
    turn: Turn[Correction], text: str, result: str, results: tuple[Result, ...], missing: str, **facts: Any
) -> Step:
    """Write an act's row and its line."""
    if results and result not in results:
        raise BadInput("选择结果", field="result")
    need_reason(text, missing, "text")
    step = Step.objects.create(
        correction=turn.subject, verb=turn.verb, result=result, text=text.strip(), at=turn.at, by=turn.by
    )
    turn.record(**facts, result=str(result), text_hash=proof(turn.verb, str(step.key), step.text))
    return step
