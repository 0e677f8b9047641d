"""What a matter turned out to be: of another kind, or the same as another case."""

from django.utils import timezone

from cases import actions as engine
from cases import clocks
from cases.models import Case, CaseKind
from cases.proofs import proof
from cases.turn import Turn
from complaints.models import FILED_BY_PEOPLE, Complaint, ComplaintKind, Joining, Reclassification
from complaints.queries import kind_of, waiting_reclassification
from complaints.states import ACCEPTED, FILED
from complaints.turn import verb
from hall.permissions import Permission
from hall.refusals import BadInput, Refused, need_reason


class CannotChangeKind(Refused):
    code = "cannot-change-kind"


class CannotJoin(Refused):
    code = "cannot-join"


@verb(refusal=CannotChangeKind)
def reclassify(turn: Turn[Complaint], *, kind: str, reason: str) -> Reclassification:
    """
    Propose that a matter is of another kind. Nothing changes until somebody else agrees; its clocks run on then, too (field.md a-7).

    :raises CannotChangeKind: a proposal waits already.
    """
    if kind not in dict(FILED_BY_PEOPLE):
        raise BadInput("选择列出的类型", field="kind")
    if kind == kind_of(turn.subject):
        raise BadInput("现在就是这一类，选择别的类型", field="kind")
    need_reason(reason, "写明为什么要改类型", "reason")
    proposal = Reclassification.objects.create(
        complaint=turn.subject, kind=kind, reason=reason.strip(), proposed_by=turn.by, proposed_at=turn.at
    )
    turn.record(kind=kind, text_hash=proof("reclassification", str(proposal.key), proposal.reason))
    return proposal


@verb(refusal=CannotChangeKind)
def decide_kind(turn: Turn[Complaint], *, is_agreed: str) -> Reclassification:
    """
    Agree to another kind, or not, as the second person.

    :raises CannotChangeKind: nothing waits, or it is the own proposal.
    """
    if is_agreed not in ("yes", "no"):
        raise BadInput("选择同意或不同意", field="is_agreed")
    proposal = waiting_reclassification(turn.subject)
    if proposal is None:
        raise CannotChangeKind("没有等复核的改类型")
    proposal.is_agreed = is_agreed == "yes"
    proposal.decided_by, proposal.decided_at = turn.by, turn.at
    proposal.save(update_fields=["is_agreed", "decided_by", "decided_at"])
    turn.record(kind=proposal.kind, is_agreed=proposal.is_agreed)
    return proposal


@verb(refusal=CannotJoin)
def join(turn: Turn[Complaint], *, leading: str) -> Joining:
    """
    Make whoever brought this a further reporter of another case about the same. The receipt code stays, and opens that one's answer;
    no duty is left here, for the other case has them all.

    :raises BadInput: there is no such case for this person, or it is about somebody else, so that others would read it.
    """
    other = _leading(turn, "".join(filter(str.isdecimal, leading)))
    clocks.void(turn.case, at=turn.at)
    engine.close(turn.case, at=turn.at)
    joining = Joining.objects.create(complaint=turn.subject, leading=other.complaint, at=turn.at, by=turn.by)
    turn.record(leading=other.number)
    return joining


def _leading(turn: Turn[Complaint], number: str) -> Case:
    """The case that another joins, locked: it must not end meanwhile."""
    allowed = Case.objects.allowed(turn.by, Permission.COMPLAINT_HANDLE, on=timezone.localdate(turn.at))
    others = allowed.filter(kind=CaseKind.COMPLAINT, number=number).exclude(pk=turn.case.pk)
    case = others.select_for_update(of=("self",)).select_related("complaint").first()
    if case is None:
        raise BadInput("没有这个编号的投诉举报，填写另一件的 17 位编号", field="leading")
    if case.state not in (FILED, ACCEPTED):
        raise BadInput("那一件已经结束，不能再并进去", field="leading")
    if case.complaint.kind == ComplaintKind.LEAD:
        raise BadInput("那一件是系统线索，没有答复给人看，不能并进去", field="leading")
    if (case.hidden_from_id, case.about_centre) != (turn.case.hidden_from_id, turn.case.about_centre):
        raise BadInput("两件反映的对象不同，不能并案", field="leading")
    # what joins another is named on its page: nobody who is kept from the one may read there that it exists
    if not set(turn.case.kept_from) <= set(case.kept_from):
        raise BadInput(
            "这一件有人回避，或者反映的就是此人，那一件没有回避：先在那一件上也回避，再并案", field="leading"
        )
    return case
