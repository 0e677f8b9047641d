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
from permits.power import (
    own_request,
    to_propose,
    why_another,
    why_not_answer_hand_up,
    why_not_hand_up,
    why_not_propose,
)
from permits.states import BY_ANOTHER, FLOW

Why = Callable[[Application, User, datetime], str]


def why_not(act: str, application: Application, *, by: User, at: datetime) -> str:
    """
    The sentence for an act that does not fit the case, or not this person in this case; the state table is asked beside this
    (hall.flow).
    """
    if sentence := _of_the_case(act, application, by, at):
        return sentence
    return why_another(application, FLOW.permission(act), by=by, at=at) if act in BY_ANOTHER else ""


def _of_the_case(act: str, application: Application, by: User, at: datetime) -> str:
    return WHY_NOT[act](application, by, at) if act in WHY_NOT else ""


def has_a_point(act: str, application: Application) -> bool:
    """Whether a button offers an act that its verb would not refuse, but that leads nowhere now."""
    return HAS_A_POINT[act](application) if act in HAS_A_POINT else True


def proposable(application: Application, *, by: User, at: datetime) -> list[str]:
    """The approvals that nothing is in the way of but that this person cannot give them."""
    return [act for act in to_propose(application, by, at) if not _of_the_case(act, application, by, at)]


def _propose(application: Application, by: User, at: datetime) -> str:
    if sentence := why_not_propose(application, by, at):
        return sentence
    return "" if proposable(application, by=by, at=at) else "现在没有可以报批的事"


def _take_back_request(application: Application, by: User, at: datetime) -> str:
    return "" if own_request(application, by, at) else "没有等批准的报批可以撤回"


WHY_NOT: dict[str, Why] = {
    **taking_in.WHY_NOT,
    **examining.WHY_NOT,
    **hearing.WHY_NOT,
    **outcome.WHY_NOT,
    **registration.WHY_NOT,
    "hand_up": why_not_hand_up,
    "propose": _propose,
    "take_back_request": _take_back_request,
    "answer_hand_up": why_not_answer_hand_up,
}
HAS_A_POINT = taking_in.HAS_A_POINT
