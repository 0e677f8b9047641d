"""Accepting an application whose papers are all there."""

from datetime import datetime

from django.db import transaction

from cases import clocks, history
from cases.rules import Rule
from hall.models import User
from hall.refusals import Refused
from permits import letters
from permits.actions.locking import lock
from permits.authority import take_step
from permits.half_day import still_to_start
from permits.models import Application
from permits.queries import missing_materials
from permits.states import FLOW


class CannotAccept(Refused):
    code = "cannot-accept"


@transaction.atomic
def accept(*, number: str, by: User, at: datetime, version: int | None = None) -> Application:
    """
    Accept: all papers are in. The promise and the statutory limit start beside each other; a half day runs since the papers were complete.

    :raises OutsidePower: nothing gives this person the step.
    :raises CannotAccept: papers are missing; the sentence names them.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "accept")
    power = take_step(application, "accept", by=by, at=at)
    absent = missing_materials(application)
    if absent:
        raise CannotAccept(f"还缺：{'、'.join(material.name for material in absent)}。先收齐，或一次性告知补正")
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, at=at)
    application.accepted_at = at
    application.save(update_fields=["accepted_at"])
    history.record(case, verb="accept", by=by, at=at, to=target, **power)
    for clock in still_to_start(application):
        clocks.start(case, clock, started_at=at, at=at)
    letters.tell(application, "accepted", at=at)
    return application
