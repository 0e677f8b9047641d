"""
Why an act on an application cannot be done now, whatever is filled in its form: one function for each act.

Buttons, pages, the API's list of acts and bulk acts ask here, and the verb asks again under its lock. A rule that depends on
what is filled in stands in the verb.

Each function returns the sentence that a person reads, or "" when nothing is in the way. Lists ask for many cases at once: the
functions mostly read the related rows with `.all()`, which a page has loaded before, and filter them here instead of in the database.
"""

from collections.abc import Callable
from datetime import datetime

from hall.models import User
from permits.models import Application
from permits.possible import examining, hearing, outcome, registration, taking_in
from permits.power import to_propose, why_not_answer_hand_up, why_not_hand_up, why_not_propose

Why = Callable[[Application, User, datetime], str]


def why_not(act: str, application: Application, *, by: User, at: datetime) -> str:
    """The sentence for an act that does not fit the case; the state table is asked beside this (hall.flow)."""
    return WHY_NOT[act](application, by, at) if act in WHY_NOT else ""


def has_a_point(act: str, application: Application) -> bool:
    """Whether a button offers an act that its verb would not refuse, but that leads nowhere now."""
    return HAS_A_POINT[act](application) if act in HAS_A_POINT else True


def proposable(application: Application, *, by: User, at: datetime) -> list[str]:
    """The approvals that nothing is in the way of but that this person cannot give them."""
    return [act for act in to_propose(application, by, at) if not why_not(act, application, by=by, at=at)]


def _propose(application: Application, by: User, at: datetime) -> str:
    if sentence := why_not_propose(application, by, at):
        return sentence
    return "" if proposable(application, by=by, at=at) else "现在没有可以报批的事"


WHY_NOT: dict[str, Why] = {
    **taking_in.WHY_NOT,
    **examining.WHY_NOT,
    **hearing.WHY_NOT,
    **outcome.WHY_NOT,
    **registration.WHY_NOT,
    "hand_up": why_not_hand_up,
    "propose": _propose,
    "answer_hand_up": why_not_answer_hand_up,
}
HAS_A_POINT = taking_in.HAS_A_POINT
