"""The applicant as typed at a window or sent by a program, checked before anything is stored."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hall import texts
from hall.crypto import keyed_hash
from hall.identifiers import (
    BadNumber,
    credit_code,
    mail_address,
    mask_mail,
    mask_name,
    mask_phone,
    phone,
    without_extension,
)
from hall.identity import OF_ORGANISATIONS, OF_PEOPLE, Identity, IdKind, identity
from hall.refusals import BadInput
from permits.models import Agent, ApplicantKind


@dataclass(frozen=True)
class Applicant:
    """
    :param kind: person or enterprise.
    :param number: of the document, and `id_kind` its kind (hall.identity); "" is the usual one: a person's resident card, an
        organisation's credit code.
    :param email: where letters go besides; "" for none. :param no_sms: the applicant has refused to be told by SMS.
    :param phone_unknown: an old ledger names none: what stands for it is not checked. No door sends this.
    """

    kind: str
    name: str
    number: str
    phone: str
    email: str = ""
    no_sms: bool = False
    id_kind: str = ""
    phone_unknown: bool = False

    @property
    def masked_name(self) -> str:
        return masked_name(self.kind, self.name)

    def checked(self, *, today: date) -> "Applicant":
        """
        Return it with tidy name and numbers, and the kind of its document written out.

        :raises BadInput: naming each field that is wrong (applicant_kind, id_kind, applicant_id, applicant_name, phone, email).
        """
        if self.kind not in ApplicantKind.values:
            raise BadInput("选择个人，或企业、组织", field="applicant_kind")
        is_enterprise = self.kind == ApplicantKind.ENTERPRISE
        id_kind = self.id_kind or (IdKind.CREDIT_CODE if is_enterprise else IdKind.RESIDENT_CARD)
        if id_kind not in IdKind.values:
            raise BadInput("选择列出的证件类型", field="id_kind")
        wrong: list[BadInput] = []
        if is_enterprise and id_kind not in OF_ORGANISATIONS:
            wrong.append(BadInput(f"{IdKind(id_kind).label}是个人的证件，申请人类型选“个人”", field="id_kind"))
        if not is_enterprise and id_kind == IdKind.CREDIT_CODE:
            wrong.append(BadInput("统一社会信用代码不是个人的证件，申请人类型选“企业或组织”", field="id_kind"))
        number = _checked("applicant_id", self.number, lambda text: _number(id_kind, text, today), wrong)
        name = _name(self.name, wrong)
        reachable_at, email = _contact(self.phone, self.email, wrong, phone_unknown=self.phone_unknown)
        return replace(self, name=name, number=number, phone=reachable_at, email=email, id_kind=str(id_kind))

    @property
    def identity(self) -> Identity:
        """Its document, once it is checked."""
        return Identity(self.id_kind, self.number)


def must_be_another(applicant_hash: str, agent: "Representative") -> None:
    """
    :param agent: checked. :raises BadInput: at agent_id, when they act for themselves: who came in person has no agent.
    """
    if agent.identity.hash == applicant_hash:
        raise BadInput("代理人和申请人是同一个人：本人来办的，代理人空着", field="agent_id")


@dataclass(frozen=True)
class Representative:
    """
    Who acts for an applicant (委托代理人): a person, with the authority that was seen.

    :param document: the power of attorney. :param valid_from: None: from today. :param valid_to: None: until the matter is done.
    :param id_kind: of the document whose number this is (hall.identity); "" is a resident card.
    :param may_collect: the result may be handed over to them. :param gets_letters: SMS go to them instead of the applicant.
    :param phone_unknown: see Applicant.
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
    phone_unknown: bool = False
    id_kind: str = ""

    def checked(self, *, today: date) -> "Representative":
        """
        Return it with tidy numbers and the day from which it holds.

        :raises BadInput: naming each field that is wrong (agent_name, agent_id_kind, agent_id, agent_phone, agent_authority, agent_document,
            agent_from, agent_until).
        """
        begins = self.valid_from or today
        id_kind = self.id_kind or IdKind.RESIDENT_CARD
        if id_kind not in OF_PEOPLE:
            raise BadInput("选择列出的证件类型", field="agent_id_kind")
        wrong: list[BadInput] = []
        name = _checked("agent_name", self.name, texts.line, wrong)
        document = _checked("agent_document", self.document, texts.line, wrong)
        number = _checked("agent_id", self.number, lambda text: _agents_number(id_kind, text, today), wrong)
        reachable_at = self.phone if self.phone_unknown else _checked("agent_phone", self.phone, phone, wrong)
        if not 1 < len(name) <= 80 and not any(each.field == "agent_name" for each in wrong):
            wrong.append(BadInput("填写代理人姓名（2 至 80 个字）", field="agent_name"))
        if self.authority not in Agent.Authority.values:
            wrong.append(BadInput("选择代理权限", field="agent_authority"))
        if not 0 < len(document) <= 120 and not any(each.field == "agent_document" for each in wrong):
            wrong.append(BadInput("填写看过的授权文书，写明编号或者日期（最多 120 个字）", field="agent_document"))
        if begins > today:
            wrong.append(BadInput("授权还没有开始，到那一天再登记", field="agent_from"))
        if self.valid_to is not None and self.valid_to < max(today, begins):
            wrong.append(BadInput("授权已经到期，看新的授权文书", field="agent_until"))
        if wrong:
            raise BadInput(wrong[0].sentence, field=wrong[0].field, also=wrong[1:])
        return replace(
            self,
            name=name,
            number=number,
            phone=reachable_at,
            document=document,
            valid_from=begins,
            id_kind=str(id_kind),
        )

    @property
    def identity(self) -> Identity:
        """The agent's document, once it is checked."""
        return Identity(self.id_kind, self.number)


def masked_name(kind: str, name: str) -> str:
    """A person's name masked; an enterprise's name is public."""
    return name if kind == ApplicantKind.ENTERPRISE else mask_name(name)


def checked_name(typed: str) -> str:
    """Return an applicant's name tidily. :raises BadInput: at applicant_name."""
    wrong: list[BadInput] = []
    name = _name(typed, wrong)
    if wrong:
        raise wrong[0]
    return name


def _name(typed: str, wrong: list[BadInput]) -> str:
    name = _checked("applicant_name", typed, texts.line, wrong)
    if not 1 < len(name) <= 80 and not any(each.field == "applicant_name" for each in wrong):
        wrong.append(BadInput("填写申请人姓名或名称（2 至 80 个字）", field="applicant_name"))
    return name


def contact_columns(phone: str, email: str) -> dict[str, str]:
    """How an application keeps a checked telephone number and mail address: sealed, to be found, and masked."""
    masks = {"phone_masked": mask_phone(phone), "email_masked": mask_mail(email)}
    return {"phone": phone, "phone_hash": phone_hash(phone), "email": email, **masks}


def phone_hash(phone: str) -> str:
    """What a checked telephone number is found by, with its extension or without."""
    return keyed_hash("phone", without_extension(phone))


def checked_contact(phone_typed: str, email_typed: str, *, phone_is_old: bool = False) -> tuple[str, str]:
    """
    Return the tidy telephone number and mail address; "" for no address.

    :param phone_is_old: it is the one that is kept already: the rules of its day let it pass.
    :raises BadInput: naming each field that is wrong (phone, email).
    """
    return _contact(phone_typed, email_typed, [], phone_unknown=phone_is_old)


def _contact(phone_typed: str, email_typed: str, wrong: list[BadInput], *, phone_unknown: bool) -> tuple[str, str]:
    """The last that is checked: what is `wrong` so far is refused with it."""
    number = phone_typed if phone_unknown else _checked("phone", phone_typed, phone, wrong)
    address = _checked("email", email_typed, mail_address, wrong) if email_typed.strip() else ""
    if wrong:
        raise BadInput(wrong[0].sentence, field=wrong[0].field, also=wrong[1:])
    return number, address


def _number(id_kind: str, text: str, today: date) -> str:
    try:
        return identity(id_kind, text, today=today).number
    except BadNumber:
        if id_kind == IdKind.RESIDENT_CARD and holds(credit_code, text):
            raise BadNumber("这是统一社会信用代码，申请人类型选“企业或组织”") from None
        raise


def _agents_number(id_kind: str, text: str, today: date) -> str:
    """An agent is a person: the number of an organisation is told to be one, wherever it is typed."""
    if id_kind == IdKind.RESIDENT_CARD and holds(credit_code, text):
        raise BadNumber("这是统一社会信用代码。代理人是个人，填代理人的身份证号，或者先选证件类型")
    return identity(id_kind, text, today=today).number


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
    except (BadNumber, texts.Unseen) as error:
        wrong.append(BadInput(str(error), field=field))
        return ""
