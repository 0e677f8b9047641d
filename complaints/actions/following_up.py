"""After the reply: the call back, and what was not solved is handled again."""

from datetime import datetime

from cases import actions as engine
from cases import clocks, history, in_hand
from cases.rules import Rule
from cases.turn import Turn
from complaints.models import UNSOLVED, Complaint, Satisfaction, Step
from complaints.possible import unsolved_why_not
from complaints.states import FLOW
from complaints.steps import facts_of, handle_again, write_step
from complaints.turn import lock, verb
from hall import calendar, texts
from hall.refusals import BadInput, Refused, need_reason
from hall.whole import whole

UNSOLVED_MOST = 500  # characters of what the complainant says about it


class CannotReopen(Refused):
    code = "cannot-reopen"


@verb()
def follow_up(turn: Turn[Complaint], *, satisfaction: str, unsolved: bool = False, text: str = "") -> Step:
    """
    Record the call back to a named complainant (回访), and how satisfied they are.

    :param unsolved: they say that it is not solved: it is handled again, in the time of its track.
    :raises BadInput: no satisfaction; unsatisfied, unreached or unsolved without what was said.
    """
    if satisfaction not in Satisfaction.values:
        raise BadInput("选择满意程度；没有联系上的也选上", field="satisfaction")
    if unsolved and satisfaction == Satisfaction.UNREACHED:
        raise BadInput("没有联系上，不知道有没有解决", field="unsolved")
    if text.strip() or unsolved or satisfaction in (Satisfaction.UNSATISFIED, Satisfaction.UNREACHED):
        need_reason(text, "写下投诉人怎么说；没有联系上的，写打了几次、什么时候打的", "text")
    clocks.meet(turn.case, Rule.COMPLAINT_FOLLOW_UP, at=turn.at)
    step = write_step(turn, text=text, outcome=satisfaction, is_unsolved=unsolved)
    if unsolved:
        handle_again(turn)
    return step


@verb(refusal=CannotReopen)
def reopen(turn: Turn[Complaint], *, reason: str) -> Step:
    """Handle a case again that was put away, with the reason; its track gives it the same time once more."""
    need_reason(reason, "填写为什么重新办理", "reason")
    engine.take_up_again(turn.case)
    step = write_step(turn, text=reason)
    handle_again(turn)
    return step


@whole()
def say_unsolved(*, number: str, text: str, at: datetime) -> Step:
    """
    The complainant says under the receipt code that it is not solved: it is handled again, and its handler is written to.

    :raises BadInput: no words, or too many. :raises CannotReopen: there is no reply yet, or a review has been asked for.
    """
    try:
        text = texts.lines(text).strip()
    except texts.Unseen as unseen:
        raise BadInput(str(unseen), field="text") from None
    need_reason(text, "写下哪里没有解决", "text")
    if len(text) > UNSOLVED_MOST:
        raise BadInput(f"最多 {UNSOLVED_MOST} 个字，现在有 {len(text)} 个", field="text")
    with in_hand.acting():
        case, complaint = lock(number, None, at=at)
        # nobody may tell by the minute who was at their phone (decision 8); and it comes after what it is about
        at = max(filter(None, (calendar.current().half_day_begins(at), case.acted_at)))
        target = FLOW.target(case.state, UNSOLVED)
        if sentence := unsolved_why_not(complaint):
            raise CannotReopen(sentence)
        if case.closed_at is not None:
            engine.take_up_again(case)
        step = Step.objects.create(complaint=complaint, act=UNSOLVED, text=text, at=at, by=None)
        history.record(case, verb=UNSOLVED, by=None, at=at, to=target, **facts_of(step))
        handle_again(Turn(UNSOLVED, case, complaint, target, None, at, {}))  # type: ignore[arg-type]  # nobody of the house
    return step
