"""Supervision orders (督办): issued, answered, returned or settled. Their dates are clocks of a case of their own."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cases import actions as engine
from cases import clocks
from cases.models import Case
from cases.numbering import one_at_a_time
from cases.rules import Rule
from conduct.deadlines import LONGEST_REPLY, supervision, supervision_again
from conduct.letters import tell_department, tell_of_answer
from conduct.models import Supervision
from conduct.opening import of_supervision
from conduct.possible import why_not
from conduct.queries import answering_for
from conduct.states import RECALLED, SETTLED, SUPERVISION_FLOW
from conduct.turn import acting_on, leave, locked, moved
from hall.access import access_of
from hall.models import Department, User
from hall.refusals import Refused, need_reason
from papers import store
from papers.models import Purpose

MOST_CASES = 200  # in one go


class CannotSupervise(Refused):
    code = "cannot-issue-supervision"


@dataclass(frozen=True, kw_only=True)
class Demand:
    """
    What is demanded, of whom: the units of the cases, each in an order of its own; without cases of one unit.

    :param cases: that whoever demands may see.
    """

    level: str
    what: str
    days: int
    cases: Sequence[Case] = ()
    department: Department | None = None


@transaction.atomic
def issue_supervision(*, demand: Demand, by: User, at: datetime) -> list[Supervision]:
    """
    Issue an order to each unit whose cases these are, each with its number; all of them or none.

    :raises CannotSupervise: a case of no department, a unit that has nobody to answer or that one works for, the same order again.
    """
    if demand.level not in Supervision.Level.values:
        raise CannotSupervise("选择督办的级别", field="level")
    need_reason(demand.what, "写明要办什么、答复什么", "what", refusal=CannotSupervise)
    if not 1 <= demand.days <= LONGEST_REPLY:
        raise CannotSupervise(f"期限填 1 到 {LONGEST_REPLY} 个工作日", field="days")
    if len(demand.cases) > MOST_CASES:
        raise CannotSupervise(f"一次最多督办 {MOST_CASES} 件", field="cases")
    units: defaultdict[Department, list[Case]] = defaultdict(list)
    for case in demand.cases:
        if case.department is None:
            raise CannotSupervise(f"{case.number} 在投诉举报中心，没有可以督办的部门", field="cases")
        units[case.department].append(case)
    if not units:
        if demand.department is None:
            raise CannotSupervise("写办件编号，或者选择部门", field="department")
        units[demand.department] = []
    one_at_a_time("the numbers of supervision orders")
    return [
        _issue(demand, department, units[department], by=by, at=at)
        for department in sorted(units, key=lambda each: each.code)
    ]


def _issue(demand: Demand, department: Department, cases: list[Case], *, by: User, at: datetime) -> Supervision:
    on, what = timezone.localdate(at), demand.what.strip()
    if department.pk in access_of(by, on=on).departments:
        raise CannotSupervise(f"您在{department}任职，由别人督办", field="cases" if cases else "department")
    if not answering_for(department, on=on):
        raise CannotSupervise(f"{department}现在没有负责人、科长可以答复", field="cases" if cases else "department")
    twins = Supervision.objects.filter(department=department, what=what, level=demand.level)
    for twin in twins.exclude(state__in=(SETTLED, RECALLED)).prefetch_related("cases"):
        if {each.pk for each in twin.cases.all()} == {each.pk for each in cases}:
            raise CannotSupervise(f"同样的督办已经发给{department}了：{twin.number}", field="what")
    last = Supervision.objects.filter(year=on.year).aggregate(last=Max("serial"))["last"]
    row = Supervision(
        level=demand.level, year=on.year, serial=(last or 0) + 1, department=department, what=what, days=demand.days,
        issued_by=by, issued_at=at,
    )  # fmt: skip
    new = of_supervision(row, on=on)
    with engine.opening(new, verb="issue_supervision", idem=f"supervision {row.key}", by=by, at=at) as case:
        row.case = case
        row.save()
        row.cases.set(cases)
        leave(row, "issue_supervision", by=by, at=at, recorded=True)
        clock = clocks.start(case, supervision(days=row.days), started_at=at, at=at)
    tell_department("supervision_issued", row, clock, at=at)
    return row


@transaction.atomic
def answer_supervision(
    *,
    key: UUID,
    evidence: str,
    by: User,
    at: datetime,
    files: Sequence[UploadedFile] = (),
    version: int | None = None,
) -> Supervision:
    """
    Answer an order, with what proves it; late, too: that it is late stands beside it.

    :raises CannotSupervise: nothing is said. :raises BadInput: a file is refused.
    """
    row = locked(Supervision, key, version)
    need_reason(evidence, "写明怎样办的、有什么证明", "evidence", refusal=CannotSupervise)
    with acting_on(row, at=at) as case:
        line = moved(row, "answer_supervision", SUPERVISION_FLOW, words=evidence, by=by, at=at)
        clocks.meet(case, Rule.SUPERVISION, at=at)
    store.take(files, store.Place(Purpose.CORRECTION, owner=line.key), at=at)
    tell_of_answer(row, at=at)
    return row


@transaction.atomic
def settle_supervision(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Supervision:
    """Settle an order by its answer. :raises CannotSupervise: nothing is said of what was looked at, or the answer is one's own."""
    row = _judge("settle_supervision", key, reason, by=by, at=at, version=version)
    with acting_on(row, at=at) as case:
        engine.close(case, at=at)
    tell_department("supervision_settled", row, None, at=at)
    return row


@transaction.atomic
def return_supervision(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Supervision:
    """Return an answer that is none, with the reason: the same term runs once more. :raises CannotSupervise: as `settle_supervision`."""
    row = _judge("return_supervision", key, reason, by=by, at=at, version=version)
    with acting_on(row, at=at) as case:
        clock = clocks.start(case, supervision_again(days=row.days), started_at=at, at=at)
    tell_department("supervision_returned", row, clock, at=at)
    return row


@transaction.atomic
def recall_supervision(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Supervision:
    """
    Recall an order that was a mistake. Its clocks are void, its cards are withdrawn.

    :raises CannotSupervise: no reason, or it is one's own order.
    """
    row = locked(Supervision, key, version)
    SUPERVISION_FLOW.target(row.state, "recall_supervision")
    need_reason(reason, "写明为什么撤回", "reason", refusal=CannotSupervise)
    if sentence := why_not("recall_supervision", row, by=by, at=at):
        raise CannotSupervise(sentence)
    with acting_on(row, at=at) as case:
        moved(row, "recall_supervision", SUPERVISION_FLOW, words=reason, by=by, at=at)
        clocks.annul(case, because="督办已撤回", at=at)
        engine.close(case, at=at)
    tell_department("supervision_recalled", row, None, at=at)
    return row


def _judge(act: str, key: UUID, reason: str, *, by: User, at: datetime, version: int | None) -> Supervision:
    row = locked(Supervision, key, version)
    need_reason(reason, "写明核办的情况", "reason", refusal=CannotSupervise)
    last = row.lines.filter(act="answer_supervision").last()
    if last is not None and last.by_id == by.pk:
        raise CannotSupervise("答复是您报的，由别人核办")
    with acting_on(row, at=at):
        moved(row, act, SUPERVISION_FLOW, words=reason, by=by, at=at)
    return row
