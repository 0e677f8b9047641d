"""What each act on a complaint does to its clocks, for the nightly check of rows against the history. Pure."""

from collections.abc import Collection
from datetime import UTC, datetime

from cases.reconcile.facts import Effect, Effects, LineFacts, to_its_actor
from cases.reconcile.on_lines import ALL
from cases.rules import Rule
from complaints.deadlines import PETITION, limit_of, petition_told
from hall.worktime import Unit, WorkCalendar


def _of(*rules: Rule) -> frozenset[str]:
    return frozenset(map(str, rules))


ACCEPTANCE, FEEDBACK, FOLLOW_UP = map(
    _of, (Rule.COMPLAINT_ACCEPTANCE, Rule.COMPLAINT_FEEDBACK, Rule.COMPLAINT_FOLLOW_UP)
)
PETITION_TOLD, PASSED, REVIEW = map(_of, (Rule.PETITION_TOLD, Rule.CORRUPTION_PASSED, Rule.REVIEW_ANSWER))
REPORT = _of(Rule.ASSIGNED_REPORT)
AGAIN = _of(Rule.COMPLAINT_HANDLING)
HANDLING = AGAIN | _of(Rule.PETITION_HANDLING)


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
    if grade is None:
        return None
    limits = [limit_of(grade)] + ([petition_told().limit] if grade == PETITION else [])
    return [(str(limit.unit), limit.quantity) for limit in limits]


def _since(line: LineFacts, _days: WorkCalendar) -> Collection[datetime]:
    """Since the act, and where the line names it, since what came before it: a receipt, a broadcast."""
    return (line.at, line.moment("counts_from")) if "counts_from" in line.facts else (line.at,)


def _days_of_the_line(line: LineFacts) -> Collection[tuple[str, int]]:
    return [(str(Unit.WORKING_DAY), line.facts["days"])]


def _reopens(_line: LineFacts) -> bool:
    return True


NOT_SOLVED = Effect(starts=AGAIN, ends=FOLLOW_UP | FEEDBACK, reopens=_reopens, anew=True, deed=_always)

EFFECTS: Effects = {
    "file": Effect(starts=ACCEPTANCE | PASSED),
    "take_in": Effect(starts=ACCEPTANCE | PASSED),
    "open_lead": Effect(starts=ACCEPTANCE),
    "accept": Effect(
        starts=HANDLING | PETITION_TOLD, ends=ACCEPTANCE, since=_since, gives=to_its_actor, lengths=_of_its_grade
    ),
    "decline": Effect(ends=ACCEPTANCE, closes=True, deed=_with_a_hash),
    "find": Effect(starts=FEEDBACK, ends=HANDLING, deed=_always),
    "reply": Effect(starts=FOLLOW_UP, ends=FEEDBACK, deed=_always),
    "follow_up": Effect(starts=AGAIN, ends=FOLLOW_UP | FEEDBACK, deed=_always),
    "log_step": Effect(deed=_always),
    "instruct": Effect(deed=_always),
    "tell_petitioner": Effect(ends=PETITION_TOLD, deed=_always),
    "extend_petition": Effect(extends=_of(Rule.PETITION_HANDLING), deed=_always),
    "pass_to_inspector": Effect(starts=PASSED, ends=PASSED | REPORT, since=_since, deed=_always),
    "conclude": Effect(ends=HANDLING | PETITION_TOLD, closes=True, deed=_always),
    "transfer_out": Effect(ends=ACCEPTANCE, closes=True, deed=_always),
    "assign": Effect(starts=REPORT, lengths=_days_of_the_line, deed=_always),
    "report_back": Effect(ends=REPORT, deed=_always),
    "object_competence": Effect(deed=_always),
    "accept_report": Effect(deed=_always),
    "return_report": Effect(starts=REPORT, lengths=_days_of_the_line, deed=_always),
    "rule_objection": Effect(ends=REPORT, deed=_always),
    "reopen": NOT_SOLVED,
    "say_unsolved": NOT_SOLVED,
    "ask_review": Effect(starts=REVIEW, reopens=_reopens, anew=True, deed=_always),
    "uphold": Effect(ends=REVIEW, closes=True, deed=_always),
    "send_back": Effect(starts=AGAIN, ends=REVIEW | FOLLOW_UP | FEEDBACK, deed=_always),
    "suppressed": Effect(deed=_always),
    **dict.fromkeys(
        (
            *("ask_reporter", "call_reporter", "ask_identity", "decide_identity", "look_at_identity"),
            *("decide_reward", "pay_reward"),
        ),
        Effect(deed=_always),
    ),
    "recuse": Effect(gives=lambda line: line.facts["handler_id"], deed=_always),
    "reclassify": Effect(deed=_always),
    "decide_kind": Effect(deed=_always),
    "join": Effect(ends=ALL, closes=True, deed=_always),
    "close_withdrawn": Effect(ends=ALL, closes=True, deed=_always),
    "end_lead": Effect(ends=ALL, until=_with_its_card, closes=True, deed=_always),
}
