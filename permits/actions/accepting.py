"""Accepting: all papers are there, or the applicant promises in writing that the conditions are met (告知承诺), verified afterwards."""

from django.utils import timezone

from cases import clocks
from cases.actions import close, open_again
from cases.outgoing import take_back
from cases.owing import owe
from cases.rules import Rule
from hall import calendar
from hall.access import access_of
from hall.refusals import Refused, need_reason
from hall.roles import Permission
from hall.writing import update
from permits import deadlines, letters
from permits.actions.turn import Turn, verb
from permits.documents.promises import number_of_signed
from permits.half_day import still_to_start
from permits.models import Application, Commitment, DocumentKind
from permits.power import take_step
from permits.queries import clocks_on_a_promise, missing_materials
from permits.states import DELIVERED


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
    update(application, "accepted_at")
    turn.record(**power)
    clocks.start_all(case, still_to_start(application), started_at=at, at=at)
    turn.letter("accepted")
    return application


@verb(refusal=CannotCommit)
def accept_on_commitment(turn: Turn, *, pledge: str = "") -> Application:
    """
    Accept on the applicant's written promise that the published conditions are met: it may be decided at once, although the
    papers that the promise stands for are missing. Verification is owed from then on.

    :param pledge: number of a written promise from outside the hall, which names those papers; else that of the printed one.
    :raises CannotCommit: the item does not work so, nothing is missing, nothing has come yet, or no promise was printed.
    """
    case, application, by, at = turn.case, turn.application, turn.by, turn.at
    power = take_step(application, "accept", by=by, at=at)
    number = number_of_signed(application, DocumentKind.COMMITMENT_PROMISE, outside=pledge, refusal=CannotCommit)
    absent = missing_materials(application)
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, at=at)
    application.accepted_at = at
    update(application, "accepted_at")
    commitment = Commitment.objects.create(application=application, pledge=number, at=at, accepted_by=by)
    commitment.materials.set(absent)
    turn.record(pledge=commitment.pledge, missing=[material.name for material in absent], **power)
    clocks.start_all(case, clocks_on_a_promise(application.item_version), started_at=at, at=at)
    turn.letter("accepted")
    return application


@verb(refusal=CannotVerify)
def verify(turn: Turn, *, holds: bool, finding: str) -> Commitment:
    """
    Note that the promise was verified after the decision, whether it holds, and what was found. One that does not hold stops the
    delivery: the hall owes none any more, and within its own time revokes what was granted. A case that was delivered is open
    again until then.

    A false finding may be put right, by somebody else than who recorded it, or by whoever approves for the department and would
    revoke; the delivery then goes on with the days that it had.

    :raises CannotVerify: at `holds`, by whoever found otherwise and approves nothing.
    """
    need_reason(finding, "写明怎么核查的、查到什么", "finding")
    commitment = turn.application.commitment
    put_right = holds and commitment.is_false
    if put_right and commitment.verified_by_id == turn.by.pk and not _approves(turn):
        raise CannotVerify("不属实的结论是您记录的，由另一名工作人员复核后更正", field="holds")
    commitment.verified_at, commitment.verified_by = turn.at, turn.by
    commitment.holds, commitment.finding = holds, finding.strip()
    commitment.save(update_fields=["verified_at", "verified_by", "holds", "finding"])
    turn.record(holds=holds, finding=finding.strip())
    clocks.meet(turn.case, Rule.VERIFICATION, at=turn.at)
    if not holds:
        _to_be_revoked(turn)
    elif put_right:
        _as_if_true(turn)
    elif turn.case.state == DELIVERED:  # it was open for this alone, and is closed as of its delivery
        close(turn.case, at=turn.application.delivery.at)
    return commitment


def _approves(turn: Turn) -> bool:
    """Else a department with one window and one chief could put nothing right: whoever accepted on the promise verifies nothing."""
    grant = access_of(turn.by, on=timezone.localdate(turn.at)).grant(Permission.APPLICATION_APPROVE)
    return grant.covers(turn.case.department_id)


def _to_be_revoked(turn: Turn) -> None:
    """No licence is handed over any more; whoever may revoke it, and the applicant, are written to."""
    case, application = turn.case, turn.application
    clocks.void(case, Rule.DELIVERY, at=turn.at)
    open_again(case)
    if not clocks.running(case, Rule.FALSE_PROMISE):  # found once more, it has no time anew
        clocks.start(case, deadlines.false_promise(), started_at=turn.at, at=turn.at)
    take_back(case, *letters.CONCLUSIONS, since=application.decision.at, at=turn.at, why="found-false")
    owe(
        case, cause=f"found false {case.pk} {case.events_count}", template="found_false", recipient=None, at=turn.at,
        note=application.commitment.finding,
    )  # fmt: skip
    turn.letter("found_false", window=case.window.number if case.window else "")


def _as_if_true(turn: Turn) -> None:
    """The finding was wrong: what was handed over stays so, what was not is handed over in the days that were left."""
    case = turn.case
    clocks.meet(case, Rule.FALSE_PROMISE, at=turn.at)
    if case.state == DELIVERED:
        close(case, at=turn.application.delivery.at)
        return
    if clocks.running(case, Rule.DELIVERY):
        return
    ended = case.deadlines.filter(rule=Rule.DELIVERY, superseded_at=None).order_by("-started_at", "-pk").first()
    left = deadlines.delivery()
    if ended is not None and ended.met_at is not None:
        left = deadlines.delivery_left(
            days=ended.quantity, started_at=ended.started_at, found_at=ended.met_at, calendar=calendar.current()
        )
    clocks.start(case, left, started_at=turn.at, at=turn.at)
