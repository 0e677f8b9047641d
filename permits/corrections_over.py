"""
The days for corrections that are over: whoever handles the case hears of it, once for each notice. Nothing else comes about by
itself: whether the applicant is waited for any longer, or the case closed (逾期未补正), is a person's to decide (decision 143).
"""

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from cases import troubles
from cases.clocks import A_SECOND
from cases.models import Case, Doing, Letter
from cases.owing import owe
from cases.troubles import Subject
from hall.access import current_posts
from hall.models import User
from permits.applicant_dates import correct_by, last_notice
from permits.gaps import one_case
from permits.models import Application, OneTimeNotice
from permits.states import CORRECTION_REQUESTED

TEMPLATE = "corrections_over"
CAUSE = "corrections:"  # and the key of the notice


def tell_of_ended_corrections(*, at: datetime) -> int:
    """Write to whoever handles each case, and return of how many. Part of the passing of time."""
    cases = _run_out(at=at).values_list("application", flat=True)
    return troubles.at_each(
        Doing.CORRECTIONS, [Subject(pk, pk) for pk in cases], lambda case: one_case(case, act=_tell, at=at), at=at
    )


def _run_out(*, at: datetime) -> QuerySet[OneTimeNotice]:
    """The notices that are waited for, whose day has passed by what they said (or who knows), and of which nobody has heard."""
    later = OneTimeNotice.objects.filter(application=OuterRef("application"), number__gt=OuterRef("number"))
    letter = Letter.objects.filter(cause=OuterRef("cause"))
    over = Q(correct_by__lt=at) | Q(correct_by=None)
    open_cases = Q(application__case__state=CORRECTION_REQUESTED, application__case__closed_at=None)
    cause = Concat(Value(CAUSE), Cast("pk", CharField()))
    return (
        OneTimeNotice.objects.alias(cause=cause)
        .filter(over, open_cases, ~Exists(later), ~Exists(letter))
        .order_by("at")
    )


def _tell(application: Application, *, at: datetime) -> bool:
    case, notice = application.case, last_notice(application)
    if case.state != CORRECTION_REQUESTED or notice is None:
        return False  # they came, or the case has ended, in the meantime
    until = correct_by(notice)
    if at < until.due_at + A_SECOND:  # the calendar has given them more days since
        return False
    owe(
        case,
        cause=f"{CAUSE}{notice.pk}",
        template=TEMPLATE,
        recipient=_who_handles(case, at=at),
        at=at,
        due_at=until.due_at.isoformat(),
        provisional=until.provisional,
        state=case.state,
    )
    return True


def _who_handles(case: Case, *, at: datetime) -> User | None:
    """As a warning has it (cases.sweep): the owner, but no closed account and nobody without a post; then the department (None)."""
    posts = current_posts(timezone.localdate(at)).filter(user=case.owner_id, user__is_active=True)
    return case.owner if posts.exists() else None
