"""The applicant as typed at a window or sent by a program, checked before anything is stored."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hall.crypto import keyed_hash
from hall.identifiers import BadNumber, credit_code, id_number, mail_address, mask_mail, mask_name, mask_number, phone
from hall.refusals import BadInput
from permits.models import Agent, ApplicantKind


@dataclass(frozen=True)
class Applicant:
    """
    :param kind: person or enterprise.
    :param number: citizen's number or unified social credit code.
    :param email: where letters go besides; "" for none. :param no_sms: the applicant has refused to be told by SMS.
    """

    kind: str
    name: str
    number: str
    phone: str
    email: str = ""
    no_sms: bool = False

    @property
    def masked_name(self) -> str:
        """A person's name masked; an enterprise's name is public."""
        return self.name if self.kind == ApplicantKind.ENTERPRISE else mask_name(self.name)

    def checked(self, *, today: date) -> "Applicant":
        """
        Return it with tidy numbers.

        :raises BadInput: naming each field that is wrong (applicant_kind, applicant_id, applicant_name, phone, email).
        """
        if self.kind not in ApplicantKind.values:
            raise BadInput("选择个人，或企业、组织", field="applicant_kind")
        name = self.name.strip()
        wrong: list[BadInput] = []
        number = _checked("applicant_id", self.number, lambda text: _number(self.kind, text, today), wrong)
        if not 1 < len(name) <= 80:
            wrong.append(BadInput("填写申请人姓名或名称（2 至 80 个字）", field="applicant_name"))
        reachable_at, email = _contact(self.phone, self.email, wrong)
        return replace(self, name=name, number=number, phone=reachable_at, email=email)


@dataclass(frozen=True)
class Representative:
    """
    Who acts for an applicant (委托代理人): a person, with the authority that was seen.

    :param document: the power of attorney. :param valid_from: None: from today. :param valid_to: None: until the matter is done.
    :param may_collect: the result may be handed over to them. :param gets_letters: SMS go to them instead of the applicant.
    """

    name: str
    number: str
    phone: str
    authority: str
    document: str
    valid_from: date | None = None
    valid_to: date | None = None
    may_collect: bool = False
    gets_letters: bool = False

    def checked(self, *, today: date) -> "Representative":
        """
        Return it with tidy numbers and the day from which it holds.

        :raises BadInput: naming each field that is wrong (agent_name, agent_id, agent_phone, agent_authority, agent_document,
            agent_from, agent_until).
        """
        name, document = self.name.strip(), self.document.strip()
        begins = self.valid_from or today
        wrong: list[BadInput] = []
        number = _checked("agent_id", self.number, lambda text: _number(ApplicantKind.PERSON, text, today), wrong)
        reachable_at = _checked("agent_phone", self.phone, phone, wrong)
        if not 1 < len(name) <= 80:
            wrong.append(BadInput("填写代理人姓名（2 至 80 个字）", field="agent_name"))
        if self.authority not in Agent.Authority.values:
            wrong.append(BadInput("选择代理权限", field="agent_authority"))
        if not 0 < len(document) <= 120:
            wrong.append(BadInput("填写看过的授权文书，写明编号或者日期（最多 120 个字）", field="agent_document"))
        if begins > today:
            wrong.append(BadInput("授权还没有开始，到那一天再登记", field="agent_from"))
        if self.valid_to is not None and self.valid_to < max(today, begins):
            wrong.append(BadInput("授权已经到期，看新的授权文书", field="agent_until"))
        if wrong:
            raise BadInput(wrong[0].sentence, field=wrong[0].field, also=wrong[1:])
        return replace(self, name=name, number=number, phone=reachable_at, document=document, valid_from=begins)


def contact_columns(phone: str, email: str) -> dict[str, str]:
    """How an application keeps a checked telephone number and mail address: sealed, to be found, and masked."""
    masks = {"phone_masked": mask_number(phone), "email_masked": mask_mail(email)}
    return {"phone": phone, "phone_hash": keyed_hash("phone", phone), "email": email, **masks}


def checked_contact(phone_typed: str, email_typed: str) -> tuple[str, str]:
    """
    Return the tidy telephone number and mail address; "" for no address.

    :raises BadInput: naming each field that is wrong (phone, email).
    """
    return _contact(phone_typed, email_typed, [])


def _contact(phone_typed: str, email_typed: str, wrong: list[BadInput]) -> tuple[str, str]:
    """The last that is checked: what is `wrong` so far is refused with it."""
    number = _checked("phone", phone_typed, phone, wrong)
    address = _checked("email", email_typed, mail_address, wrong) if email_typed.strip() else ""
    if wrong:
        raise BadInput(wrong[0].sentence, field=wrong[0].field, also=wrong[1:])
    return number, address


def _number(kind: str, text: str, today: date) -> str:
    if kind == ApplicantKind.ENTERPRISE:
        return credit_code(text)
    try:
        return id_number(text, today=today)
    except BadNumber:
        if holds(credit_code, text):
            raise BadNumber("这是统一社会信用代码，申请人类型选“企业或组织”") from None
        raise


def holds(check: Callable[..., str], text: str, **more: Any) -> bool:
    """Whether a number is a right one, by one of the checks of hall.identifiers."""
    try:
        check(text, **more)
    except BadNumber:
        return False
    return True


def _checked(field: str, text: str, check: Callable[[str], str], wrong: list[BadInput]) -> str:
    """The tidy number; one that cannot be right is noted in `wrong`."""
    try:
        return check(text)
    except BadNumber as error:
        wrong.append(BadInput(str(error), field=field))
        return ""
