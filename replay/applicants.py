"""
The applicant of a line. An old ledger often has a name and nothing else: what is missing is made up, formally right and
plainly nobody's: the birthplace 999999 was never given to a citizen, no telephone number is all noughts.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any

from stdnum.cn import ric, uscc

from hall.doors.acts import NOT_IN_THE_LEDGER
from hall.identifiers import BadNumber, credit_code, phone
from hall.identity import OF_PEOPLE, IdKind, identity
from permits.applicants import Applicant, Representative
from permits.models import Agent
from replay.fields import as_text, text
from replay.reading import Act, BadLine
from replay.words import AUTHORITIES, ID_KINDS, KINDS, fields_of, meant

NOWHERE = "999999"
NO_PHONE = "0000000000"
OF_AN_ENTERPRISE = re.compile("公司|企业|厂|合作社|中心|店|学校|医院|协会|集团|事务所|超市|酒店")


def applicant(act: Act, *, seed: str) -> tuple[Applicant, list[str]]:
    """
    Return the applicant of a registration, and which of their data were made up.

    :param seed: the made-up number is the same for the same seed.
    """
    fields = _fields(act)
    name = as_text(fields.get("name"), "applicant").strip() or NOT_IN_THE_LEDGER
    written = as_text(fields.get("id_number", fields.get("id")), "id_number")
    kind = meant(KINDS, as_text(fields.get("kind"), "kind")) or _kind(name, written)
    if kind not in KINDS.values():
        raise BadLine("kind 写 person（个人）或 enterprise（企业或组织）", field="kind")
    made_up = []
    id_kind = meant(ID_KINDS, as_text(fields.get("id_kind"), "id_kind"))
    if id_kind and id_kind not in ID_KINDS.values():
        raise BadLine(f"id_kind 不能是“{id_kind[:40]}”；可用的有：{'、'.join(IdKind.values)}", field="id_kind")
    usual = IdKind.CREDIT_CODE if kind == "enterprise" else IdKind.RESIDENT_CARD
    number = _checked(partial(_number, id_kind or usual, today=act.at.date()), written)
    if not number:
        made_up.append("id_number")
        id_kind = ""
        number = _nobodys_code(seed) if kind == "enterprise" else _nobodys_number(seed)
    reachable_at = as_text(fields.get("phone"), "phone")
    if not _checked(phone, reachable_at):
        made_up.append("phone")
        reachable_at = NO_PHONE
    unknown = "phone" in made_up
    return Applicant(kind, name, number, reachable_at, id_kind=id_kind, phone_unknown=unknown), made_up


def agent(act: Act, *, seed: str) -> tuple[Representative | None, list[str]]:
    """
    Return whoever acted for the applicant of a registration, and which of their data were made up; None where nobody did.

    Written as ``"agent": {"name": …, "id_number": …, "phone": …, "authority": …, "document": …}``, or as the name alone.
    """
    entry = act.fields.get("agent")
    if entry in (None, "", {}):
        return None, []
    fields = {str(key): value for key, value in entry.items()} if isinstance(entry, dict) else {"name": entry}
    made_up = []
    id_kind = meant(ID_KINDS, as_text(fields.get("id_kind"), "agent.id_kind")) or IdKind.RESIDENT_CARD
    if id_kind not in OF_PEOPLE:
        words = "、".join(OF_PEOPLE)
        raise BadLine(f"agent.id_kind 不能是“{id_kind[:40]}”；可用的有：{words}", field="agent")
    written_number = as_text(fields.get("id_number"), "agent.id_number")
    number = _checked(partial(_number, id_kind, today=act.at.date()), written_number)
    if not number:
        made_up.append("agent.id_number")
        id_kind = IdKind.RESIDENT_CARD
        number = _nobodys_number(seed)
    reachable_at = as_text(fields.get("phone"), "agent.phone")
    if not _checked(phone, reachable_at):
        made_up.append("agent.phone")
        reachable_at = NO_PHONE
    representative = Representative(
        as_text(fields.get("name"), "agent.name").strip() or NOT_IN_THE_LEDGER,
        number,
        reachable_at,
        meant(AUTHORITIES, as_text(fields.get("authority"), "agent.authority", Agent.Authority.LIMITED)),
        as_text(fields.get("document"), "agent.document").strip() or NOT_IN_THE_LEDGER,
        phone_unknown="agent.phone" in made_up,
        id_kind=id_kind,
    )
    return representative, made_up


def complainant(act: Act) -> tuple[str, str, list[str]]:
    """Return name and telephone of whoever complains ("" twice: nobody said), and what was made up."""
    name, number = text(act, "name"), text(act, "phone")
    if name.strip() and act.fields.get("phone") is None:
        return name, NO_PHONE, ["phone"]
    return name, number, []


def _fields(act: Act) -> dict[str, Any]:
    """The applicant's fields: an object of their own, or beside the others with the name alone in `applicant`."""
    entry = act.fields.get("applicant")
    if isinstance(entry, dict):
        return fields_of(entry)
    beside: dict[str, Any] = {name: act.fields.get(name) for name in ("id_number", "id_kind", "phone", "kind")}
    return beside | {"name": entry}


def _number(id_kind: str, written: str, *, today: date) -> str:
    return identity(id_kind, written, today=today).number


def _kind(name: str, written: str) -> str:
    return "enterprise" if _checked(credit_code, written) or OF_AN_ENTERPRISE.search(name) else "person"


def _checked(check: Callable[[str], str], number: str) -> str:
    """The number if it can be right, else ""."""
    try:
        return check(number)
    except BadNumber:
        return ""


def _nobodys_number(seed: str) -> str:
    digits = int(sha256(seed.encode()).hexdigest(), 16)
    born = f"{1900 + digits % 50}{1 + digits // 50 % 12:02d}{1 + digits // 600 % 28:02d}"
    body = f"{NOWHERE}{born}{digits // 16_800 % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def _nobodys_code(seed: str) -> str:
    body = f"91{NOWHERE}{int(sha256(seed.encode()).hexdigest(), 16) % 10**9:09d}"
    return body + uscc.calc_check_digit(body)
