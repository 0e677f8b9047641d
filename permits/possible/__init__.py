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
    BY_ANOTHER,
    to_propose,
    why_another,
    why_not_answer_hand_up,
    why_not_hand_up,
    why_not_propose,
)
from permits.queries import missing_materials
from permits.states import FLOW

Why = Callable[[Application, User, datetime], str]


def why_not(act: str, application: Application, *, by: User, at: datetime) -> str:
    """
    The sentence for an act that does not fit the case, or not this person in this case; the state table is asked beside this
    (hall.flow).
    """
    if sentence := _of_the_case(act, application, by, at):
        return sentence
    return why_another(application, FLOW.permission(act), by, at=at) if act in BY_ANOTHER else ""


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


WHY_NOT: dict[str, Why] = {
    "correct": taking_in.correct,
    "accept": taking_in.accept,
    "accept_with_gaps": taking_in.accept_with_gaps,
    "accept_on_commitment": taking_in.accept_on_commitment,
    "supplement": taking_in.supplement,
    "tell_overdue": taking_in.tell_overdue,
    "verify": outcome.verify,
    "close_not_corrected": taking_in.close_not_corrected,
    "decide": examining.decide,
    "undo": outcome.undo,
    "suspend": examining.suspend,
    "prolong": examining.prolong,
    "resume": examining.resume,
    "extend": examining.extend,
    "deliver": outcome.deliver,
    "serve": outcome.serve,
    "revoke": outcome.revoke,
    "archive": outcome.archive,
    "hand_up": why_not_hand_up,
    "propose": _propose,
    "answer_hand_up": why_not_answer_hand_up,
    "record_check": examining.record_check,
    "state_amount": registration.state_amount,
    "change_owner": registration.change_owner,
    "amend": registration.amend,
    "change_contact": registration.change_contact,
    "name_agent": registration.name_agent,
    "end_agency": registration.end_agency,
    "lift_bar": outcome.lift_bar,
    "tell_hearing": hearing.tell_hearing,
    "ask_hearing": hearing.once_told(hearing.ask_hearing),
    "announce_hearing": hearing.once_told(hearing.announce_hearing),
    "move_hearing": hearing.once_told(hearing.move_hearing),
    "hold_hearing": hearing.once_told(hearing.hold_hearing),
    "give_up_hearing": hearing.once_told(hearing.give_up_hearing),
    "cancel_hearing": hearing.once_told(hearing.cancel_hearing),
}


# Acts that the law allows at any time in their state, but that would change nothing now: the button goes, the verb stays
HAS_A_POINT: dict[str, Callable[[Application], bool]] = {
    "notify": taking_in.something_came_since_the_notice,
    "receive": lambda application: bool(missing_materials(application)),
}
