"""告知承诺: accepted on the applicant's written promise that the conditions are met, and verified afterwards."""

from datetime import datetime

from django.db import transaction

from cases import clocks, history
from cases.rules import Rule
from hall.models import User
from hall.refusals import Refused
from permits import letters
from permits.actions.locking import lock, need
from permits.authority import take_step
from permits.models import Application, Commitment
from permits.queries import handling_clocks, missing_materials
from permits.states import FLOW


class CannotCommit(Refused):
    code = "cannot-commit"


class CannotVerify(Refused):
    code = "cannot-verify"


@transaction.atomic
def accept_on_commitment(
    *, number: str, pledge: str, by: User, at: datetime, version: int | None = None
) -> Application:
    """
    Accept on the applicant's written promise that the published conditions are met: it may be decided at once, although the
    papers that the promise stands for are missing. Verification is owed from then on.

    :param pledge: number of the written promise, which names those papers.
    :raises CannotCommit: the item does not work so, or nothing is missing.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "accept_on_commitment")
    power = take_step(application, "accept", by=by, at=at)
    if not application.item_version.informed_commitment:
        raise CannotCommit("这个事项没有实行告知承诺")
    absent = missing_materials(application)
    if not absent:
        raise CannotCommit("材料已经收齐，直接受理")
    if not application.received.held().exists():
        raise CannotCommit("还没有收到任何材料；申请书要先交来")
    need(pledge, "填写告知承诺书的编号", "pledge")
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, at=at)
    application.accepted_at = at
    application.save(update_fields=["accepted_at"])
    commitment = Commitment.objects.create(application=application, pledge=pledge.strip(), at=at, accepted_by=by)
    commitment.materials.set(absent)
    names = [material.name for material in absent]
    history.record(
        case, verb="accept_on_commitment", by=by, at=at, to=target, pledge=commitment.pledge, missing=names, **power
    )
    for clock in handling_clocks(application.item_version):
        clocks.start(case, clock, started_at=at, at=at)
    letters.tell(application, "accepted", at=at)
    return application


@transaction.atomic
def verify(*, number: str, holds: bool, finding: str, by: User, at: datetime, version: int | None = None) -> Commitment:
    """Note that the promise was verified after the decision, whether it holds, and what was found."""
    case, application = lock(number, version, at=at)
    FLOW.target(case.state, "verify")
    commitment = getattr(application, "commitment", None)
    if commitment is None:
        raise CannotVerify("这一件不是按告知承诺办的，没有要核查的承诺")
    if commitment.verified_at is not None:
        raise CannotVerify("已经核查过")
    need(finding, "写明怎么核查的、查到什么", "finding")
    commitment.verified_at, commitment.verified_by = at, by
    commitment.holds, commitment.finding = holds, finding.strip()
    commitment.save(update_fields=["verified_at", "verified_by", "holds", "finding"])
    history.record(case, verb="verify", by=by, at=at, holds=holds, finding=finding.strip())
    return commitment
