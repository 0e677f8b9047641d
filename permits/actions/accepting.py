"""Accepting: all papers are there, or the applicant promises in writing that the conditions are met (告知承诺), verified afterwards."""

from cases import clocks
from cases.outgoing import take_back
from cases.owing import owe
from cases.rules import Rule
from hall.refusals import Refused, need
from permits import deadlines, letters
from permits.actions.turn import Turn, verb
from permits.half_day import still_to_start
from permits.models import Application, Commitment
from permits.power import take_step
from permits.queries import handling_clocks, missing_materials
from permits.states import GRANTED


class CannotAccept(Refused):
    code = "cannot-accept"


class CannotCommit(Refused):
    code = "cannot-commit"


class CannotVerify(Refused):
    code = "cannot-verify"


@verb(refusal=CannotAccept)
def accept(turn: Turn) -> Application:
    """
    Accept: all papers are in. The promise and the statutory limit start beside each other, unless they run since the corrections
    were complete (rules A7); a half day runs since the papers were complete.

    :raises CannotAccept: papers are missing; the sentence names them.
    :raises OutsidePower: nothing gives this person the step.
    """
    case, application, at = turn.case, turn.application, turn.at
    power = take_step(application, "accept", by=turn.by, at=at)
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, Rule.WINDOW_ACCEPTANCE, at=at)
    application.accepted_at = at
    application.save(update_fields=["accepted_at"])
    turn.record(**power)
    clocks.start_all(case, still_to_start(application), started_at=at, at=at)
    turn.letter("accepted")
    return application


@verb(refusal=CannotCommit)
def accept_on_commitment(turn: Turn, *, pledge: str) -> Application:
    """
    Accept on the applicant's written promise that the published conditions are met: it may be decided at once, although the
    papers that the promise stands for are missing. Verification is owed from then on.

    :param pledge: number of the written promise, which names those papers.
    :raises CannotCommit: the item does not work so, nothing is missing, or nothing has come yet.
    """
    case, application, by, at = turn.case, turn.application, turn.by, turn.at
    power = take_step(application, "accept", by=by, at=at)
    need(pledge, "填写告知承诺书的编号", "pledge")
    absent = missing_materials(application)
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, at=at)
    application.accepted_at = at
    application.save(update_fields=["accepted_at"])
    commitment = Commitment.objects.create(application=application, pledge=pledge.strip(), at=at, accepted_by=by)
    commitment.materials.set(absent)
    turn.record(pledge=commitment.pledge, missing=[material.name for material in absent], **power)
    clocks.start_all(case, handling_clocks(application.item_version), started_at=at, at=at)
    turn.letter("accepted")
    return application


@verb(refusal=CannotVerify)
def verify(turn: Turn, *, holds: bool, finding: str) -> Commitment:
    """
    Note that the promise was verified after the decision, whether it holds, and what was found. One that does not hold stops the
    delivery: the hall owes none any more, and what was granted is to be revoked. A false finding may be put right by another one.
    """
    need(finding, "写明怎么核查的、查到什么", "finding")
    case, commitment = turn.case, turn.application.commitment
    commitment.verified_at, commitment.verified_by = turn.at, turn.by
    commitment.holds, commitment.finding = holds, finding.strip()
    commitment.save(update_fields=["verified_at", "verified_by", "holds", "finding"])
    turn.record(holds=holds, finding=finding.strip())
    if not holds:
        clocks.void(case, Rule.DELIVERY, at=turn.at)
        take_back(case, *letters.CONCLUSIONS, since=turn.application.decision.at, at=turn.at, why="found-false")
        # a case that was delivered stands in no queue any more: whoever may revoke it is written to
        owe(
            case, cause=f"found false {case.pk} {case.events_count}", template="found_false", recipient=None, at=turn.at,
            note=commitment.finding,
        )  # fmt: skip
        turn.letter("found_false", window=case.window.number if case.window else "")
    elif case.state == GRANTED and not clocks.running(case, Rule.DELIVERY):
        clocks.start(case, deadlines.delivery(), started_at=turn.at, at=turn.at)
    return commitment
