"""
An application that is made again: with those that it takes up it is one matter (rules §4.1, decisions 112 and 119).

Withdrawing and registering anew would otherwise begin the count of the two-visit rule, and the one-time notice, at one again.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q

from enquiries.deadlines import attaches_until
from hall import calendar
from hall.prepared import ANY_NUMBER, ANY_TEXT, Prepared
from permits.models import Application, Decision
from permits.states import (
    CLOSED_NOT_CORRECTED,
    NOT_ACCEPTED,
    NOT_REQUIRED,
    REFUSED,
    TERMINATED,
    VOID,
    WITHDRAWN,
)

# Ended without an answer to the matter. A decision, or that no licence is needed, is one.
LEFT_OPEN = (NOT_ACCEPTED, CLOSED_NOT_CORRECTED, WITHDRAWN, TERMINATED)
# That a void registration never was, that no licence is needed, that it is refused, is the word of whoever owed the answer: made
# again it is seen like the others, and leaves nothing behind (decision 132).
LEAVES_NOTHING = (VOID, NOT_REQUIRED, REFUSED)

_MADE_AGAIN = (*LEFT_OPEN, *LEAVES_NOTHING)

# A refusal counts by its decision, whatever became of its paper. Of who applies every day a thousand are under way or granted:
# none of these is read here.
_ENDED = Prepared(
    lambda: (
        Application.objects.filter(
            Q(case__state__in=_MADE_AGAIN) | Q(decision__result=Decision.Result.REFUSE),
            applicant_id_hash=ANY_TEXT,
            item_version__item=ANY_NUMBER,
            taken_up_by=None,
        )
        .select_related("case", "decision")
        .only(
            *(f"case__{name}" for name in ("number", "state", "opened_at", "closed_at")),
            *("decision__result", "decision__at", "taken_up_by"),
        )
        .order_by("case__opened_at", "pk")
    ),
    ANY_TEXT,
    ANY_NUMBER,
)


_TAKEN_UP = (
    Application.objects.filter(case__state__in=LEFT_OPEN)
    .select_related("case")
    .only("item_version", "case__number", "case__closed_at")
)


def ended(application: Application) -> list[Application]:
    """The other applications of the same person for the same item that ended without an answer or left nothing behind, the oldest first."""
    rows = _ENDED.rows(application.applicant_id_hash, application.item_version.item_id)
    return [each for each in rows if each.pk != application.pk]


def to_take_up(among: Iterable[Application], *, at: datetime) -> list[Application]:
    """Of `ended` those that an application at `at` takes up again: ended within 90 days (Q6) without answering the matter."""
    return _lately_ended(among, LEFT_OPEN, at=at)


def to_follow(among: Iterable[Application], *, at: datetime) -> list[Application]:
    """Of `ended` those that left nothing behind, as lately: whoever reads of the new one reads of them."""
    return _lately_ended(among, LEAVES_NOTHING, at=at)


def end_of(application: Application) -> tuple[str, datetime | None]:
    """How an application ended, as a state, and when: a refusal with its decision, whatever became of its paper."""
    decision = getattr(application, "decision", None)
    if decision is not None and decision.result == Decision.Result.REFUSE:
        return REFUSED, decision.at
    return application.case.state, application.case.closed_at


def _lately_ended(among: Iterable[Application], states: Collection[str], *, at: datetime) -> list[Application]:
    days, found = calendar.current(), []
    for each in among:
        state, ended_at = end_of(each)
        if state not in states or ended_at is None:
            continue
        if each.case.opened_at <= at <= attaches_until(asked_at=ended_at, calendar=days):
            found.append(each)
    return found


def later(application: Application) -> Application | None:
    """The application of the same person for the same item that was made before this one ended, and goes on with the matter."""
    case = application.case
    return (
        Application.objects.filter(
            Q(case__opened_at__gt=case.opened_at) | Q(case__opened_at=case.opened_at, pk__gt=application.pk),
            applicant_id_hash=application.applicant_id_hash,
            item_version__item=application.item_version.item_id,
        )
        .exclude(case__state__in=(*LEFT_OPEN, VOID))
        .select_related("case")
        .only("case__number")
        .order_by("case__opened_at", "pk")
        .first()
    )


def taken_up(application: Application) -> list[Application]:
    """
    The applications before it of the same matter: those that it takes up, those that these take up, and so on. None that left
    nothing behind: what was asked for there binds nobody.
    """
    before, newest = [], [application]
    while newest := list(_TAKEN_UP.filter(taken_up_by__in=newest)):
        before += newest
    return before
