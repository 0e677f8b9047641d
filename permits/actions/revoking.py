"""Revoking what was granted on a promise that does not hold, or by deceit (撤销); and lifting a bar when its decision falls."""

from cases import clocks
from cases.actions import close
from cases.outgoing import take_back
from cases.rules import Rule
from hall.refusals import BadInput, Refused, need, need_reason
from permits import barring, letters
from permits.actions.declining import REMEDIES_NEEDED
from permits.actions.locking import short
from permits.actions.turn import Turn, verb
from permits.models import Bar, DocumentKind, Revocation
from permits.queries import false_grant


class CannotRevoke(Refused):
    code = "cannot-revoke"


class CannotLift(Refused):
    code = "cannot-lift"


@verb(refusal=CannotRevoke)
def revoke(turn: Turn, *, ground: str, reason: str, remedies: str) -> Revocation:
    """
    Revoke what was granted, delivered or not, in writing, with reasons and remedies (行政许可法 art. 69 ¶2). Who does it is the approver.

    An item that touches public safety or health may not be applied for again for three years (art. 79).

    :raises CannotRevoke: nothing was granted.
    :raises BadInput: at `ground`, a false commitment where none was found.
    """
    case, application, at = turn.case, turn.application, turn.at
    if ground not in Revocation.Ground.values:
        raise BadInput("选择撤销的情形", field="ground")
    if ground == Revocation.Ground.FALSE_COMMITMENT and false_grant(application) is None:
        raise BadInput("没有核查出承诺不属实：先核查承诺，或者选另一种情形", field="ground")
    need_reason(reason, "填写撤销的理由和依据", "reason")
    need_reason(remedies, REMEDIES_NEEDED, "remedies")
    revocation = Revocation.objects.create(
        application=application,
        ground=ground,
        reason=reason.strip(),
        remedies=remedies.strip(),
        document=turn.number(DocumentKind.REVOCATION),
        at=at,
        revoked_by=turn.by,
    )
    clocks.meet(case, Rule.FALSE_PROMISE, at=at)
    clocks.void(case, at=at)
    delivery = getattr(application, "delivery", None)
    close(case, at=delivery.at if delivery else at)  # what was delivered was closed then, and keeps that instant
    bar = barring.impose(application, Bar.Ground.DECEIT, by=turn.by, at=at)
    turn.record(
        document=revocation.document,
        ground=revocation.get_ground_display(),
        reason=revocation.reason,
        remedies=revocation.remedies,
        barred_until=bar and bar.until,
    )
    take_back(case, *letters.CONCLUSIONS, since=application.decision.at, at=at, why="revoked")
    turn.letter("revoked", window=case.window.number if case.window else "")
    return revocation


@verb(refusal=CannotLift)
def lift_bar(turn: Turn, *, ground: str, document: str, reason: str) -> Bar:
    """
    Lift the bar that a decision on this application has set, because that decision fell: by reconsideration, by a court, or put
    right by the agency itself. The decision's own row stays as it was.

    :param document: number of what says so. :raises CannotLift: no bar holds.
    """
    if ground not in LIFTED_BY_PEOPLE:
        raise BadInput("选择解除的情形：只有原决定被撤销、变更或者纠正的可以解除", field="ground")
    need(document, "填写复议决定书、判决书或者纠正决定的文号", "document")
    need_reason(reason, "填写解除的理由", "reason")
    bar = turn.application.bars.filter(lifted_at=None).latest("at")
    bar.lifted_at, bar.lifted_by, bar.lifted_ground = turn.at, turn.by, ground
    bar.lifted_document = short(document, "document", most=120)
    bar.lifted_because = short(reason, "reason", most=300)
    bar.save(update_fields=["lifted_at", "lifted_by", "lifted_ground", "lifted_document", "lifted_because"])
    turn.record(
        document=bar.lifted_document,
        ground=bar.get_lifted_ground_display(),
        reason=bar.lifted_because,
        barred_until=bar.until,
    )
    turn.letter("bar_lifted")
    return bar


LIFTED_BY_PEOPLE = [code for code in Bar.LiftedBy.values if code != Bar.LiftedBy.UNDONE]
