"""容缺受理: accepted while a listed paper is missing, against a written promise; the paper comes, or its absence is told."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from cases import clocks
from cases.models import Deadline
from cases.rules import Clock, Rule
from cases.wording import moment
from hall import calendar
from hall.models import Window
from hall.refusals import BadInput, Refused, need_reason
from permits import deadlines, gaps, letters, papers, visits
from permits.actions.turn import Turn, verb
from permits.documents.promises import number_of_signed
from permits.models import Application, ApplicationKind, Channel, DocumentKind, Tolerance, Visit
from permits.power import take_step
from permits.queries import clocks_on_a_promise, missing_materials
from permits.states import GRANTED


class CannotTolerate(Refused):
    code = "cannot-tolerate"


class NothingOwed(Refused):
    code = "nothing-owed"


@verb(refusal=CannotTolerate)
def accept_with_gaps(turn: Turn, *, pledged_on: date, voluntary: bool, pledge: str = "") -> Application:
    """
    Accept although papers of the item's tolerance list are missing (rules A12): promise and statutory limit start at once.

    :param pledged_on: the day by which the papers come. :param voluntary: the applicant offered it.
    :param pledge: number of a written promise from outside the hall; else that of the printed one.
    :raises CannotTolerate: nothing is missing, a paper that is not on the list is, nobody promised or the promise was not printed, or the day is too late.
    """
    case, application, by, at = turn.case, turn.application, turn.by, turn.at
    power = take_step(application, "accept", by=by, at=at)
    absent = missing_materials(application)
    if not voluntary:
        raise CannotTolerate("容缺受理要申请人自愿；不愿意的，一次性告知补正", field="voluntary")
    number = number_of_signed(application, DocumentKind.TOLERANCE_PROMISE, outside=pledge, refusal=CannotTolerate)
    if pledged_on < timezone.localdate(at):
        raise CannotTolerate("承诺补齐的日期不能早于今天", field="pledged_on")
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, at=at)
    application.accepted_at, application.case_kind = at, ApplicationKind.SUPPLEMENT
    application.save(update_fields=["accepted_at", "case_kind"])
    names = [material.name for material in absent]
    turn.record(**power, pledge=number, pledged_on=pledged_on, missing=names)
    started = clocks.start_all(case, clocks_on_a_promise(application.item_version), started_at=at, at=at)
    begins = at.replace(second=0, microsecond=0)  # the pledged day ends at closing time, not some seconds before it
    pledged = clocks.start(case, _clock_of_the_pledge(pledged_on, begins, started[0]), started_at=begins, at=at)
    tolerance = Tolerance.objects.create(
        application=application, pledge=number, pledged_on=pledged_on, at=at, accepted_by=by
    )
    tolerance.materials.set(absent)
    # of a rest day the next working day is the last (民法典第二百零三条): the letter says what the clock says
    turn.letter("tolerated", until=letters.instant(pledged.due_at, at=at, provisional=pledged.provisional))
    return application


@verb(refusal=NothingOwed)
def supplement(
    turn: Turn,
    *,
    materials: Sequence[int],
    window: Window | None,
    channel: str = Channel.WINDOW,
    forms: Mapping[int, str] | None = None,
    why: visits.Why = visits.NOT_SAID,
) -> Application:
    """
    Take in papers that were promised to follow. The last of them meets the clock of the promise; late, what had waited begins anew.

    :param window, forms, why: as in handing_in.receive. At the window it is a visit.
    """
    application, by, at = turn.application, turn.by, turn.at
    owed = gaps.still_owed(application)
    wanted = papers.at_positions(application, materials, field="materials")
    if not wanted or not set(wanted) <= set(owed):
        raise BadInput(f"勾选这次收到的材料：{'、'.join(material.name for material in owed)}", field="materials")
    papers.take_in(application, materials, forms=forms or {}, channel=channel, by=by, at=at)
    visit = None
    if channel == Channel.WINDOW and window is not None:
        trip = visits.Trip(window, Visit.Purpose.CORRECT, why)
        visit = visits.log(application, trip, by=by, at=at)
    # without a tolerance the papers are owed because the law deemed the application accepted: there is no promise to meet
    if set(wanted) == set(owed) and gaps.tolerance_of(application) is not None:
        _complete(application.tolerance, at=at)
    turn.record(materials=[material.name for material in wanted])
    if visit is not None:
        visits.judge(visit, at=at)
    if turn.case.state == GRANTED and not gaps.still_owed(application):
        # the grant was told without it: from now on there is something to collect
        turn.letter("granted", window=turn.case.window.number if turn.case.window else "")
    return application


@verb(refusal=NothingOwed)
def tell_overdue(turn: Turn, *, how: str) -> Tolerance:
    """Note that the applicant was told: the promised paper did not come, no licence is made out until it does (rules A12)."""
    need_reason(how, "写明怎么告知的：电话、短信还是当面", "how")
    tolerance = turn.application.tolerance
    tolerance.told_at, tolerance.told_by, tolerance.told_how = turn.at, turn.by, how.strip()
    tolerance.save(update_fields=["told_at", "told_by", "told_how"])
    clocks.meet(turn.case, Rule.SUPPLEMENT_NOTICE, at=turn.at)
    turn.record(how=how.strip())
    return tolerance


def _clock_of_the_pledge(pledged_on: date, begins: datetime, promised: Deadline) -> Clock:
    """The clock of the promise. :raises CannotTolerate: it would end after what the hall promised, or has no time left."""
    if pledged_on > timezone.localdate(promised.due_at):
        raise CannotTolerate(f"补齐日期不能晚于承诺时限（{moment(promised.due_at)}）", field="pledged_on")
    clock = deadlines.tolerance(
        pledged_on=pledged_on, started_at=begins, promise_due_at=promised.due_at, calendar=calendar.current()
    )
    if clock is None:
        raise CannotTolerate("那一天已经下班，补齐日期要往后", field="pledged_on")
    return clock


def _complete(tolerance: Tolerance, *, at: datetime) -> None:
    """Every promised paper has come: the clock of the promise is met, in time or late."""
    application = tolerance.application
    tolerance.supplied_at = at
    tolerance.save(update_fields=["supplied_at"])
    clocks.meet(application.case, Rule.TOLERANCE, at=at)
    if tolerance.overdue_at is not None:
        gaps.go_on_with_the_paper(application, at=at)
