"""
Where staff are reached outside the product. Each sets only their own, the administrator nobody's; nobody else sees more than its
masked form. Whoever is reached there no more is told of it there (decision 125).
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from cases.dispatch_wording import NO_GATEWAY
from cases.gateways import GATEWAYS
from cases.models import StaffContact
from cases.outgoing import Contact, Words, redirect_staff, write_person
from hall.crypto import CannotUnseal
from hall.identifiers import BadNumber, mail_address, mask_mail, mask_phone, mobile_of
from hall.identifiers import phone as phone_number
from hall.models import ServiceHall, User
from hall.refusals import BadInput

NOT_HERE_ANY_MORE = (
    "工作消息今后不再发到这个号码或邮箱：账号里的联系方式已更改。不是您改的，马上修改密码，并告诉管理员。"
)
BAD_MOBILE = "手机号共 11 位数字，以 1 开头；不要短信就空着"


@transaction.atomic
def set_contact(*, phone: str, email: str, by: User, at: datetime) -> StaffContact:
    """
    Keep where somebody's own letters also go; "" for not by this way. The last letter goes to each address that was left until
    now and is not any more: a session of somebody's that another person has got hold of cannot cut them off in silence.

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
    before = _reached(by)
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
    now = Contact(number, address)
    redirect_staff(by, to=now, at=at)
    write_person(by, _last_word(), to=before.but(now), cause=f"contact:{by.pk}:{at.isoformat()}", at=at)
    return contact


def _last_word() -> Words:
    """It names nobody: the old number may have been typed wrong and be a stranger's."""
    sign = settings.SMS_SIGN or ServiceHall.objects.earliest("pk").name
    return Words(
        kind="staff-contact-changed",
        subject="消息不再发到这里",
        sms=f"【{sign}】{NOT_HERE_ANY_MORE}",
        mail=f"{NOT_HERE_ANY_MORE}\n\n{sign}\n这封邮件由系统发出，不用回复。",
    )


def _reached(user: User) -> Contact:
    """Where somebody's letters go until now; an address that cannot be opened is none, and setting a new one mends it."""
    contact = StaffContact.objects.select_for_update().filter(user=user).first()
    if contact is None:
        return Contact()
    try:
        return Contact(contact.phone, contact.email)
    except CannotUnseal:
        return Contact()


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
