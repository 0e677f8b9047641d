"""How a paper reached the applicant, as staff read it, and as the applicant does."""

import re
from contextlib import suppress

from cases.wording import moment
from hall.identifiers import MAIL, BadNumber, mail_address, mask_mail, mask_number, mask_phone, phone, tidy
from hall.templatetags.presentation import day
from permits.hearings import masked
from permits.models import Service
from permits.wording import filled

# As people write a telephone number, or an account's: seven digits or more, a space or dash between some of them.
A_LONG_NUMBER = re.compile(r"\+?[0-9](?:[ ‐-―−-]?[0-9]){6,}")
PROOF_WORDS = {
    Service.Method.COLLECTED: "签收人",
    Service.Method.COURIER: "快递单号",
    Service.Method.ELECTRONIC: "发送到",
    Service.Method.LEFT: "见证",
    Service.Method.PUBLISHED: "公告于",
}


def masked_place(place: str) -> str:
    """
    Where something was sent to: a mail address or a telephone number masked as everywhere, also behind other words; the name of a
    platform as it is.
    """
    for form, mask in ((mail_address, mask_mail), (phone, mask_phone)):
        with suppress(BadNumber):
            return mask(form(place))
    return A_LONG_NUMBER.sub(
        lambda found: mask_number(tidy(found[0])), MAIL.sub(lambda found: mask_mail(found[0]), place)
    )


def handed_to(delivery: Service) -> str:
    """To whom or where it went, for the applicant, who notices by it what should not be: ``签收人 王*明``; "" for other ways."""
    if delivery.method == Service.Method.COLLECTED:
        return f"签收人 {masked(delivery.proof)}{'（代理人）' if delivery.by_agent else ''}"
    return f"发送到 {masked_place(delivery.proof)}" if delivery.method == Service.Method.ELECTRONIC else ""


def delivery_facts(delivery: Service) -> list[tuple[str, str]]:
    proof = masked_place(delivery.proof) if delivery.method == Service.Method.ELECTRONIC else delivery.proof
    return filled(
        ("方式", delivery.get_method_display()),
        (PROOF_WORDS[Service.Method(delivery.method)], f"{proof}{'（代理人）' if delivery.by_agent else ''}"),
        ("原因和经过", delivery.circumstances),
        ("公告日期", day(delivery.published_on) if delivery.published_on else ""),
        ("视为送达", day(delivery.served_on) if delivery.served_on else ""),
        ("登记时间" if delivery.served_on else "时间", moment(delivery.at)),
        ("经手人", str(delivery.delivered_by)),
    )
