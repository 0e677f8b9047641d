"""What was found out, what is answered, and the end of a case."""

from typing import Any

from cases import actions as engine
from cases import clocks
from cases.proofs import proof
from cases.rules import Rule
from cases.turn import Turn
from complaints import deadlines
from complaints.models import Complaint, Finding, Reply
from complaints.queries import feedback_runs, somebody_is_named
from complaints.steps import HANDLING
from complaints.turn import verb
from hall.refusals import BadInput, Refused, need_reason

NEEDS_A_REPLY = "写下答复：投诉人留了姓名和电话"
REASON_MOST = 300  # characters of the reason why no reply is possible


class CannotConclude(Refused):
    code = "cannot-conclude"


@verb()
def find(turn: Turn[Complaint], *, result: str, text: str, self_reported: bool = False) -> Finding:
    """
    Record what was found out. The last finding counts.

    The first one is the result that the handling clock waits for. Each one that nobody has been told of yet starts the
    5-day feedback clock, if it does not run.

    :param self_reported: the unit or person had reported it of their own accord (rules C12).
    """
    if result not in Finding.Result.values:
        raise BadInput("选择核查结论", field="result")
    need_reason(text, "写明核查情况", "text")
    finding = Finding.objects.create(
        complaint=turn.subject,
        result=result,
        text=text.strip(),
        self_reported=self_reported,
        at=turn.at,
        found_by=turn.by,
    )
    clocks.meet(turn.case, *HANDLING, at=turn.at)
    mark: dict[str, Any] = {"self_reported": True} if self_reported else {}
    turn.record(result=str(result), text_hash=proof("finding", str(finding.key), finding.text), **mark)
    if not feedback_runs(turn.case):
        clocks.start(turn.case, deadlines.feedback(), started_at=turn.at, at=turn.at)
    return finding


@verb()
def reply(turn: Turn[Complaint], *, text: str = "", impossible_because: str = "", question: str = "") -> Reply:
    """
    Record the reply that the complainant reads with the receipt code, or why none is possible: the feedback is given.

    Whoever left a name is answered: that no reply is possible is for the anonymous, and for leads (rules C8).
    After it whoever left a number is called back.

    :param question: what it answers, in the complainant's words or shorter.
    """
    question = question.strip()
    text, impossible_because = text.strip(), impossible_because.strip()
    if not text and not impossible_because and somebody_is_named(turn.subject):
        raise BadInput(NEEDS_A_REPLY, field="text")
    if not text and not impossible_because:
        raise BadInput("写下答复；不能答复的，写明原因", field="text")
    if text and impossible_because:
        raise BadInput("已经写了答复，就不用写不能答复的原因", field="impossible_because")
    if text:
        need_reason(text, "写下答复", "text")
    if impossible_because:
        need_reason(impossible_because, "写明为什么不能答复", "impossible_because")
    if impossible_because and somebody_is_named(turn.subject):
        raise BadInput("投诉人留了姓名和电话，要写答复，不能只写不答复的原因", field="impossible_because")
    if len(impossible_because) > REASON_MOST:
        raise BadInput(f"原因最多 {REASON_MOST} 个字，现在有 {len(impossible_because)} 个", field="impossible_because")
    answer = Reply.objects.create(
        complaint=turn.subject,
        text=text,
        question=question,
        impossible_because=impossible_because,
        at=turn.at,
        replied_by=turn.by,
    )
    feeds_back = feedback_runs(turn.case)
    clocks.meet(turn.case, Rule.COMPLAINT_FEEDBACK, at=turn.at)
    words = [text, impossible_because, *([question] if question else [])]
    turn.record(possible=bool(text), text_hash=proof("reply", str(answer.key), *words))
    if feeds_back and text and not turn.subject.is_anonymous:
        clocks.start(turn.case, deadlines.call_back(), started_at=turn.at, at=turn.at)
    return answer


@verb(refusal=CannotConclude)
def conclude(turn: Turn[Complaint]) -> Complaint:
    """
    Close: every case has a result and a reply (rules C8).

    :raises CannotConclude: the finding is missing, or a reply since the last finding.
    """
    case = turn.case
    clocks.meet(
        case, *HANDLING, Rule.PETITION_TOLD, at=turn.at
    )  # one whose finding was recorded before findings met it
    engine.close(case, at=turn.at)
    turn.record()
    return turn.subject
