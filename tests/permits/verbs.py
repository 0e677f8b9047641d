"""
Every verb on an application and every refusal of one, under one name: what tests call.

`deliver` and `serve` print the paper first that they hand over, as a window does; the bare verbs are in permits.actions.delivering.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction

from hall.refusals import BadInput
from papers.printing import CharactersMissing
from permits.actions import delivering
from permits.actions.accepting import CannotAccept, CannotCommit, CannotVerify, accept, accept_on_commitment, verify
from permits.actions.amending import CannotAmend, amend
from permits.actions.bulk import ask_bulk, drop_view, save_view
from permits.actions.contact import CannotChangeContact, change_contact
from permits.actions.deciding import CannotDecide, CannotUndo, decide, undo
from permits.actions.declining import CannotClose, close_not_corrected, decline, not_required
from permits.actions.delivering import CannotArchive, CannotDeliver, CannotServe, archive
from permits.actions.ending import terminate, void, withdraw
from permits.actions.handing_in import CannotCorrect, correct, receive
from permits.actions.hearing import (
    CannotHear,
    announce_hearing,
    ask_hearing,
    cancel_hearing,
    give_up_hearing,
    hold_hearing,
    move_hearing,
    tell_hearing,
)
from permits.actions.noticing import CannotNotify, notify
from permits.actions.pausing import CannotExtend, NotListed, extend, resume, suspend
from permits.actions.power import (
    CannotChangeOwner,
    CannotCheck,
    CannotHandUp,
    answer_hand_up,
    change_owner,
    hand_up,
    propose,
    record_check,
    state_amount,
    take_back_request,
)
from permits.actions.printing import NoSuchPaper, print_document
from permits.actions.prolonging import CannotProlong, prolong
from permits.actions.representing import CannotRepresent, end_agency, name_agent
from permits.actions.revoking import CannotLift, CannotRevoke, lift_bar, revoke
from permits.actions.taking_in import (
    Barred,
    CannotRegister,
    CannotTakeBackVisit,
    Registered,
    register,
    replace_code,
    take_back_visit,
    visit,
)
from permits.actions.tolerating import CannotTolerate, NothingOwed, accept_with_gaps, supplement, tell_overdue
from permits.documents.register import papers_of
from permits.models import Application, DocumentKind
from permits.possible.outcome import unprinted
from permits.power import OutsidePower
from permits.states import GRANTED, NEVER_ACCEPTED, REFUSED, REVOKED, TERMINATED
from worklists.actions import CannotBulk, drop_draft, save_draft

HANDED_OVER = {GRANTED, REFUSED, REVOKED, TERMINATED, *NEVER_ACCEPTED}


def _printed_first(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Both or neither: a refusal leaves no print behind."""

    @wraps(verb)
    @transaction.atomic
    def done(**terms: Any) -> Any:
        if "version" not in terms and terms["method"] != "electronic":
            _print_what_is_handed_over(terms["number"], by=terms["by"], at=terms["at"])
        return verb(**terms)

    return done


def _print_what_is_handed_over(number: str, **step: Any) -> None:
    application = Application.objects.get(case__number=number)
    kind = unprinted(application) if application.case.state in HANDED_OVER else None
    if kind is not None and (DocumentKind(kind), 1) in papers_of(application):
        print_document(number=number, kind=kind, site="http://hall.test", **step)


deliver = _printed_first(delivering.deliver)
serve = _printed_first(delivering.serve)

__all__ = [
    "BadInput",
    "Barred",
    "CannotAccept",
    "CannotAmend",
    "CannotArchive",
    "CannotBulk",
    "CannotChangeContact",
    "CannotChangeOwner",
    "CannotCheck",
    "CannotClose",
    "CannotCommit",
    "CannotCorrect",
    "CannotDecide",
    "CannotDeliver",
    "CannotExtend",
    "CannotHandUp",
    "CannotHear",
    "CannotLift",
    "CannotNotify",
    "CannotProlong",
    "CannotRegister",
    "CannotRepresent",
    "CannotRevoke",
    "CannotServe",
    "CannotTakeBackVisit",
    "CannotTolerate",
    "CannotUndo",
    "CannotVerify",
    "CharactersMissing",
    "NoSuchPaper",
    "NotListed",
    "NothingOwed",
    "OutsidePower",
    "Registered",
    "accept",
    "accept_on_commitment",
    "accept_with_gaps",
    "amend",
    "announce_hearing",
    "answer_hand_up",
    "archive",
    "ask_bulk",
    "ask_hearing",
    "cancel_hearing",
    "change_contact",
    "change_owner",
    "close_not_corrected",
    "correct",
    "decide",
    "decline",
    "deliver",
    "drop_draft",
    "drop_view",
    "end_agency",
    "extend",
    "give_up_hearing",
    "hand_up",
    "hold_hearing",
    "lift_bar",
    "move_hearing",
    "name_agent",
    "not_required",
    "notify",
    "print_document",
    "prolong",
    "propose",
    "receive",
    "record_check",
    "register",
    "replace_code",
    "resume",
    "revoke",
    "save_draft",
    "save_view",
    "serve",
    "state_amount",
    "supplement",
    "suspend",
    "take_back_request",
    "take_back_visit",
    "tell_hearing",
    "tell_overdue",
    "terminate",
    "undo",
    "verify",
    "visit",
    "void",
    "withdraw",
]
