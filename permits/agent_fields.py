"""What is asked about an agent: at the registration, where there need be none, and when one is named later."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hall.doors.acts import Field, Kind
from hall.identity import OF_PEOPLE, IdKind
from permits.agents import agent_of
from permits.applicants import Representative
from permits.models import Agent

ASKS = (
    Field("agent_name", "代理人姓名", needed="填写代理人姓名", most=80),
    Field(
        "agent_id_kind",
        "代理人证件类型",
        Kind.CHOSEN,
        choices=[(kind.value, kind.label) for kind in OF_PEOPLE],
        first=IdKind.RESIDENT_CARD.value,
        usual=IdKind.RESIDENT_CARD.value,
        list_name="AgentIdKind",
        api="The kind of the agent's document.",
    ),
    Field(
        "agent_id",
        "代理人证件号",
        needed="填写代理人的证件号",
        most=40,
        look={"spellcheck": "false"},
        api="Sealed, hashed and masked like the applicant's.",
    ),
    Field("agent_phone", "代理人手机", needed="填写代理人的手机号", most=30, look={"inputmode": "tel"}),
    Field(
        "agent_authority",
        "代理权限",
        Kind.CHOSEN,
        "选择代理权限",
        choices=Agent.Authority,
        list_name="AgentAuthority",
    ),
    Field(
        "agent_document",
        "看过的授权文书",
        needed="填写看过的授权文书：授权委托书、介绍信或者户口簿，写明编号或者日期",
        most=120,
        hint="例如：授权委托书（2026年3月2日）",
        api="The power of attorney that was seen.",
    ),
    Field("agent_from", "授权自", Kind.DAY, hint="不填＝今天"),
    Field("agent_until", "授权至", Kind.DAY, hint="不填＝到这一件办完为止"),
    Field("agent_may_collect", "可以代领结果", Kind.YES, usual=False),
    Field(
        "agent_gets_letters",
        "短信发给代理人，不发给申请人",
        Kind.YES,
        usual=False,
        api="SMS go to the agent while the authority holds; e-mails go to the applicant all the same.",
    ),
)
THE_PERSON = ("agent_name", "agent_id", "agent_phone")  # what is registered already, where the same agent goes on
# Later: the same agent may come with another authority, and is not typed again
LATER = (
    Field(
        "agent_same",
        "还是现在的代理人，只换授权",
        Kind.YES,
        hint="姓名、证件和手机照登记的，不用再填",
        usual=False,
        in_ledger=False,
        only=lambda occasion: agent_of(occasion.subject) is not None,
        api="The agent who is registered goes on, with another authority: name, document and telephone are left out.",
    ),
    *(replace(field, api_needed=False) if field.name in THE_PERSON else field for field in ASKS),
)
# At the registration: left out is no agent, so the verb says what is missing of one that is named
IF_ANY = tuple(
    replace(
        field,
        needed="",
        mark="有代理人的必填" if field.needed else "",
        api_needed=False,
        usual="" if field.name == "agent_authority" else field.usual,
    )
    for field in ASKS
)
NAMES = tuple(field.name for field in ASKS)
MENUS = ("agent_authority", "agent_id_kind")  # a menu always has a value: what stands in it names nobody


def split(fields: Mapping[str, Any]) -> tuple[dict[str, Any], Representative | None]:
    """What was sent without what is about an agent; and the agent as one value, None where nothing names one."""
    others = {name: value for name, value in fields.items() if name not in NAMES}
    about = ("agent_name", "agent_id", "agent_phone", "agent_authority", "agent_document")
    name, number, phone, authority, document = (fields.get(each) or "" for each in about)
    if not any((name, number, phone, document)):
        return others, None
    agent = Representative(
        name, number, phone, authority, document, fields.get("agent_from"), fields.get("agent_until"),
        bool(fields.get("agent_may_collect")), bool(fields.get("agent_gets_letters")),
        id_kind=fields.get("agent_id_kind") or "",
    )  # fmt: skip
    return others, agent
