"""Accepting an application, or declining to."""

from datetime import datetime

from django.db import transaction

from cases import clocks, history
from cases.rules import Rule
from hall.models import User
from hall.refusals import Refused
from permits import letters
from permits.actions.locking import close, lock, need
from permits.models import Application
from permits.queries import handling_clocks, missing_materials
from permits.states import FLOW


class CannotAccept(Refused):
    code = "cannot-accept"


@transaction.atomic
def accept(*, number: str, by: User, at: datetime, version: int | None = None) -> Application:
    """
    Accept: all papers are in. The promise and the statutory limit start beside each other.

    :raises CannotAccept: papers are missing; the sentence names them.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "accept")
    absent = missing_materials(application)
    if absent:
        raise CannotAccept(f"还缺：{'、'.join(material.name for material in absent)}。先收齐，或一次性告知补正")
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, at=at)
    application.accepted_at = at
    application.save(update_fields=["accepted_at"])
    history.record(case, verb="accept", by=by, at=at, to=target)
    for clock in handling_clocks(application.item_version):
        clocks.start(case, clock, started_at=at, at=at)
    letters.tell(application, "accepted", at=at)
    return application


@transaction.atomic
def decline(
    *,
    number: str,
    reason: str,
    remedies: str,
    by: User,
    at: datetime,
    competent_agency: str = "",
    version: int | None = None,
) -> Application:
    """Decide in writing not to accept, with the reason, the competent agency if known, and the remedies (art. 32, 38)."""
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "decline")
    need(reason, "填写不予受理的理由和依据", "reason")
    need(remedies, "填写救济途径：向谁、在多少日内申请复议或提起诉讼", "remedies")
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, at=at)
    close(case, at=at)
    history.record(
        case,
        verb="decline",
        by=by,
        at=at,
        to=target,
        reason=reason,
        remedies=remedies,
        competent_agency=competent_agency,
    )
    letters.tell(application, "declined", at=at)
    return application
