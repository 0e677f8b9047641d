"""Papers that come after the registration, and errors that are put right on the spot."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from cases import clocks
from hall.models import Window
from hall.refusals import BadInput, Refused
from permits import deadlines, half_day, papers, visits
from permits.actions.turn import Turn, verb
from permits.models import Application, Channel, SpotCorrection, Visit
from permits.queries import still_to_correct
from permits.states import CORRECTION_REQUESTED, SUBMITTED


class CannotCorrect(Refused):
    code = "cannot-correct"


@verb()
def receive(
    turn: Turn,
    *,
    materials: Sequence[int],
    window: Window | None,
    channel: str = Channel.WINDOW,
    forms: Mapping[int, str] | None = None,
    why: visits.Why = visits.NOT_SAID,
) -> Application:
    """
    Take papers in. After a consultation, or with the last paper that a notice asked for (rules A7), the 5-day acceptance clock
    starts anew; at the window it is a visit.

    :param window: where the applicant brings them; None: on a visit that is noted already, so that it is no further trip.
    :param forms: position → original, copy or electronic (see permits.papers). :param why: of a visit beyond what is allowed.
    """
    case, application, at = turn.case, turn.application, turn.at
    # after a consultation or a notice the hall waits for the applicant: its acceptance clock does not run
    clock_starts = case.state != SUBMITTED
    # the first clock of a case starts with its papers: a case that never had one was only asked about
    purpose = Visit.Purpose.CORRECT if case.deadlines.exists() else Visit.Purpose.SUBMIT
    receipts = papers.take_in(application, materials, forms=forms or {}, channel=channel, by=turn.by, at=at)
    if not receipts:
        raise BadInput("勾选这次收到的材料", field="materials")
    complete = not (case.state == CORRECTION_REQUESTED and still_to_correct(application))
    if not complete:
        # rules A7: the clock starts when the corrections are complete; until then the applicant's own period goes on
        turn.target, clock_starts = case.state, False
    visit = None
    if channel == Channel.WINDOW and window is not None:
        visit = visits.log(application, visits.Trip(window, purpose, why), by=turn.by, at=at)
    turn.record(materials=[paper.material.name for paper in receipts], forms=[str(paper.form) for paper in receipts])
    if clock_starts:
        clocks.start(case, deadlines.acceptance_notice(), started_at=at, at=at)
    if complete:
        half_day.start_if_complete(application, at=at)
    if clock_starts:  # last, when the clocks that the letter speaks of stand
        turn.letter("corrected" if purpose == Visit.Purpose.CORRECT else "received")
    if visit is not None:
        visits.judge(visit, at=at)  # the card after the line of the history that says what it is for
    return application


@verb(refusal=CannotCorrect)
def correct(turn: Turn, *, corrections: Mapping[int, str]) -> list[SpotCorrection]:
    """
    Note errors that the applicant put right at the window at once (art. 32(3)): no notice is given, no further trip is due.

    :param corrections: material position → what was wrong and what it says now.
    :raises CannotCorrect: nothing was said, the window does not have the paper, or nobody came today.
    """
    application = turn.application
    if not corrections:
        raise CannotCorrect("写明哪份材料改了什么", field="corrections")
    materials = papers.at_positions(application, list(corrections), field="corrections")
    silent = [material.name for material in materials if not corrections[material.position].strip()]
    if silent:
        raise CannotCorrect(f"写明“{silent[0]}”错在哪里、改成什么", field="corrections")
    there = set(application.received.held().values_list("material", flat=True))
    absent = [material.name for material in materials if material.pk not in there]
    if absent:
        raise CannotCorrect(f"“{absent[0]}”还没有收到，收下以后才能当场更正", field="corrections")
    if not application.visits.filter(at__date=timezone.localdate(turn.at)).exists():
        raise CannotCorrect("申请人今天没有到访记录，不是当场更正。人在窗口的，先登记到访；不在的，一次性告知补正")
    rows = SpotCorrection.objects.bulk_create(
        SpotCorrection(
            application=application,
            material=material,
            what=corrections[material.position].strip(),
            at=turn.at,
            witnessed_by=turn.by,
        )
        for material in materials
    )
    turn.record(corrections={each.material.name: each.what for each in rows})
    return rows
