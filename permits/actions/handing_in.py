"""Papers that come after the registration, and errors that are put right on the spot."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases import clocks, history
from hall.models import User, Window
from hall.refusals import Refused
from permits import deadlines, half_day, letters, papers, visits
from permits.actions.locking import BadInput, lock
from permits.models import Application, Channel, SpotCorrection, Visit
from permits.queries import still_to_correct
from permits.states import CORRECTION_REQUESTED, FLOW, SUBMITTED


class CannotCorrect(Refused):
    code = "cannot-correct"


@transaction.atomic
def receive(
    *,
    number: str,
    materials: Sequence[int],
    by: User,
    at: datetime,
    window: Window,
    channel: str = Channel.WINDOW,
    cause: str = "",
    missing: int | None = None,
    on_visit: bool = False,
    forms: Mapping[int, str] | None = None,
    version: int | None = None,
) -> Application:
    """
    Take papers in. After a consultation, or with the last paper that a notice asked for (rules A7), the 5-day acceptance clock
    starts anew; at the window it is a visit.

    :param forms: position → original, copy or electronic (see permits.papers).
    :param on_visit: the papers come with a visit that log_visit has noted already: no further trip is counted.
    """
    case, application = lock(number, version, at=at)
    waited = case.state != SUBMITTED
    purpose = (
        Visit.Purpose.CORRECT if case.deadlines.exists() else Visit.Purpose.SUBMIT
    )  # its first clock starts with papers
    target: str | None = FLOW.target(case.state, "receive")
    taken = papers.take_in(application, materials, forms=forms or {}, channel=channel, by=by, at=at)
    if not taken:
        raise BadInput("勾选这次收到的材料", field="materials")
    if case.state == CORRECTION_REQUESTED and still_to_correct(application):
        target, waited = None, False  # rules A7: the clock starts when the corrections are complete
    visit = None
    if channel == Channel.WINDOW and not on_visit:
        visit = visits.log(application, window=window, purpose=purpose, by=by, at=at, cause=cause, missing=missing)
    history.record(
        case,
        verb="receive",
        by=by,
        at=at,
        to=target,
        materials=[paper.material.name for paper in taken],
        forms=[str(paper.form) for paper in taken],
    )
    if waited:
        clocks.start(case, deadlines.acceptance_notice(), started_at=at, at=at)
    if target is not None:
        half_day.start_if_complete(application, at=at)
    if waited:
        letters.tell(application, "corrected" if purpose == Visit.Purpose.CORRECT else "received", at=at)
    if visit is not None:
        visits.judge(visit, at=at)
    return application


@transaction.atomic
def correct(
    *, number: str, corrections: Mapping[int, str], by: User, at: datetime, version: int | None = None
) -> list[SpotCorrection]:
    """
    Note errors that the applicant put right at the window at once (art. 32(3)): no notice is given, no further trip is due.

    :param corrections: material position → what was wrong and what it says now.
    :raises CannotCorrect: nothing was said, the window does not have the paper, or nobody came today.
    """
    case, application = lock(number, version, at=at)
    FLOW.target(case.state, "correct")
    if not corrections:
        raise CannotCorrect("写明哪份材料改了什么", field="corrections")
    chosen = papers.named(application, list(corrections), field="corrections")
    silent = [material.name for material in chosen if not corrections[material.position].strip()]
    if silent:
        raise CannotCorrect(f"写明“{silent[0]}”错在哪里、改成什么", field="corrections")
    held = set(application.received.held().values_list("material", flat=True))
    absent = [material.name for material in chosen if material.pk not in held]
    if absent:
        raise CannotCorrect(f"“{absent[0]}”还没有收到，收下以后才能当场更正", field="corrections")
    if not application.visits.filter(at__date=timezone.localdate(at)).exists():
        raise CannotCorrect("申请人今天没有到访记录，不是当场更正。人在窗口的，先登记到访；不在的，一次性告知补正")
    done = SpotCorrection.objects.bulk_create(
        SpotCorrection(
            application=application,
            material=material,
            what=corrections[material.position].strip(),
            at=at,
            witnessed_by=by,
        )
        for material in chosen
    )
    history.record(case, verb="correct", by=by, at=at, corrections={each.material.name: each.what for each in done})
    return done
