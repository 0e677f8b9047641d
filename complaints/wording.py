"""How a complaint reads on a screen: its steps, whose turn it is, and what is late."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cases.clocks import is_broken
from cases.models import Case, Deadline
from cases.rules import RULES, Verdict
from cases.wording import before, half_days
from complaints.deadlines import COMPLEX, GENERAL, GRADE_WORDS, HANDLE_WITHIN, MAJOR, length
from complaints.models import Complaint
from complaints.states import ACCEPTED, CLOSED, FILED, FLOW, IN_REVIEW, JOINED, LEAD_ENDED, NOT_ACCEPTED
from hall.templatetags.presentation import day

CENTRE = "投诉举报中心"
TURNS = {
    FILED: "决定是否受理。您不用做什么。",
    ACCEPTED: "核查、答复并办结。您不用做什么。",
    IN_REVIEW: "复查、复核，30 日内提出意见。您不用做什么。",
}
ENDED = {
    NOT_ACCEPTED: "没有受理，理由和去处写在下面。",
    CLOSED: "已经办结，不用再等。",
    JOINED: "和另一件是同一件事，一起办理。那一件的结果和答复写在这里。",
    LEAD_ENDED: "作为依据的红黄牌已经撤销，不再办理。",
}


CLOSED_AS_WITHDRAWN = "来件人通过 12345 撤回了，已经按撤回办结，不用再等。不是您要撤回的，拨打 12345 说明。"


def ended(case: Case) -> str:
    """How it ended, for whoever holds the receipt code; "" while it runs."""
    is_withdrawn = any(
        each.act == "close_withdrawn" and each.at == case.closed_at for each in case.complaint.steps.all()
    )
    return CLOSED_AS_WITHDRAWN if case.state == CLOSED and is_withdrawn else ENDED.get(case.state, "")


def steps(case: Case) -> list[dict[str, Any]]:
    """The way of a complaint for ``_parts/steps.html``; days only."""
    receipt = {"name": "收到", "state": "done", "at": day(case.opened_at)}
    if case.state in (NOT_ACCEPTED, LEAD_ENDED, JOINED):
        return [
            receipt,
            {"name": FLOW.states[case.state], "state": "done", "at": day(case.closed_at or case.opened_at)},
        ]
    place = {FILED: 0, ACCEPTED: 1, IN_REVIEW: 1, CLOSED: 3}[case.state]
    names = ["受理", "核查和答复", "办结"]
    states = ["done" if n < place else "current" if n == place else "todo" for n in range(len(names))]
    rest = [{"name": name, "state": state} for name, state in zip(names, states, strict=True)]
    if case.closed_at:
        rest[-1]["at"] = day(case.closed_at)
    return [receipt, *rest]


def newest_of_each(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """Of several rounds of finding and reply the last one's clock: what was late before it has its sentence or its card."""
    return list({deadline.rule: deadline for deadline in sorted(deadlines, key=lambda each: each.pk)}.values())


def late_lines(deadlines: list[Deadline], *, at: datetime) -> list[str]:
    """A plain sentence for each clock that was or is broken."""
    return [line for deadline in deadlines if (line := _late_line(deadline, at))]


def _late_line(deadline: Deadline, at: datetime) -> str:
    words = RULES[deadline.rule].words
    if deadline.verdict == Verdict.LATE:
        return f"{words}晚了 {half_days(deadline.late_by_minutes or 0)} 个半天：应在 {before(deadline.due_at, deadline.provisional)}完成。"
    if deadline.runs and is_broken(deadline, at=at):
        return f"{words}已经超过时限：应在 {before(deadline.due_at, deadline.provisional)}完成，到现在还没有完成。超期由系统记录，并写消息告知软环境办。"
    return ""


def marks_of(complaint: Complaint) -> list[str]:
    """What the officer who typed it in marked it with, for lists (rules C10, C12)."""
    intake = getattr(complaint, "intake", None)
    if intake is None:
        return []
    return [words for words, is_on in (("主动报告", intake.is_self_reported), ("高压线", intake.line)) if is_on]


def graded(complaint: Complaint) -> str:
    """``重大（60 日），批准人：…，批准文号：…``: how long the centre has from acceptance to a finding, and by whose leave."""
    words = f"{GRADE_WORDS[complaint.grade]}（{length(complaint.grade)}）"
    if not complaint.grade_document:
        return words
    return f"{words}，批准人：{complaint.grade_approver}，批准文号：{complaint.grade_document}"


def handled_within() -> str:
    """``15 日内（复杂的 30 日，重大的 60 日）``, for whoever complains."""
    others = "，".join(
        f"{GRADE_WORDS[grade]}的 {days} 日" for grade, days in HANDLE_WITHIN.items() if grade in (COMPLEX, MAJOR)
    )
    return f"{HANDLE_WITHIN[GENERAL]} 日内（{others}）"


def signed(is_anonymous: bool) -> str:
    """A protected name reads as none: whether there is one, nobody learns but by opening it (decision 154)."""
    return "匿名或保密" if is_anonymous else "实名"
