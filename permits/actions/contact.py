"""Putting right how an applicant is reached: a number typed wrong at the window sends every letter to a stranger."""

from typing import Any

from cases.outgoing import redirect
from hall.crypto import CannotUnseal
from hall.refusals import Refused
from permits.actions.turn import Turn, verb
from permits.applicants import checked_contact, contact_columns
from permits.letters import contact_of
from permits.models import Application


class CannotChangeContact(Refused):
    code = "cannot-change-contact"


@verb(refusal=CannotChangeContact)
def change_contact(
    turn: Turn, *, phone: str | None = None, email: str | None = None, no_sms: bool | None = None
) -> Application:
    """
    Change how the applicant of an open case is reached; what is None stays. What still waits to be sent goes to the new
    address, or is not sent where there is none any more; what was sent stays as it was.

    :param email: "" for none from now on. :param no_sms: the applicant wants no SMS.
    :raises CannotChangeContact: the case is over, or nothing would change.
    :raises BadInput: naming the field (phone, email) that cannot be right.
    """
    application = turn.application
    before = _masked(application)
    # what stays is not opened: an old number that nobody can read any more is put right here
    checked = contact_columns(*checked_contact(phone or "", email or "", phone_is_old=phone is None))
    is_new = {"phone": phone is not None, "email": email is not None}
    columns: dict[str, Any] = {name: value for name, value in checked.items() if is_new[name.partition("_")[0]]}
    columns |= {} if no_sms is None else {"no_sms": no_sms}
    if not any(_differs(application, name, columns[name]) for name in ("phone", "email", "no_sms") if name in columns):
        raise CannotChangeContact("和现在登记的一样，没有要改的", field="phone")
    for name, value in columns.items():
        setattr(application, name, value)
    application.save(update_fields=columns)
    redirect(turn.case, to=contact_of(application, at=turn.at), at=turn.at)
    turn.record(before=before, after=_masked(application))
    return application


def _differs(application: Application, name: str, value: Any) -> bool:
    try:
        return bool(getattr(application, name) != value)
    except CannotUnseal:
        return True


def _masked(application: Application) -> dict[str, Any]:
    """What the history may say: nothing in clear."""
    return {"phone": application.phone_masked, "email": application.email_masked, "no_sms": application.no_sms}
