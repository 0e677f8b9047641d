"""Where staff are reached outside the product. Each sets only their own; nobody else sees more than its masked form."""

from datetime import datetime

from django.db import transaction

from cases.dispatch_wording import NO_GATEWAY
from cases.gateways import GATEWAYS
from cases.models import StaffContact
from hall.identifiers import BadNumber, mail_address, mask_mail, mask_phone, mobile_of
from hall.identifiers import phone as phone_number
from hall.models import User
from hall.refusals import BadInput

BAD_MOBILE = "手机号共 11 位数字，以 1 开头；不要短信就空着"


@transaction.atomic
def set_contact(*, phone: str, email: str, by: User, at: datetime) -> StaffContact:
    """
    Keep where somebody's own letters also go; "" for not by this way.

    :raises BadInput: naming each field that is wrong (phone, email).
    """
    wrong: list[BadInput] = []
    number = _mobile(phone)
    if phone.strip() and not number:
        wrong.append(BadInput(BAD_MOBILE, field="phone"))
    address = email.strip()
    if address:
        try:
            address = mail_address(address)
        except BadNumber as error:
            wrong.append(BadInput(str(error), field="email"))
    if wrong:
        raise BadInput(wrong[0].sentence, field=wrong[0].field, also=wrong[1:])
    contact, _created = StaffContact.objects.update_or_create(
        user=by,
        defaults={
            "phone": number,
            "phone_masked": mask_phone(number) if number else "",
            "email": address,
            "email_masked": mask_mail(address) if address else "",
            "set_at": at,
        },
    )
    return contact


def _mobile(typed: str) -> str:
    """The mobile number that was typed; "" for anything else."""
    try:
        return mobile_of(phone_number(typed))
    except BadNumber:
        return ""


def as_fields(user: User) -> dict[str, str]:
    """Return what somebody has left, as the form's fields."""
    contact = StaffContact.objects.filter(user=user).first() or StaffContact()
    return {"phone": contact.phone, "email": contact.email}


def ways_not_set_up() -> list[str]:
    """One sentence for each way by which this hall cannot send."""
    return [f"{NO_GATEWAY[name]}，现在不会发出。" for name, gateway in GATEWAYS.items() if not gateway.is_set_up()]
