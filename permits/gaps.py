"""
A paper that was to follow (容缺) and did not: what the passing of time does about it (rules A12, scenario 21).

From the pledged moment on the hall waits for the applicant, so its own promise cannot be broken by that: the clocks of the
handling end there, unbroken, and begin anew when the paper comes. The statutory limit runs on. What the hall owes now is to
tell the applicant within a working day.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from cases import clocks, history, troubles
from cases.models import Case, Deadline, Doing
from cases.rules import Rule
from cases.troubles import Subject
from hall.models import Material
from permits import deadlines
from permits.models import Application, Tolerance
from permits.queries import handling_anew, held, unopened
from permits.states import ACCEPTED, GRANTED, SUSPENDED

WAIT_FOR_A_PAPER = (
    Rule.PROMISE,
    Rule.HALF_DAY,
    Rule.AGENCY_TARGET,
    Rule.DELIVERY,
)  # what the hall cannot do without the paper
OWED_IN = (ACCEPTED, SUSPENDED, GRANTED)  # refused, or ended without a decision, it is not wanted any more
ABOUT_THE_PAPER = (Rule.TOLERANCE, Rule.SUPPLEMENT_NOTICE)
OVERDUE = "gap_overdue"


def note_overdue_gaps(*, at: datetime) -> int:
    """
    Note every promised paper whose moment has passed, and return how many. Part of the passing of time, before the sweep: what
    waits for the paper must not be found broken.
    """
    waits = {"case__state__in": OWED_IN, "case__application__tolerance__overdue_at__isnull": True}
    return at_each_overdue(Rule.TOLERANCE, note_if_overdue, doing=Doing.GAPS, at=at, **waits)


def at_each_overdue(rule: Rule, act: Callable[..., bool], *, doing: Doing, at: datetime, **where: Any) -> int:
    """
    Let time act on each application whose clock of a rule has run out, and return on how many it did.

    Each case has its own transaction; one that somebody is acting on is left to that act (see permits.actions.locking.lock),
    and one that fails is passed over and noted (cases.troubles).
    """
    passed = Deadline.objects.filter(
        rule=str(rule), met_at__isnull=True, superseded_at__isnull=True, due_at__lte=at - clocks.A_SECOND, **where
    )
    cases = passed.order_by("due_at", "case_id").values_list("case_id", flat=True)
    return troubles.at_each(doing, [Subject(pk, pk) for pk in cases], partial(one_case, act=act, at=at), at=at)


def one_case(pk: int, *, act: Callable[..., bool], at: datetime) -> bool | None:
    """Let time act on one application, with its case locked; None where somebody else is at it."""
    case = Case.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if case is None:
        return None
    application = unopened().select_related("item_version__item", "tolerance").get(case=case)
    application.case = case
    return act(application, at=at)


def note_if_overdue(application: Application, *, at: datetime) -> bool:
    """Note that the promised paper did not come: call with the case locked, before its clocks are settled."""
    tolerance = tolerance_of(application)
    if tolerance is None or not tolerance.is_open or tolerance.overdue_at is not None:
        return False
    case = application.case
    if case.state not in OWED_IN:
        return False
    pledged = next(iter(clocks.running(case, Rule.TOLERANCE)), None)
    if pledged is None or not clocks.is_broken(pledged, at=at):
        return False
    clocks.void(case, *WAIT_FOR_A_PAPER, at=pledged.due_at)
    tolerance.overdue_at = pledged.due_at
    tolerance.save(update_fields=["overdue_at"])
    history.record(
        case, verb=OVERDUE, by=None, at=at, due_at=pledged.due_at,
        missing=[material.name for material in still_owed(application)],
    )  # fmt: skip
    clocks.start(case, deadlines.supplement_overdue_notice(), started_at=pledged.due_at, at=at)
    return True


def go_on_with_the_paper(application: Application, *, at: datetime) -> None:
    """The paper came after its moment: what had waited for it begins anew, and telling that it did not come is owed no more."""
    case = application.case
    clocks.void(case, Rule.SUPPLEMENT_NOTICE, at=at)
    if case.state == GRANTED:
        again = deadlines.delivery(start=deadlines.SUPPLIED)
    else:
        again = handling_anew(application.item_version)
    if not clocks.running(case, again.rule):
        clocks.start(case, again, started_at=at, at=at)
    if case.state == SUSPENDED:
        clocks.stop(case, at=at)


def tolerance_of(application: Application) -> Tolerance | None:
    return getattr(application, "tolerance", None)


def still_owed(application: Application) -> list[Material]:
    """
    The papers that the applicant promised and has not brought yet; of an application that the law deemed accepted as it was,
    those that were missing then.
    """
    tolerance = tolerance_of(application)
    if tolerance is None and not application.deemed_accepted:
        return []
    expected = tolerance.materials.all() if tolerance else application.item_version.materials.all()
    there = held(application)
    return sorted((each for each in expected if each.pk not in there), key=lambda material: material.position)


def waits_for_a_paper(application: Application) -> bool:
    """The pledged moment has passed and the paper has not come: the hall can go no further."""
    tolerance = tolerance_of(application)
    return tolerance is not None and tolerance.is_open and tolerance.overdue_at is not None
