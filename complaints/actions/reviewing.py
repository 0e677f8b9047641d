"""Review (复查) and re-review (复核) of an answer: asked for within 30 days, answered within 30 days, then final (信访工作条例 art. 35, 36)."""

from cases import actions as engine
from cases import clocks
from cases.rules import Rule
from cases.turn import Turn
from cases.wording import before
from complaints import deadlines
from complaints.models import Complaint, Step
from complaints.possible import REREVIEW, REVIEW, last_answer_at
from complaints.steps import handle_again, write_step
from complaints.turn import verb
from hall import calendar
from hall.refusals import Refused, need_document, need_reason
from hall.worktime import due


class CannotAskReview(Refused):
    code = "cannot-ask-review"


@verb(refusal=CannotAskReview)
def ask_review(turn: Turn[Complaint], *, text: str) -> Step:
    """
    Record that the complainant asks for a review of the answer, or for a re-review of the review's opinion.

    :raises CannotAskReview: 30 days have passed since that answer, or the re-review has been: its opinion is final.
    """
    need_reason(text, "写下请求和理由", "text")
    last = due(deadlines.review_request(), last_answer_at(turn.subject), calendar.current())
    if turn.at > last.due_at:
        raise CannotAskReview(
            f"请求要在收到答复或意见 {deadlines.PETITION_REVIEW_REQUEST} 日内提出，最迟 {before(last.due_at, last.provisional)}"
        )
    stage = REREVIEW if turn.subject.steps.filter(act=turn.verb).exists() else REVIEW
    engine.take_up_again(turn.case)
    clocks.start(turn.case, deadlines.review_answer(), started_at=turn.at, at=turn.at)
    return write_step(turn, text=text, outcome=stage)


@verb()
def uphold(turn: Turn[Complaint], *, person: str, document: str, text: str) -> Step:
    """Record the opinion that upholds the answer, with the organ that gave it and its number; the case is put away again."""
    _need_opinion(person, document, text)
    clocks.meet(turn.case, Rule.REVIEW_ANSWER, at=turn.at)
    engine.close(turn.case, at=turn.at)
    return write_step(turn, text=text, person=person.strip(), document=document.strip())


@verb()
def send_back(turn: Turn[Complaint], *, person: str, document: str, text: str) -> Step:
    """Record the opinion that the matter has to be handled again: it is, in the time of its track."""
    _need_opinion(person, document, text)
    clocks.meet(turn.case, Rule.REVIEW_ANSWER, at=turn.at)
    step = write_step(turn, text=text, person=person.strip(), document=document.strip())
    handle_again(turn)
    return step


def _need_opinion(person: str, document: str, text: str) -> None:
    need_reason(person, "填写作出复查、复核意见的机关", "person")
    need_document(document, "填写复查、复核意见的文号", "document")
    need_reason(text, "写下复查、复核意见", "text")
