"""Putting right how an applicant is reached: a number typed wrong at the window sends every letter to a stranger."""

from typing import Any

from cases.outgoing import redirect
from hall.fields import legible
from hall.refusals import Refused, need_reason
from permits import letters
from permits.actions.locking import short
from permits.actions.turn import Turn, verb
from permits.applicants import checked_contact, contact_columns
from permits.letters import contact_of
from permits.models import Application


class CannotChangeContact(Refused):
    code = "cannot-change-contact"


@verb(refusal=CannotChangeContact)
def change_contact(
    turn: Turn, *, reason: str, phone: str | None = None, email: str | None = None, no_sms: bool | None = None
) -> Application:
    """
    Change how the applicant of an open case is reached; what is None stays. What still waits to be sent goes to the new
    address, or is not sent where there is none any more; what was sent stays as it was. Whoever is reached no more by a
    number or address gets a last letter there (decision 125).

    :param reason: who asked, and what they showed. :param email: "" for none from now on. :param no_sms: the applicant wants no SMS.
    :raises CannotChangeContact: the case is over, or nothing would change.
    :raises BadInput: naming the field (phone, email) that cannot be right.
    """
    need_reason(reason, "写明谁要求更正、怎么核对的身份", "reason")
    application = turn.application
    before, previous, reached = _masked(application), _contact(application), letters.own_contact(application)
    # what cannot be opened any more is mended by writing it anew, so it is not in the way of that
    phone, email = checked_contact(
        application.phone if phone is None else phone,
        application.email if email is None else email,
        phone_is_old=phone is None,
    )
    columns: dict[str, Any] = contact_columns(phone, email)
    columns["no_sms"] = application.no_sms if no_sms is None else no_sms
    for name, value in columns.items():
        setattr(application, name, value)
    if _contact(application) == previous:
        raise CannotChangeContact("和现在登记的一样，没有要改的", field="phone")
    application.save(update_fields=columns)
    redirect(turn.case, to=contact_of(application, at=turn.at), at=turn.at)
    turn.record(before=before, after=_masked(application), reason=short(reason, "reason", most=300))
    letters.last_word(application, reached, at=turn.at)
    return application


def _contact(application: Application) -> tuple[Any, ...]:
    return legible(application, "phone"), legible(application, "email"), application.no_sms


def _masked(application: Application) -> dict[str, Any]:
    """What the history may say: nothing in clear."""
    return {"phone": application.phone_masked, "email": application.email_masked, "no_sms": application.no_sms}
